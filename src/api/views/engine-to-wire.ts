import type { EngineOut } from '../../contract/engine-wire.js';
import type { EngineView } from '../../engine/engine-control.js';

/** The engine without its clock: that is on the envelope, and would make every row look changed. */
export function engineToWire(view: EngineView, watchedLimits: number): EngineOut {
  return {
    shiftedClock: view.shiftedClock,
    dialing: view.dialing,
    media: view.media.map((server) => ({ ...server })),
    trunks: view.trunks.map((trunk) => ({ ...trunk })),
    openAttempts: view.openAttempts,
    unwritten: view.unwritten,
    watchedLimits,
  };
}
