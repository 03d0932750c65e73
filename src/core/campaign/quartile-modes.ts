import type { AgentId } from '../kernel/ids.js';
import { HOUR } from '../kernel/time.js';

/** 1 is the best. */
export const QUARTILES = [1, 2, 3, 4] as const;
export type Quartile = (typeof QUARTILES)[number];

/**
 * `success`: promises and agreements an hour of talk and wrap-up, whatever the mode brought; `production`: talks with the
 * client in person a day worked, as the indicators show it.
 */
export const QUARTILE_MEASURES = ['success', 'production'] as const;
export type QuartileMeasure = (typeof QUARTILE_MEASURES)[number];

/** A mode for each quartile of a campaign's agents. */
export interface QuartileModes<Mode extends string = string> {
  readonly measure: QuartileMeasure;
  /** Days that are looked back on; today is none of them. */
  readonly days: number;
  /** Talks in these days without which an agent has no quartile. */
  readonly leastTalks: number;
  /** Percent of all places that one has to be past a border to leave one's quartile. */
  readonly marginPercent: number;
  /** The best first; null: as the campaign. */
  readonly modes: readonly [Mode | null, Mode | null, Mode | null, Mode | null];
}

/** The margin is less than half a quartile: one that two borders leave nothing of would be none. */
export const QUARTILE_RANGES = {
  days: { least: 5, most: 60, whole: true },
  leastTalks: { least: 10, most: 10_000, whole: true },
  marginPercent: { least: 0, most: 12, whole: true },
} as const;

/** What an agent did for a campaign in some days. */
export interface AgentOutput {
  readonly agentId: AgentId;
  readonly talks: number;
  /** With the client in person. */
  readonly client: number;
  readonly success: number;
  /** Talk and wrap-up. */
  readonly handledMs: number;
  /** Days with a talk. */
  readonly days: number;
}

/** `ranked`: by his place; `kept`: within the margin of the quartile before; the others have none. */
export const QUARTILE_REASONS = ['ranked', 'kept', 'few_talks', 'few_agents'] as const;
export type QuartileReason = (typeof QUARTILE_REASONS)[number];

export interface RankedAgent extends AgentOutput {
  /** From 1; null where he is not ranked. */
  readonly place: number | null;
  readonly quartile: Quartile | null;
  readonly before: Quartile | null;
  readonly why: QuartileReason;
}

/** What was made of a day: kept, and never made again. */
export interface QuartileDay {
  readonly campaignId: string;
  /** The day it holds for, by Brasília's calendar: `2026-11-23`. */
  readonly day: string;
  /** First and last of the days that were looked back on. */
  readonly first: string;
  readonly last: string;
  readonly madeMs: number;
  readonly rule: Omit<QuartileModes, 'modes'>;
  /** How many places there were. */
  readonly ranked: number;
  readonly agents: readonly RankedAgent[];
}

/** The value that ranks, as a fraction; compared by multiplying out, so no rounding decides a place. */
function fractionOf(measure: QuartileMeasure, one: AgentOutput): readonly [number, number] {
  return measure === 'success'
    ? [one.success, Math.max(1, one.handledMs)]
    : [one.client, Math.max(1, one.days)];
}

/** The measure of an agent, an hour or a day, to two decimals. */
export function measureText(measure: QuartileMeasure, one: AgentOutput): string {
  const [top, below] = fractionOf(measure, one);
  return ((top * (measure === 'success' ? HOUR : 1)) / below).toFixed(2);
}

/** Ranks agents and gives each the quartile of his place, or the one he had where he is near its border. */
export function rankAgents(
  outputs: readonly AgentOutput[],
  before: ReadonlyMap<AgentId, Quartile>,
  rule: QuartileDay['rule'],
): readonly RankedAgent[] {
  const { measure, leastTalks, marginPercent } = rule;
  const ranked = outputs
    .filter(({ talks }) => talks >= leastTalks)
    .sort((one, other) => {
      const [[top, below], [otherTop, otherBelow]] = [fractionOf(measure, one), fractionOf(measure, other)];
      return otherTop * below - top * otherBelow || (one.agentId < other.agentId ? -1 : 1);
    });
  const enough = ranked.length >= QUARTILES.length;
  const placed = ranked.map((one, index): RankedAgent => {
    const had = before.get(one.agentId) ?? null;
    const place = index + 1;
    if (!enough) {
      return { ...one, place, quartile: null, before: had, why: 'few_agents' };
    }
    const own = quartileOf(index, ranked.length);
    const stays = had !== null && had !== own && isNear(index, ranked.length, had, marginPercent);
    return { ...one, place, quartile: stays ? had : own, before: had, why: stays ? 'kept' : 'ranked' };
  });
  const others = outputs
    .filter(({ talks }) => talks < leastTalks)
    .sort((one, other) => (one.agentId < other.agentId ? -1 : 1))
    .map((one): RankedAgent => {
      const had = before.get(one.agentId) ?? null;
      return { ...one, place: null, quartile: null, before: had, why: 'few_talks' };
    });
  return [...placed, ...others];
}

function quartileOf(index: number, count: number): Quartile {
  return QUARTILES[Math.floor((4 * index) / count)] ?? 4;
}

/** The middle of the place is within the quartile's borders, each moved out by the margin. */
function isNear(index: number, count: number, quartile: Quartile, marginPercent: number): boolean {
  const percent = ((index + 0.5) / count) * 100;
  return percent >= (quartile - 1) * 25 - marginPercent && percent <= quartile * 25 + marginPercent;
}
