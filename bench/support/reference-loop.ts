const KEYS = Array.from({ length: 1000 }, (_, index) => `key-${index}`);
const TABLE: ReadonlyMap<string, number> = new Map(KEYS.map((key, index) => [key, index]));
const STEPS_A_TURN = 20;

/**
 * Work of the kind a decision is made of, look-ups, small objects and short texts, that no change of the product
 * touches: what is measured against it in one run can be compared between machines. Returns something of what it found.
 */
export function runReference(turns: number): number {
  let found = 0;
  for (let turn = 0; turn < turns; turn += 1) {
    const seen: { readonly text: string; readonly value: number }[] = [];
    for (let step = 0; step < STEPS_A_TURN; step += 1) {
      const key = KEYS[(turn * 7 + step * 13) % KEYS.length] ?? '';
      const value = TABLE.get(key) ?? 0;
      seen.push({ text: `${key} ${value}`, value });
    }
    found += seen.filter(({ text, value }) => text.length + value > 500).length;
  }
  return found;
}
