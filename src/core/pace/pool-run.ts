import { freshPool, type PoolState, stepPool } from '../pacing/pool-pacing.js';
import type { PoolCampaign } from '../pacing/pool-snapshot.js';
import { FloorTracker } from './floor-tracker.js';
import { type PaceRun, runRoom } from './pace-run.js';
import { type PaceSetup, type PoolShare, poolShares } from './pace-setup.js';
import type { WireObject } from './wire-values.js';

/** A run of several campaigns that share their agents. */
export class PoolRun implements PaceRun {
  readonly #setup: PaceSetup;
  readonly #tracker: FloorTracker;
  #state: PoolState;
  #shares: ReadonlyMap<string, PoolShare>;
  lastReason: string | null = null;

  constructor(setup: PaceSetup) {
    this.#setup = setup;
    this.#tracker = new FloorTracker(setup, true);
    this.#state = freshPool(setup.settings);
    this.#shares = setup.campaigns;
  }

  answer(tick: WireObject): string {
    const { settings, fixedCap } = this.#setup;
    const floor = this.#tracker.hear(tick);
    const told = poolShares(tick['campaigns'], settings.abandonCap, fixedCap);
    this.#shares = told.size > 0 ? told : this.#shares;
    const campaigns = new Map<string, PoolCampaign>();
    for (const [id, tracked] of floor.campaigns) {
      const share = this.#shares.get(id) ?? { cap: settings.abandonCap, weight: 1 };
      campaigns.set(id, {
        ...tracked,
        ...share,
        // One call a tick finds out when there is somebody to call again, and keeps nothing from the others.
        contactsReady: tracked.dry ? 1 : Number.POSITIVE_INFINITY,
      });
    }
    const { state, decisions } = stepPool(
      this.#state,
      {
        idleAgents: floor.idle,
        busyAgents: floor.busy,
        seen: floor.seen,
        campaigns,
        ...runRoom(tick, this.#setup, floor),
      },
      floor.nowMs,
    );
    this.#state = state;
    const dial: [string, number][] = [];
    const reasons: string[] = [];
    for (const [id, { place, reason }] of decisions) {
      dial.push([id, place]);
      reasons.push(`${id}: ${reason}`);
      this.#tracker.asked(id, place, floor.nowMs);
    }
    this.lastReason = reasons.join('; ');
    return JSON.stringify({ dial: Object.fromEntries(dial) });
  }
}
