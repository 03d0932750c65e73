import type { MediaServerId } from '../kernel/ids.js';
import { SECOND } from '../kernel/time.js';

/** One side of a tie: a switch, and how it calls the other. */
export interface TieEnd {
  readonly serverId: MediaServerId;
  /** As the switch writes it: `PJSIP/tie-b`, `sofia/gateway/tie-a`. */
  readonly endpoint: string;
}

/** Two switches that can call each other by SIP. */
export interface TieSetting {
  readonly ends: readonly [TieEnd, TieEnd];
  /** Most calls between the two at once, both ways together. */
  readonly lines: number;
}

/**
 * A tie line.
 *
 *   opening ─both answered─▶ ready ─person given─▶ taken ─talk over─▶ parting ─alone again─▶ ready
 *
 * From each it may end: a leg of it is gone, it took too long, nobody needs it.
 */
export const TIE_MOVES = {
  opening: ['ready', 'ended'],
  ready: ['taken', 'ended'],
  taken: ['parting', 'ended'],
  parting: ['ready', 'ended'],
  ended: [],
} as const satisfies Record<string, readonly string[]>;
export type TieState = keyof typeof TIE_MOVES;

/** A line that does not stand by then never will: both switches are ours, and nobody picks up a telephone. */
export const TIE_DEADLINE_MS = 3 * SECOND;
/** A line that nobody needed for so long ends. Shorter than the silence after which a switch gives a leg up (60 s). */
export const TIE_IDLE_MS = 45 * SECOND;
/** After a line that did not come to stand the next is tried, ever later. */
export const FIRST_TIE_REST_MS = 1 * SECOND;
export const LONGEST_TIE_REST_MS = 60 * SECOND;

/** What is known of a way across when lines are counted. */
export interface TieNeed {
  /** Calls that nobody has been given yet. */
  readonly inFlight: number;
  /** At work on the switch that the way leads to. */
  readonly agents: number;
  /** Talks over it now. */
  readonly taken: number;
  /** What the tie has left beside those that talk, either way. */
  readonly left: number;
}

/** How many lines are to stand ready: as many people as may be given to an agent at once, and no more. */
export function linesWanted({ inFlight, agents, taken, left }: TieNeed): number {
  return Math.max(0, Math.min(inFlight, agents - taken, left));
}
