import { MINUTE } from '../kernel/time.js';

/** Bands of a talk's length from which calls are chosen apart: short ones would otherwise be most of a sample. */
export const LENGTH_BANDS = ['to_2_min', 'to_4_min', 'over_4_min'] as const;
export type LengthBand = (typeof LENGTH_BANDS)[number];

/** Up to two minutes, up to four, and longer. */
export function lengthBandOf(talkMs: number): LengthBand {
  if (talkMs <= 2 * MINUTE) {
    return 'to_2_min';
  }
  return talkMs <= 4 * MINUTE ? 'to_4_min' : 'over_4_min';
}
