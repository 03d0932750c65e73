/** Seeded chance of the bench's world; a generator of its own (mulberry32), so that nothing is shared with the product. */
export interface Chance {
  uniform(): number;
  between(low: number, high: number): number;
  exponential(mean: number): number;
  /** Lognormal by its mean and coefficient of variation. */
  lognormal(mean: number, cv: number): number;
}

export function chanceOf(seed: number): Chance {
  let a = (seed * 2654435761) >>> 0;
  const uniform = (): number => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    exponential: (mean) => -mean * Math.log(1 - uniform()),
    lognormal: (mean, cv) => {
      const s2 = Math.log(1 + cv * cv);
      return mean * Math.exp(Math.sqrt(s2) * normal() - s2 / 2);
    },
  };
}
