import { setTimeout as pause } from 'node:timers/promises';
import { type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import type { AgentDetail } from '../../test/support/collection-floor.js';
import type { TestServer } from '../../test/support/server-process.js';

const LOOK_MS = 400;
/** States in which somebody else has to move; whoever stays longer in one, with everything in order, is stuck. */
const PASSING = ['connecting', 'reserved', 'previewing', 'connection_lost'];
export const STUCK_MS = 60_000;

interface Seen {
  readonly state: string;
  readonly sinceMs: number;
  /** When this agent acts in the present state. */
  readonly actsAtMs: number;
}

/** The agents, who work by the server's HTTP door as their pages would; a server that does not answer is asked again. */
export class ChaosCrew {
  readonly ids: readonly string[];
  /** While false they only end what they have and log out. */
  working = true;
  readonly #server: TestServer;
  readonly #campaigns: readonly string[];
  readonly #rng: Rng;
  readonly #seen = new Map<string, Seen>();
  #looping: Promise<void> | null = null;
  #ended = false;

  constructor(server: TestServer, ids: readonly string[], campaigns: readonly string[], rng: Rng) {
    this.#server = server;
    this.ids = ids;
    this.#campaigns = campaigns;
    this.#rng = rng;
  }

  begin(): void {
    this.#looping ??= this.#loop();
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.#looping;
  }

  async agents(): Promise<readonly AgentDetail[]> {
    const { items } = await this.#server.call<{ items: readonly AgentDetail[] }>(
      'GET',
      '/v1/agents?limit=200',
    );
    return items.filter(({ id }) => this.ids.includes(id));
  }

  /** Whoever has been for long in a state that has to pass; `sinceMs` by this process: when all was in order last. */
  stuck(sinceMs: number): readonly string[] {
    const nowMs = performance.now();
    return [...this.#seen].flatMap(([id, { state, sinceMs: seenMs }]) =>
      PASSING.includes(state) && nowMs - Math.max(seenMs, sinceMs) > STUCK_MS ? [`${id} is ${state}`] : [],
    );
  }

  async #loop(): Promise<void> {
    while (!this.#ended) {
      await this.#look().catch(() => undefined);
      await pause(LOOK_MS);
    }
  }

  async #look(): Promise<void> {
    const nowMs = performance.now();
    const due = (await this.agents()).filter(({ id, live }) => {
      const state = live?.state ?? 'offline';
      let seen = this.#seen.get(id);
      if (seen?.state !== state) {
        seen = { state, sinceMs: nowMs, actsAtMs: nowMs + this.#patienceMs(state) };
        this.#seen.set(id, seen);
      }
      return nowMs >= seen.actsAtMs;
    });
    await Promise.all(due.map(({ id, live }) => this.#act(id, live?.state ?? 'offline')));
  }

  #patienceMs(state: string): number {
    switch (state) {
      case 'talking':
        return randomInteger(this.#rng, 500, 6000);
      case 'wrap_up':
        return randomInteger(this.#rng, 100, 2500);
      case 'paused':
        return randomInteger(this.#rng, 0, 2000);
      // Now and then somebody who waits takes a pause, or goes.
      case 'available':
        return randomInteger(this.#rng, 3000, 40_000);
      default:
        return 0;
    }
  }

  async #act(id: string, state: string): Promise<void> {
    const tell = (verb: string, body?: object): Promise<unknown> =>
      this.#server.call('POST', `/v1/agents/${id}/${verb}`, body).catch(() => undefined);
    if (state === 'talking') {
      await tell('hangup');
    } else if (state === 'wrap_up') {
      await tell('dispose', { disposition: 'sem_acordo' });
    } else if (!this.working) {
      await (state === 'offline' ? undefined : tell('logout'));
    } else if (state === 'offline') {
      await tell('login', { campaignIds: this.#campaigns });
    } else if (state === 'paused') {
      await tell('ready');
    } else if (state === 'available') {
      await (randomInteger(this.#rng, 1, 4) === 1 ? tell('logout') : tell('pause', { reason: 'descanso' }));
    }
  }
}
