import { DAY_MS } from '../place/local-clock.js';

/** Easter Sunday of a Gregorian year as a day number: Gauss's rule with Lichtenberg's correction of its two exceptions. */
export function easterSunday(year: number): number {
  const century = Math.floor(year / 100);
  const moonShift = 15 + Math.floor((3 * century + 3) / 4) - Math.floor((8 * century + 13) / 25);
  const sunShift = 2 - Math.floor((3 * century + 3) / 4);
  const cycle = year % 19;
  const seed = (19 * cycle + moonShift) % 30;
  const correction = Math.floor((seed + Math.floor(cycle / 11)) / 29);
  const fullMoon = 21 + seed - correction;
  const firstSunday = 7 - ((year + Math.floor(year / 4) + sunShift) % 7);
  const distance = 7 - ((((fullMoon - firstSunday) % 7) + 7) % 7);
  // Counted in days of March.
  return Date.UTC(year, 2, fullMoon + distance) / DAY_MS;
}
