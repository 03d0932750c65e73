import type { CampaignStore } from '../ports/campaign-store.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AttemptJournal } from './attempt-journal.js';
import type { CallSupervisor } from './call-supervisor.js';
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

/** How often a drain looks whether all who are left talk. */
const LOOK_MS = 500;

/** Whether an engine lets calls out at all, and the end of all calls. Owned by the engine; `close` ends every drain. */
export class DialingSwitch {
  readonly #deps: DialingSwitchDeps;
  #mode: 'on' | 'stopped' | 'draining' = 'on';
  #waiters: (() => void)[] = [];
  #looking: Timer | null = null;

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

  /**
   * No new call; resolves when no call is left or after `limitMs`. Ringing calls ring out: none is cut short.
   * With `handsOver` those who talk, and what follows, are left to the engine that takes over.
   */
  drain(limitMs: number, handsOver = false): Promise<void> {
    const { clock } = this.#deps;
    this.#mode = 'draining';
    if (this.#isDrained(handsOver)) {
      return Promise.resolve();
    }
    if (handsOver) {
      this.#lookSoon();
    }
    return new Promise((resolve) => {
      const giveUp = clock.setTimer(limitMs, resolve);
      this.#waiters.push(() => {
        clock.clearTimer(giveUp);
        resolve();
      });
    });
  }

  /** Nobody is left whom another engine could not take over without his noticing. */
  #isDrained(handsOver: boolean): boolean {
    const { campaigns } = this.#deps;
    return handsOver
      ? [...campaigns.values()].every(({ calls }) => [...calls.values()].every(isSettled))
      : campaigns.openCalls === 0;
  }

  #lookSoon(): void {
    this.#looking = this.#deps.clock.setTimer(LOOK_MS, () => {
      if (this.#isDrained(true)) {
        this.#endDrains();
      } else {
        this.#lookSoon();
      }
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
    if (this.#looking !== null) {
      this.#deps.clock.clearTimer(this.#looking);
      this.#looking = null;
    }
    for (const waiter of this.#waiters.splice(0)) {
      waiter();
    }
  }
}

/** It talks, or is over but for what it was: nobody on the line waits for this engine. */
function isSettled({ state }: CallSupervisor): boolean {
  return state.phase === 'talking' || state.phase === 'outside' || state.phase === 'wrapping';
}
