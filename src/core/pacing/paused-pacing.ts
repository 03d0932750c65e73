import type { PacingStrategy } from './pacing-strategy.js';

/** Places nothing: the lane is held. */
export const pausedPacing: PacingStrategy<null> = {
  name: 'paused',
  init: () => null,
  step: () => ({
    state: null,
    decision: { place: 0, limit: 'paused', figures: {}, reason: 'Paused: no call is placed' },
  }),
};
