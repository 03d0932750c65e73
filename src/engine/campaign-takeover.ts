import { isCadenciaError, messageOf } from '../core/kernel/errors.js';
import type { CampaignId } from '../core/kernel/ids.js';
import type { AgentStore } from '../ports/agent-store.js';
import type { AttemptStore } from '../ports/attempt-store.js';
import type { CampaignStore, StoredCampaign } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { AbandonReader } from './abandon-reader.js';
import type { AgentFloor } from './agent-floor.js';
import type { CampaignRoster } from './campaign-roster.js';
import { DayTally } from './day-tally.js';
import type { EventBus } from './event-bus.js';
import type { LeaseHost, LeaseKeeper } from './lease-keeper.js';
import type { PacingKeeper } from './pacing-keeper.js';

export interface TakeoverDeps {
  readonly clock: Clock;
  readonly attempts: AttemptStore;
  readonly store: CampaignStore;
  readonly agents: AgentStore;
  readonly floor: AgentFloor;
  readonly bus: EventBus;
  readonly campaigns: CampaignRoster;
  readonly abandonments: AbandonReader;
  readonly keeper: PacingKeeper;
  readonly leases: LeaseKeeper;
}

/** Profiles are many, and change seldom: every so many looks. */
const LOOKS_A_PROFILE = 10;

/**
 * How campaigns come to an engine: with what their day has seen and what pacing has learned, at its start and when
 * another engine lets go of them, and with what other servers have saved since. Lives as long as the engine, and holds nothing that has to be ended.
 */
export class CampaignTakeover implements LeaseHost {
  readonly #deps: TakeoverDeps;
  #begun = false;
  #looking: Promise<void> | null = null;
  #looks = 0;

  constructor(deps: TakeoverDeps) {
    this.#deps = deps;
  }

  /** A campaign was read, or made; it dials once this engine owns it. */
  async adopt(stored: StoredCampaign): Promise<void> {
    const { clock, attempts, campaigns, abandonments, keeper, leases } = this.#deps;
    const known = campaigns.get(stored.settings.id);
    if (known !== null) {
      return;
    }
    const runner = campaigns.add(stored);
    const { id, tally } = runner;
    tally.load(await attempts.countsSince(id, DayTally.dayStart(clock.now())));
    await abandonments.read(runner);
    await keeper.recall(id);
    await leases.watch(id);
  }

  /** What was there at the start is here, and what a crash left is read: from now on others are looked at. */
  begin(): void {
    this.#begun = true;
    this.#deps.leases.beat();
  }

  /** Campaigns, their states and profiles of agents as other servers saved them; what cannot be read now is read later. */
  lookAgain(): void {
    void this.lookNow();
  }

  /** Resolves when what they saved is known here. */
  async lookNow(): Promise<void> {
    if (!this.#begun) {
      return;
    }
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#failed(error))
      .finally(() => {
        this.#looking = null;
      });
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { store, agents, floor, campaigns } = this.#deps;
    const known = new Map([...campaigns.values()].map(({ id, version }) => [id, version]));
    for (const stored of await store.changedSince(known)) {
      const { settings, state, version, problem } = stored;
      const runner = campaigns.get(settings.id);
      if (runner === null) {
        await this.adopt(stored);
      } else if (version > runner.version && problem === undefined) {
        runner.configure(settings, version);
        if (state !== runner.state) {
          runner.moveTo(state, version);
        }
      }
    }
    this.#looks += 1;
    if (this.#looks % LOOKS_A_PROFILE === 0) {
      for (const profile of await agents.list()) {
        floor.know(profile);
      }
    }
  }

  /** A store that does not answer is told of by whoever looks after it. */
  #failed(error: unknown): void {
    if (!isCadenciaError(error)) {
      const { bus, clock } = this.#deps;
      bus.emit('engine:defect', {
        where: 'campaigns of others',
        message: messageOf(error),
        atMs: clock.now(),
      });
    }
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
    this.lookAgain();
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
