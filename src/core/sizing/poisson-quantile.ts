import { requireNotNegative, requireOpenShare } from './sizing-input.js';

const NEGLIGIBLE = 1e-18;

/** The least whole c with P(Poisson(mean) ≤ c) ≥ share. Weights are relative to the mode, so no mean underflows. */
export function poissonQuantile(mean: number, share: number): number {
  requireNotNegative('mean', mean);
  requireOpenShare('share', share);
  const mode = Math.floor(mean);
  const below: number[] = [];
  for (let k = mode, weight = 1; k >= 0 && weight > NEGLIGIBLE; k--) {
    below.push(weight);
    weight *= k / mean;
  }
  const weights = below.reverse();
  const first = mode - weights.length + 1;
  for (let k = mode + 1, weight = mean / k; weight > NEGLIGIBLE; k++, weight *= mean / k) {
    weights.push(weight);
  }
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  const at = weights.findIndex((weight) => {
    sum += weight;
    return sum >= share * all;
  });
  return first + Math.max(0, at);
}
