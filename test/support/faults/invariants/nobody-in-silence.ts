import type { SimulatedCallRecord } from '../../../../src/adapters/simulator/simulated-network.js';
import { CAMPAIGN_DEFAULTS } from '../../../../src/core/campaign/campaign.js';
import { MINUTE, SECOND } from '../../../../src/core/kernel/time.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

/** Machine detection, the two seconds of the law, and the way of three commands. */
const UNTROUBLED_MS = CAMPAIGN_DEFAULTS.amdDeadlineMs + CAMPAIGN_DEFAULTS.connectDeadlineMs + SECOND / 2;
/** A fault has its effect for so long after it is over: a server is found dead by its pings, a process starts again. */
const AFTERMATH_MS = 30 * SECOND;
/** Whatever goes wrong: the ring limit, or the audit of the legs, ends what nobody knows of. */
const TROUBLED_MS = 2 * MINUTE;

/** Who answers hears an agent or a message within the deadline; under a fault it is bounded all the same. */
export class NobodyInSilence implements Invariant {
  readonly name = 'nobody who answers is left in silence';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  over({ legId, fate, answeredAtMs, endedAtMs, longestSilenceMs }: SimulatedCallRecord): void {
    if (answeredAtMs === null || (fate.answer?.who ?? null) === null) {
      return;
    }
    const troubled = this.#centre.injector.hits.some(
      ({ atMs, fault }) => atMs <= endedAtMs && atMs + fault.lastsMs + AFTERMATH_MS >= answeredAtMs,
    );
    if (longestSilenceMs > (troubled ? TROUBLED_MS : UNTROUBLED_MS)) {
      this.broken.push(
        `${legId} heard nothing for ${longestSilenceMs} ms, ${troubled ? 'under a fault' : 'undisturbed'}`,
      );
    }
  }
}
