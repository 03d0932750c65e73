/**
 * A value as a reject may show it: enough to find the row in the file, not enough to know the person.
 * At most the two first and two last characters stay, and never more than a third of the whole.
 */
export function maskValue(value: string): string {
  const characters = [...value.trim()];
  if (characters.length === 0) {
    return '';
  }
  const kept = Math.min(2, Math.floor(characters.length / 6));
  const hidden = Math.min(characters.length - 2 * kept, 12);
  return (
    characters.slice(0, kept).join('') +
    '*'.repeat(hidden) +
    characters.slice(characters.length - kept).join('')
  );
}
