import type { E164 } from '../../core/kernel/ids.js';
import type { Fate } from './fate.js';

/** Decides what becomes of a call. The same arguments give the same fate, in whatever order calls are placed. */
export interface FateModel {
  /** `attempt` counts the dials to this number from 1; `shown` is the number the person sees. */
  fateOf(number: E164, attempt: number, nowMs: number, shown: string): Fate;
}
