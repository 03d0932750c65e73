import type { PacedAgent, PacingObservation } from '../pacing/pacing-strategy.js';
import type { WireId } from './wire-values.js';

export const WIRE_AGENT_STATES = ['off', 'idle', 'talk', 'wrap', 'pause'] as const;
export type WireAgentState = (typeof WIRE_AGENT_STATES)[number];

/** Counts of the snapshot; null where it has none that can be believed. */
export interface AgentCounts {
  readonly idle: number | null;
  readonly talk: number | null;
  readonly wrap: number | null;
  readonly pause: number | null;
}

/** What an event says of an agent. */
export interface AgentNews {
  readonly state: WireAgentState;
  readonly atMs: number;
  /** Null when it says nothing of it. */
  readonly leaving: boolean | null;
  readonly call: WireId | null;
}

interface Agent {
  state: WireAgentState;
  sinceMs: number;
  /** Time of the last event believed; an older one comes too late. */
  heardMs: number;
  leaving: boolean;
  call: WireId | null;
  /** The state was set by the counts, not by an event: nothing can be learned from how long it lasted. */
  guessed: boolean;
}

/** From which states the counts may take agents for a state that lacks some, the likeliest first. */
const SOURCES: Readonly<Record<keyof AgentCounts, readonly (keyof AgentCounts)[]>> = {
  wrap: ['talk', 'idle', 'pause'],
  idle: ['wrap', 'talk', 'pause'],
  talk: ['idle', 'wrap', 'pause'],
  pause: ['idle', 'wrap', 'talk'],
};
const COUNTED = ['wrap', 'idle', 'talk', 'pause'] as const;

function inventedId(n: number): string {
  return `unknown agent ${n}`;
}

/** Talks whose length was learned, so that the end of the call does not teach it again. */
const REMEMBERED = 5000;

/**
 * The agents of a floor, kept from their events; the counts of each snapshot are right, so whoever they contradict is
 * moved, those first who have been longest where there are too many.
 */
export class AgentBook {
  readonly #agents = new Map<WireId, Agent>();
  readonly #learnedTalks = new Set<WireId>();
  #seen: PacingObservation[] = [];
  #invented = 0;

  /** What was learned since the last time it was asked. */
  takeObservations(): PacingObservation[] {
    const seen = this.#seen;
    this.#seen = [];
    return seen;
  }

  /** Agents ever heard of by name. */
  get known(): number {
    return this.#agents.size - this.#invented;
  }

  hear(id: WireId, news: AgentNews): void {
    const agent = this.#agents.get(id);
    if (agent === undefined) {
      this.#agents.set(id, {
        state: news.state,
        sinceMs: news.atMs,
        heardMs: news.atMs,
        leaving: news.leaving === true,
        call: news.call,
        guessed: false,
      });
      return;
    }
    if (news.atMs < agent.heardMs) {
      return;
    }
    agent.heardMs = news.atMs;
    const stays = news.state === agent.state && (news.call === null || news.call === agent.call);
    if (!stays) {
      this.#leave(agent, news.atMs);
      agent.sinceMs = news.atMs;
      agent.call = news.call;
    } else if (agent.guessed) {
      agent.sinceMs = Math.min(agent.sinceMs, news.atMs);
    }
    const works = news.state === 'talk' || news.state === 'wrap';
    agent.leaving = news.leaving ?? (works && agent.leaving);
    agent.state = news.state;
    agent.guessed = false;
  }

  /** Learns from the state that ends now. */
  #leave(agent: Agent, atMs: number): void {
    if (agent.guessed) {
      return;
    }
    const lastedMs = Math.max(0, atMs - agent.sinceMs);
    if (agent.state === 'talk') {
      this.talked(agent.call, lastedMs);
    } else if (agent.state === 'wrap') {
      this.#seen.push({ kind: 'wrapEnded', wrapMs: lastedMs });
    }
  }

  /** A talk ended: told by the agent or by the call, whichever is heard first. */
  talked(call: WireId | null, talkMs: number): void {
    if (call !== null) {
      if (this.#learnedTalks.has(call)) {
        return;
      }
      this.#learnedTalks.add(call);
      if (this.#learnedTalks.size > REMEMBERED) {
        for (const oldest of this.#learnedTalks) {
          this.#learnedTalks.delete(oldest);
          break;
        }
      }
    }
    this.#seen.push({ kind: 'talkEnded', talkMs });
  }

  /** The full list of a tick: who is not on it is gone. */
  keepOnly(present: ReadonlySet<WireId>): void {
    for (const [id, agent] of this.#agents) {
      if (!present.has(id) && agent.state !== 'off') {
        agent.state = 'off';
        agent.guessed = true;
      }
    }
  }

  /** Moves agents until the states hold as many as the snapshot counted. */
  fit(counts: AgentCounts, nowMs: number): void {
    const have = { idle: 0, talk: 0, wrap: 0, pause: 0 };
    for (const { state } of this.#agents.values()) {
      if (state !== 'off') {
        have[state] += 1;
      }
    }
    const surplus = (state: keyof AgentCounts): number => {
      const wanted = counts[state];
      return wanted === null ? 0 : have[state] - wanted;
    };
    if (COUNTED.every((state) => surplus(state) === 0)) {
      return;
    }
    const move = (from: keyof AgentCounts, to: WireAgentState, count: number): void => {
      for (const agent of this.#longest(from, count)) {
        agent.state = to;
        agent.sinceMs = nowMs;
        agent.leaving = false;
        agent.call = null;
        agent.guessed = true;
        have[from] -= 1;
        if (to !== 'off') {
          have[to] += 1;
        }
      }
    };
    for (const state of COUNTED) {
      for (const source of SOURCES[state]) {
        const count = Math.min(-surplus(state), surplus(source));
        if (count > 0) {
          move(source, state, count);
        }
      }
    }
    for (const state of COUNTED) {
      const over = surplus(state);
      if (over > 0) {
        move(state, 'off', over);
      }
      if (over < 0) {
        this.#invent(state, -over, nowMs);
      }
    }
  }

  /** Agents of a state: first those only the counts put there, then those who have been there longest. */
  #longest(state: keyof AgentCounts, count: number): readonly Agent[] {
    return [...this.#agents.values()]
      .filter((agent) => agent.state === state)
      .sort((a, b) => Number(b.guessed) - Number(a.guessed) || a.sinceMs - b.sinceMs)
      .slice(0, count);
  }

  /** Agents the counts know and no event ever named; those invented and left behind before take the parts first. */
  #invent(state: keyof AgentCounts, count: number, nowMs: number): void {
    const left: string[] = [];
    for (let n = 0; n < this.#invented && left.length < count; n++) {
      if (this.#agents.get(inventedId(n))?.state === 'off') {
        left.push(inventedId(n));
      }
    }
    while (left.length < count) {
      left.push(inventedId(this.#invented));
      this.#invented += 1;
    }
    for (const id of left) {
      this.#agents.set(id, {
        state,
        sinceMs: nowMs,
        heardMs: Number.NEGATIVE_INFINITY,
        leaving: false,
        call: null,
        guessed: true,
      });
    }
  }

  /** Free agents, and those who talk or wrap up. */
  view(nowMs: number): { readonly idle: number; readonly busy: PacedAgent[] } {
    let idle = 0;
    const busy: PacedAgent[] = [];
    for (const agent of this.#agents.values()) {
      if (agent.state === 'idle') {
        idle += 1;
      } else if (agent.state === 'talk' || agent.state === 'wrap') {
        busy.push({
          phase: agent.state === 'talk' ? 'talking' : 'wrap_up',
          ageMs: Math.max(0, nowMs - agent.sinceMs),
          leaving: agent.leaving,
        });
      }
    }
    return { idle, busy };
  }
}
