import { type Exact, exactOf, over, plus, times, ZERO } from '../billing/exact.js';
import { MINUTE, SECOND } from '../kernel/time.js';
import { SERVICE_LEVELS, SHORT_ABANDON_SECONDS } from './indicator-id.js';
import type { Cost } from './indicator-plan.js';
import type { IndicatorRow } from './indicator-row.js';

/** What is counted of a service, segment and day. */
export interface Quantities {
  calls: number;
  tries: number;
  contacts: number;
  delivered: number;
  person: number;
  client: number;
  success: number;
  promises: number;
  dropped: number;
  agents: number;
  /** Agents of each day, added up. */
  agentDays: number;
  received: number;
  answered: number;
  abandoned: number;
  abandonedShort: number;
  waited: number;
  waitMs: number;
  talks: number;
  talkMs: number;
  wrapMs: number;
}

type Counts = Omit<Quantities, 'tries' | 'contacts' | 'agents' | 'agentDays'>;

/** Counters of one service and segment on a day, and of several days by adding theirs up. */
export class IndicatorCell {
  readonly #costs: readonly Cost[];
  /** Its place among those that count different things. */
  readonly place: number;
  /** Tries in hand, by agent. */
  readonly #agents = new Map<string, number>();
  #agentDays = 0;
  readonly within: number[] = SERVICE_LEVELS.map(() => 0);
  readonly reasons = new Map<string, number>();
  readonly #counts: Counts = {
    calls: 0,
    delivered: 0,
    person: 0,
    client: 0,
    success: 0,
    promises: 0,
    dropped: 0,
    received: 0,
    answered: 0,
    abandoned: 0,
    abandonedShort: 0,
    waited: 0,
    waitMs: 0,
    talks: 0,
    talkMs: 0,
    wrapMs: 0,
  };
  /** By cost: calls, and how long they were connected. */
  readonly #spent: { calls: number; ms: number }[];

  constructor(costs: readonly Cost[], place: number) {
    this.#costs = costs;
    this.place = place;
    this.#spent = costs.map(() => ({ calls: 0, ms: 0 }));
  }

  add(row: IndicatorRow): void {
    this.reasons.set(row.reason, (this.reasons.get(row.reason) ?? 0) + 1);
    this.#addTalk(row);
    if (row.mode === 'inbound') {
      this.#addInbound(row);
    } else if (row.dialled) {
      this.#addActive(row);
    }
  }

  /** Adds what another day has counted. */
  merge(day: IndicatorCell): void {
    for (const key of Object.keys(this.#counts) as (keyof Counts)[]) {
      this.#counts[key] += day.#counts[key];
    }
    for (const [reason, count] of day.reasons) {
      this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
    }
    for (const [agentId, tries] of day.#agents) {
      this.#agents.set(agentId, (this.#agents.get(agentId) ?? 0) + tries);
    }
    this.#agentDays += day.#agents.size;
    day.within.forEach((count, index) => {
      this.within[index] = (this.within[index] ?? 0) + count;
    });
    for (const [index, { calls, ms }] of day.#spent.entries()) {
      this.#spend(index, calls, ms);
    }
  }

  /** With the different tries and contacts of its place. */
  quantities(distinct: Pick<Quantities, 'tries' | 'contacts'>): Quantities {
    return { ...this.#counts, ...distinct, agents: this.#agents.size, agentDays: this.agentDays };
  }

  /** Agents of each day, added up. */
  get agentDays(): number {
    return this.#agentDays === 0 ? this.#agents.size : this.#agentDays;
  }

  /** What the calls cost, or null where no cost is known. */
  get cost(): Exact | null {
    return this.#costs.length === 0
      ? null
      : this.#costs.reduce((sum, { perCall, perMinute }, index) => {
          const { calls, ms } = this.#spent[index] ?? { calls: 0, ms: 0 };
          const minutes = over(exactOf(ms), exactOf(MINUTE));
          return plus(sum, plus(times(perCall, exactOf(calls)), times(perMinute, minutes)));
        }, ZERO);
  }

  /** Tries that an agent had in hand. */
  get agentTries(): number {
    return [...this.#agents.values()].reduce((sum, tries) => sum + tries, 0);
  }

  #addActive(row: IndicatorRow): void {
    const counts = this.#counts;
    counts.calls += 1;
    counts.delivered += row.answerMs === null ? 0 : 1;
    counts.person += row.outcome === 'nao_contato' ? 0 : 1;
    counts.client += row.outcome === 'concretizada' || row.outcome === 'sucesso' ? 1 : 0;
    counts.success += row.outcome === 'sucesso' ? 1 : 0;
    counts.promises += row.reason === 'promise' || row.reason === 'agreement' ? 1 : 0;
    counts.dropped += row.abandoned ? 1 : 0;
    if (row.agentId !== '') {
      this.#agents.set(row.agentId, (this.#agents.get(row.agentId) ?? 0) + 1);
    }
    const own = this.#costs.findIndex(({ carrier }) => carrier === row.carrier);
    const cost = own < 0 ? this.#costs.findIndex(isGeneral) : own;
    if (cost >= 0) {
      this.#spend(cost, 1, row.answerMs === null ? 0 : Math.max(0, row.endMs - row.answerMs));
    }
  }

  #spend(cost: number, calls: number, ms: number): void {
    const spent = this.#spent[cost];
    if (spent !== undefined) {
      spent.calls += calls;
      spent.ms += ms;
    }
  }

  #addInbound(row: IndicatorRow): void {
    const counts = this.#counts;
    counts.received += 1;
    const waitMs = Math.max(0, (row.agentMs ?? row.endMs) - row.startMs);
    if (waitMs > 0) {
      counts.waited += 1;
      counts.waitMs += waitMs;
    }
    if (row.agentMs !== null) {
      counts.answered += 1;
      SERVICE_LEVELS.forEach((seconds, index) => {
        this.within[index] = (this.within[index] ?? 0) + (waitMs <= seconds * SECOND ? 1 : 0);
      });
    } else if (row.abandoned || row.reason === 'abandoned' || row.reason === 'hung_up_before_agent') {
      counts.abandoned += 1;
      counts.abandonedShort += waitMs <= SHORT_ABANDON_SECONDS * SECOND ? 1 : 0;
    }
  }

  #addTalk(row: IndicatorRow): void {
    if (row.agentMs === null) {
      return;
    }
    this.#counts.talks += 1;
    this.#counts.talkMs += Math.max(0, row.endMs - row.agentMs);
    this.#counts.wrapMs += row.wrapEndMs === null ? 0 : Math.max(0, row.wrapEndMs - row.endMs);
  }
}

const isGeneral = ({ carrier }: Cost): boolean => carrier === '*';
