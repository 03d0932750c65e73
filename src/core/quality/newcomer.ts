import { BRASILIA, civilDate } from '../kernel/civil-time.js';

/** True from the day an agent starts until the end of the following month: such scores are looked at apart. */
export function isNewcomer(startedOn: string, atMs: number): boolean {
  const monthsOf = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7));
  const day = civilDate(atMs, BRASILIA);
  return day >= startedOn && monthsOf(day) <= monthsOf(startedOn) + 1;
}
