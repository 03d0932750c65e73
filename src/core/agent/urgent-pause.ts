/** Owed at once and besides, never instead of a rest: the toilet at any time, and what follows an abuse. */
const URGENT = /toilet|banheiro|abus/i;

/** True of a pause that waits for no call that rings and counts as no rest. */
export function isUrgentPause(reason: string): boolean {
  return URGENT.test(reason);
}
