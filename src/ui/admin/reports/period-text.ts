/** A period's name as it is read here, the day first: 05/10/2026, 05/10/2026 – 11/10/2026, 10/2026. */
export function periodText(name: string): string {
  return name
    .split('_')
    .map((date) => date.split('-').reverse().join('/'))
    .join(' – ');
}
