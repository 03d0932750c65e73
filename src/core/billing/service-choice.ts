import type { Contract } from './contract-form.js';

/** The services that a list of names, `#tags` and `-exceptions` leaves; an empty list is all of them. */
export function chosenServices(contract: Contract, choice: readonly string[]): ReadonlySet<string> {
  const matching = (word: string): readonly string[] =>
    word.startsWith('#')
      ? [...contract.services].flatMap(([key, { tags }]) => (tags.includes(word.slice(1)) ? [key] : []))
      : [word];
  const wanted = choice.filter((word) => !word.startsWith('-'));
  const chosen = new Set(wanted.length === 0 ? contract.services.keys() : wanted.flatMap(matching));
  for (const word of choice) {
    if (word.startsWith('-')) {
      for (const key of matching(word.slice(1))) {
        chosen.delete(key);
      }
    }
  }
  return chosen;
}
