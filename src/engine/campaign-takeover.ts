import type { CampaignId } from '../core/kernel/ids.js';
import type { AttemptStore } from '../ports/attempt-store.js';
import type { StoredCampaign } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { AbandonReader } from './abandon-reader.js';
import type { CampaignRoster } from './campaign-roster.js';
import { DayTally } from './day-tally.js';
import type { LeaseHost, LeaseKeeper } from './lease-keeper.js';
import type { PacingKeeper } from './pacing-keeper.js';

export interface TakeoverDeps {
  readonly clock: Clock;
  readonly attempts: AttemptStore;
  readonly campaigns: CampaignRoster;
  readonly abandonments: AbandonReader;
  readonly keeper: PacingKeeper;
  readonly leases: LeaseKeeper;
}

/**
 * How campaigns come to an engine: with what their day has seen and what pacing has learned, at its start and when
 * another engine lets go of them. Lives as long as the engine, and holds nothing that has to be ended.
 */
export class CampaignTakeover implements LeaseHost {
  readonly #deps: TakeoverDeps;

  constructor(deps: TakeoverDeps) {
    this.#deps = deps;
  }

  /** A campaign was read, or made; it dials once this engine owns it. */
  async adopt(stored: StoredCampaign): Promise<void> {
    const { clock, attempts, campaigns, abandonments, keeper, leases } = this.#deps;
    const runner = campaigns.add(stored);
    const { id, tally } = runner;
    tally.load(await attempts.countsSince(id, DayTally.dayStart(clock.now())));
    await abandonments.read(runner);
    await keeper.recall(id);
    await leases.watch(id);
  }

  agentsOn(id: CampaignId): number {
    return [...(this.#deps.campaigns.get(id)?.agents.members() ?? [])].length;
  }

  /** Another engine dials the campaign from now on: what waits here to be dialled is its to have. */
  lost(id: CampaignId): void {
    const runner = this.#deps.campaigns.get(id);
    void runner?.hopper.giveAllBack();
    runner?.paceSoon();
  }

  /** The campaign is ours now. It may have been dialled by another engine meanwhile, which learned. */
  gained(id: CampaignId): void {
    const { campaigns, abandonments, keeper } = this.#deps;
    void keeper.recall(id);
    const runner = campaigns.get(id);
    if (runner === null) {
      return;
    }
    runner.abandonment.markStale();
    void abandonments.read(runner).then(() => runner.paceSoon());
    if (runner.state === 'running') {
      runner.hopper.poke();
      runner.paceSoon();
    }
  }
}
