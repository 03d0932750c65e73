import { laneFacts } from './pacing-bounds.js';
import type { PacingStrategy } from './pacing-strategy.js';

/** Places nothing by itself: in preview a call leaves when the agent accepts the contact. */
export const previewPacing: PacingStrategy<null> = {
  name: 'preview',
  init: () => null,
  step: (_state, snapshot) => {
    const { idle, inFlight } = laneFacts(snapshot);
    return {
      state: null,
      decision: {
        place: 0,
        limit: 'agents_free',
        figures: { idle, inFlight },
        reason: `Preview: agents dial by accepting a contact; ${idle} free, ${inFlight} calls in flight`,
      },
    };
  },
};
