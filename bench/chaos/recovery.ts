import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosCentre } from './chaos-centre.js';
import type { ChaosKind } from './chaos-plan.js';
import { watchSwitch } from './switch-watch.js';

/** Longest until dialling has to go on by itself, after everything was given back. */
const RECOVERS_MS = 120_000;
const LOOK_MS = 200;

export interface RunFigures {
  readonly dialled: number;
  readonly answered: number;
  readonly open: number;
}

/** Sees how long it takes after a harm until a new call is dialled and a new talk is joined. */
export class Recovery {
  /** Seconds by kind; of two at once they count for both. */
  readonly seconds = new Map<ChaosKind, number[]>();
  readonly harms = new Map<ChaosKind, number>();
  readonly breaches: string[] = [];
  /** From each step's first harm until all had recovered, by this machine's clock. */
  readonly shadows: { readonly fromMs: number; readonly untilMs: number }[] = [];
  readonly #centre: ChaosCentre;
  readonly #say: (text: string) => void;

  constructor(centre: ChaosCentre, say: (text: string) => void) {
    this.#centre = centre;
    this.#say = say;
  }

  async figures(): Promise<RunFigures> {
    const [row] = await this.#centre.rows<RunFigures>(`
      select count(*) filter (where t_dial_ms is not null)::int as dialled,
        count(*) filter (where t_answer_ms is not null)::int as answered,
        count(*) filter (where t_end_ms is null)::int as open from attempts`);
    return row ?? { dialled: 0, answered: 0, open: 0 };
  }

  /** Null when it did not within two minutes, which is a breach. */
  async watch(kinds: readonly ChaosKind[], signal: AbortSignal, fromMs = Date.now()): Promise<number | null> {
    try {
      return await this.#recovers(kinds, signal);
    } finally {
      this.shadows.push({ fromMs, untilMs: Date.now() });
    }
  }

  async #recovers(kinds: readonly ChaosKind[], signal: AbortSignal): Promise<number | null> {
    const givenBackMs = performance.now();
    for (const kind of kinds) {
      this.harms.set(kind, (this.harms.get(kind) ?? 0) + 1);
    }
    let first: { readonly dialled: number; readonly joined: number } | null = null;
    while (performance.now() - givenBackMs < RECOVERS_MS) {
      await pause(LOOK_MS, undefined, { signal });
      const now = await this.#progress().catch(() => null);
      first ??= now;
      if (now !== null && first !== null && now.dialled > first.dialled && now.joined > first.joined) {
        const seconds = (performance.now() - givenBackMs) / 1000;
        for (const kind of kinds) {
          this.seconds.set(kind, [...(this.seconds.get(kind) ?? []), seconds]);
        }
        await this.#lookAround(givenBackMs);
        return seconds;
      }
    }
    const why = await this.#whyNot();
    this.#breach(`after ${kinds.join(' + ') || 'the start'} nobody was dialled for two minutes: ${why}`);
    return null;
  }

  /** Rows of new calls, and of people who met an agent. */
  async #progress() {
    const [row] = await this.#centre.rows<{ dialled: number; joined: number }>(
      'select count(t_dial_ms)::int as dialled, count(t_agent_ms)::int as joined from attempts',
    );
    return row ?? null;
  }

  async #lookAround(sinceMs: number): Promise<void> {
    const { crew } = this.#centre;
    const seen = [...crew.stuck(sinceMs), ...(await watchSwitch(this.#centre).catch(() => []))];
    for (const breach of seen) {
      this.#breach(breach);
    }
  }

  async #whyNot(): Promise<string> {
    const { server } = this.#centre.keeper;
    const ask = (path: string): Promise<unknown> =>
      server.call('GET', path).catch((error: unknown) => String(error));
    const { reasons } = await server.ready().catch((error: unknown) => ({ reasons: [String(error)] }));
    const [engine, agents] = [await ask('/v1/engine'), await this.#centre.crew.agents().catch(() => [])];
    const states = agents.map(({ id, live }) => `${id} ${live?.state ?? 'off'} ${live?.reason ?? ''}`);
    return `${reasons.join('; ')} | ${JSON.stringify(engine)} | ${states.join(', ')}`;
  }

  #breach(text: string): void {
    this.breaches.push(text);
    this.#say(`  BREACH: ${text}`);
  }
}
