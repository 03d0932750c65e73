import type { Reason } from '../outcome/outcome.js';

/** Ends that no decision of an operation undoes: the person said no, is not the person, has died, or has paid. */
export const NEVER_RECYCLED: ReadonlySet<Reason> = new Set([
  'opt_out',
  'wrong_person',
  'deceased',
  'says_paid',
  'abuse',
]);
