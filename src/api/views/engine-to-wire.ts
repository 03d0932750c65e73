import type { EngineOut } from '../../contract/engine-wire.js';
import { isoUtc } from '../../core/kernel/iso-utc.js';
import type { EngineView } from '../../engine/engine-control.js';
import type { TrunkProbed } from '../../ports/sip-watch.js';

/** The engine without its clock: that is on the envelope, and would make every row look changed. */
export function engineToWire(view: EngineView, watchedLimits: number): EngineOut {
  return {
    shiftedClock: view.shiftedClock,
    dialing: view.dialing,
    media: view.media.map((server) => ({ ...server })),
    trunks: view.trunks.map(({ backOff: _, ...trunk }) => ({
      ...trunk,
      probed: probedToWire(trunk.probed),
    })),
    openAttempts: view.openAttempts,
    unwritten: view.unwritten,
    watchedLimits,
  };
}

function probedToWire(probed: TrunkProbed | null): EngineOut['trunks'][number]['probed'] {
  if (probed === null) {
    return null;
  }
  const { state, sinceMs, status, tookMs, p50Ms, p95Ms, why } = probed;
  return { state, since: isoUtc(sinceMs), status, tookMs, p50Ms, p95Ms, why };
}
