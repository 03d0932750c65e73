import { exactOf, fixedText, over, truncated } from '../billing/exact.js';
import type { DayNumber } from '../compliance/calendar/day-number.js';
import type { IndicatorRow } from './indicator-row.js';

/** What a way out delivered. */
export interface Delivery {
  readonly carrier: string;
  readonly line: string;
  readonly calls: number;
  readonly delivered: number;
  readonly person: number;
  readonly client: number;
}

/** What an agent did; the first quartile is the best. */
export interface AgentProduction {
  readonly agentId: string;
  readonly talks: number;
  readonly client: number;
  readonly success: number;
  readonly talkSeconds: number;
  readonly wrapSeconds: number;
  /** Days with a talk. */
  readonly days: number;
  /** Talks with the client in person, by day worked. */
  readonly production: string;
  readonly quartile: 1 | 2 | 3 | 4;
}

type Way = { -readonly [Key in keyof Delivery]: Delivery[Key] };

interface AgentCounts {
  talks: number;
  client: number;
  success: number;
  talkMs: number;
  wrapMs: number;
  readonly days: Set<DayNumber>;
}

/** Delivery by carrier and line, and production by agent. */
export class Production {
  /** By carrier, then by line. */
  readonly #ways = new Map<string, Map<string, Way>>();
  readonly #agents = new Map<string, AgentCounts>();

  add(row: IndicatorRow, day: DayNumber): void {
    const client = row.outcome === 'concretizada' || row.outcome === 'sucesso' ? 1 : 0;
    if (row.mode !== 'inbound' && row.dialled) {
      const way = this.#wayOf(row);
      way.calls += 1;
      way.delivered += row.answerMs === null ? 0 : 1;
      way.person += row.outcome === 'nao_contato' ? 0 : 1;
      way.client += client;
    }
    if (row.agentMs === null || row.agentId === '') {
      return;
    }
    let own = this.#agents.get(row.agentId);
    if (own === undefined) {
      own = { talks: 0, client: 0, success: 0, talkMs: 0, wrapMs: 0, days: new Set() };
      this.#agents.set(row.agentId, own);
    }
    own.talks += 1;
    own.client += client;
    own.success += row.outcome === 'sucesso' ? 1 : 0;
    own.talkMs += Math.max(0, row.endMs - row.agentMs);
    own.wrapMs += row.wrapEndMs === null ? 0 : Math.max(0, row.wrapEndMs - row.endMs);
    own.days.add(day);
  }

  deliveries(): readonly Delivery[] {
    return [...this.#ways.values()]
      .flatMap((lines) => [...lines.values()])
      .map((way) => ({ key: JSON.stringify([way.carrier, way.line]), way }))
      .sort((one, other) => (one.key < other.key ? -1 : 1))
      .map(({ way }) => way);
  }

  #wayOf({ carrier, line }: IndicatorRow): Way {
    let lines = this.#ways.get(carrier);
    if (lines === undefined) {
      lines = new Map();
      this.#ways.set(carrier, lines);
    }
    let way = lines.get(line);
    if (way === undefined) {
      way = { carrier, line, calls: 0, delivered: 0, person: 0, client: 0 };
      lines.set(line, way);
    }
    return way;
  }

  /** The best first; of equals the one whose id comes first. */
  agents(): readonly AgentProduction[] {
    const ranked = [...this.#agents].sort(
      ([oneId, one], [otherId, other]) =>
        other.client * one.days.size - one.client * other.days.size || (oneId < otherId ? -1 : 1),
    );
    return ranked.map(([agentId, own], place) => ({
      agentId,
      talks: own.talks,
      client: own.client,
      success: own.success,
      talkSeconds: Math.floor(own.talkMs / 1000),
      wrapSeconds: Math.floor(own.wrapMs / 1000),
      days: own.days.size,
      production: fixedText(truncated(over(exactOf(own.client), exactOf(own.days.size)), 2), 2),
      quartile: (Math.floor((4 * place) / ranked.length) + 1) as AgentProduction['quartile'],
    }));
  }
}
