import { boundPlacement, laneFacts } from './pacing-bounds.js';
import type { PacingSettings, PacingStrategy } from './pacing-strategy.js';

/** Above this a ratio is a typing mistake: the rarest answers measured need about 25 calls per free agent. */
const LARGEST_RATIO = 40;

/** Plain data of one lane in power. */
export interface PowerPacingState {
  readonly ratio: number;
}

function ratioOf(settings: PacingSettings): number {
  return settings.ratio >= 1 ? Math.min(settings.ratio, LARGEST_RATIO) : 1;
}

/** Keeps `ratio` calls in flight per free agent; a ratio of 1 is progressive. */
export const powerPacing: PacingStrategy<PowerPacingState> = {
  name: 'power',
  init: (settings) => ({ ratio: ratioOf(settings) }),
  step: (state, snapshot) => {
    const facts = laneFacts(snapshot);
    const goal = Math.floor(state.ratio * facts.idle + 1e-9);
    const { place, limit } = boundPlacement(goal - facts.inFlight, 'agents_free', facts);
    return {
      state,
      decision: {
        place,
        limit,
        figures: { idle: facts.idle, inFlight: facts.inFlight, ratio: state.ratio, goal },
        reason: `Power ${state.ratio}:1: ${facts.idle} free agents, ${goal} calls wanted, ${facts.inFlight} in flight: place ${place} (${limit})`,
      },
    };
  },
};
