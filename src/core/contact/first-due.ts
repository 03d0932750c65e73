import { HOUR } from '../kernel/time.js';

/**
 * When a new contact is due. Contacts are handed out by due time alone, so priority is a head start:
 * each point is worth an hour of waiting, which orders a mailing and starves nobody.
 */
export function firstDueMs(priority: number, nowMs: number): number {
  return nowMs - Math.trunc(priority) * HOUR;
}
