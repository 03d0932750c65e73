import { type LanePacer, startLanePacer } from '../pacing/pacing-strategies.js';
import type { PacingDecision } from '../pacing/pacing-strategy.js';
import { FloorTracker, LONE_CAMPAIGN } from './floor-tracker.js';
import { type PaceRun, runRoom } from './pace-run.js';
import type { PaceSetup } from './pace-setup.js';
import { listOf, numberOf, type WireId, type WireObject } from './wire-values.js';

/** A run of one campaign with agents of its own. */
export class LaneRun implements PaceRun {
  readonly #setup: PaceSetup;
  readonly #tracker: FloorTracker;
  #pacer: LanePacer;
  lastReason: string | null = null;

  constructor(mode: string, setup: PaceSetup) {
    this.#setup = setup;
    this.#tracker = new FloorTracker(setup, false);
    this.#pacer = startLanePacer(mode, setup.settings);
  }

  answer(tick: WireObject): string {
    const floor = this.#tracker.hear(tick);
    const campaign = floor.campaigns.get(LONE_CAMPAIGN);
    const estimates = listOf(tick['nextContacts']).map((value) => numberOf(value) ?? Number.NaN);
    const { pacer, decision } = this.#pacer.step(
      {
        idleAgents: floor.idle,
        busyAgents: floor.busy,
        calls: campaign?.calls ?? [],
        connectedToday: campaign?.connectedToday ?? 0,
        abandonedToday: campaign?.abandonedToday ?? 0,
        contactsReady: Number.POSITIVE_INFINITY,
        ...runRoom(tick, this.#setup, floor),
        ...(estimates.length === 0 ? {} : { nextEstimates: estimates }),
      },
      [...floor.seen, ...(campaign?.seen ?? [])],
      floor.nowMs,
    );
    this.#pacer = pacer;
    this.lastReason = decision.reason;
    this.#tracker.asked(LONE_CAMPAIGN, decision.place, floor.nowMs);
    return answerText(decision, this.#toCancel(floor.nowMs, decision));
  }

  /** The calls that the strategy gives up: those that rang longest, and for as long as the run asks. */
  #toCancel(nowMs: number, { cancel = 0 }: PacingDecision): readonly WireId[] {
    const { cancelAfterMs } = this.#setup;
    return cancelAfterMs === null
      ? []
      : this.#tracker.ringingFor(LONE_CAMPAIGN, cancelAfterMs, nowMs).slice(0, cancel);
  }
}

function answerText({ place, picks }: PacingDecision, cancel: readonly WireId[]): string {
  if (picks !== undefined && picks.length > 0) {
    return JSON.stringify(cancel.length > 0 ? { pick: picks, cancel } : { pick: picks });
  }
  return cancel.length > 0 ? JSON.stringify({ dial: place, cancel }) : String(place);
}
