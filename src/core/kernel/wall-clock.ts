import { civilDate, civilTime } from './civil-time.js';

function twoDigits(figure: number): string {
  return String(figure).padStart(2, '0');
}

/** An instant as the clock of a zone shows it, `2026-01-13 09:00:00`. */
export function wallClock(atMs: number, zone: string): string {
  const at = civilTime(atMs, zone);
  return `${civilDate(atMs, zone)} ${twoDigits(at.hour)}:${twoDigits(at.minute)}:${twoDigits(at.second)}`;
}
