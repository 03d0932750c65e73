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

/** What counts once in every cell of a row: made once, since there are millions of rows. */
export interface RowKeys {
  readonly attempt: string;
  readonly contact: string;
  readonly agentDay: string;
}

export function rowKeys(row: IndicatorRow, date: string): RowKeys {
  return {
    attempt: row.attemptGroup === '' ? row.attemptId : row.attemptGroup,
    contact: `${row.campaignId} ${row.contactId}`,
    agentDay: row.agentId === '' ? '' : `${date} ${row.agentId}`,
  };
}

/** Counters of one service and segment, over a day or several. */
export class IndicatorCell {
  readonly #costs: readonly Cost[];
  readonly #tries = new Set<string>();
  readonly #contacts = new Set<string>();
  readonly #agents = new Set<string>();
  /** Tries in hand, by agent and day. */
  readonly #agentDays = new Map<string, number>();
  readonly within: number[] = SERVICE_LEVELS.map(() => 0);
  readonly reasons = new Map<string, number>();
  readonly #counts: Omit<Quantities, 'tries' | 'contacts' | 'agents' | 'agentDays'> = {
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
  #cost: Exact = ZERO;

  constructor(costs: readonly Cost[]) {
    this.#costs = costs;
  }

  add(row: IndicatorRow, keys: RowKeys): void {
    this.reasons.set(row.reason, (this.reasons.get(row.reason) ?? 0) + 1);
    this.#addTalk(row);
    if (row.mode === 'inbound') {
      this.#addInbound(row);
    } else if (row.dialled) {
      this.#addActive(row, keys);
    }
  }

  get quantities(): Quantities {
    const { size: tries } = this.#tries;
    return {
      ...this.#counts,
      tries,
      contacts: this.#contacts.size,
      agents: this.#agents.size,
      agentDays: this.#agentDays.size,
    };
  }

  /** What the calls cost, or null where no cost is known. */
  get cost(): Exact | null {
    return this.#costs.length === 0 ? null : this.#cost;
  }

  /** Tries that an agent had in hand. */
  get agentTries(): number {
    return [...this.#agentDays.values()].reduce((sum, tries) => sum + tries, 0);
  }

  #addActive(row: IndicatorRow, keys: RowKeys): void {
    const counts = this.#counts;
    counts.calls += 1;
    this.#tries.add(keys.attempt);
    this.#contacts.add(keys.contact);
    counts.delivered += row.answerMs === null ? 0 : 1;
    counts.person += row.outcome === 'nao_contato' ? 0 : 1;
    counts.client += row.outcome === 'concretizada' || row.outcome === 'sucesso' ? 1 : 0;
    counts.success += row.outcome === 'sucesso' ? 1 : 0;
    counts.promises += row.reason === 'promise' || row.reason === 'agreement' ? 1 : 0;
    counts.dropped += row.abandoned ? 1 : 0;
    if (row.agentId !== '') {
      this.#agents.add(row.agentId);
      this.#agentDays.set(keys.agentDay, (this.#agentDays.get(keys.agentDay) ?? 0) + 1);
    }
    const cost = this.#costs.find(({ carrier }) => carrier === row.carrier) ?? this.#costs.find(isGeneral);
    if (cost !== undefined) {
      const lastedMs = row.answerMs === null ? 0 : Math.max(0, row.endMs - row.answerMs);
      const minutes = over(exactOf(lastedMs), exactOf(MINUTE));
      this.#cost = plus(this.#cost, plus(cost.perCall, times(cost.perMinute, minutes)));
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
