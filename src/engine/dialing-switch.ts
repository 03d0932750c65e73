import type { CampaignStore } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { AttemptJournal } from './attempt-journal.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { EngineView } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';

export interface DialingSwitchDeps {
  readonly store: CampaignStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly journal: AttemptJournal;
  readonly fleet: Fleet;
  readonly campaigns: CampaignRoster;
}

/** Whether an engine lets calls out at all, and the end of all calls. Owned by the engine; `close` ends every drain. */
export class DialingSwitch {
  readonly #deps: DialingSwitchDeps;
  #mode: 'on' | 'stopped' | 'draining' = 'on';
  #waiters: (() => void)[] = [];

  constructor(deps: DialingSwitchDeps) {
    this.#deps = deps;
  }

  get state(): EngineView['dialing'] {
    const { journal, fleet } = this.#deps;
    if (this.#mode !== 'on') {
      return this.#mode;
    }
    if (!journal.healthy) {
      return 'store_down';
    }
    return fleet.anyUp ? 'on' : 'media_down';
  }

  /** A stop outlives the engine that was told of it. */
  async recall(): Promise<void> {
    if (await this.#deps.store.dialingStopped()) {
      this.#mode = 'stopped';
    }
  }

  /** No new call; what rings is told to end. */
  async stop(why: string): Promise<{ readonly cancelled: number }> {
    const { store, clock, bus, campaigns } = this.#deps;
    // R32: the first stop lets what rings have its 15 s; whoever stops again means at once.
    const exemption = this.#mode === 'stopped' ? 'second_stop' : null;
    this.#mode = this.#mode === 'draining' ? 'draining' : 'stopped';
    const runners = [...campaigns.values()];
    const cancelled = runners.reduce((sum, { calls }) => sum + calls.cancelUnanswered(exemption), 0);
    if (exemption !== null && cancelled > 0) {
      bus.emit('ring:cut', { calls: cancelled, exemption, atMs: clock.now() });
    }
    // Kept too, so that a restart does not dial again by itself.
    await store.keepDialingStop({ why, sinceMs: clock.now() });
    return { cancelled };
  }

  async resume(): Promise<void> {
    await this.#deps.store.keepDialingStop(null);
    this.#mode = this.#mode === 'draining' ? 'draining' : 'on';
    this.#deps.campaigns.wake();
  }

  /** No new call; resolves when no call is left or after `limitMs`. Ringing calls ring out: none is cut short. */
  drain(limitMs: number): Promise<void> {
    const { clock, campaigns } = this.#deps;
    this.#mode = 'draining';
    if (campaigns.openCalls === 0) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const giveUp = clock.setTimer(limitMs, resolve);
      this.#waiters.push(() => {
        clock.clearTimer(giveUp);
        resolve();
      });
    });
  }

  callClosed(): void {
    if (this.#waiters.length > 0 && this.#deps.campaigns.openCalls === 0) {
      this.#endDrains();
    }
  }

  /** No call leaves any more. Idempotent. */
  close(): void {
    this.#mode = 'draining';
    this.#endDrains();
  }

  #endDrains(): void {
    for (const waiter of this.#waiters.splice(0)) {
      waiter();
    }
  }
}
