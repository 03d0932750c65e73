import type { AttemptResult } from '../call-log/call-log-row.js';
import { DAY, HOUR, SECOND } from '../kernel/time.js';
import type { RuleId } from './rule-id.js';
import type { RuleParameters } from './rule-parameters.js';

/** How an answered call counts: left without an agent, given to one, or ended by the person too early to tell. */
export const ABANDON_KINDS = ['abandoned', 'given', 'early_hangup'] as const;
export type AbandonKind = (typeof ABANDON_KINDS)[number];

/** Whoever hangs up before this was gone before anybody could be late. */
const EARLY_MS = 2 * SECOND;

type Answered = Pick<
  AttemptResult,
  'tAnswerMs' | 'tAmdMs' | 'tAgentMs' | 'tEndMs' | 'endedBy' | 'amd' | 'voicemail' | 'disposition'
>;

function isPerson({ amd, voicemail, disposition }: Answered): boolean {
  if (amd === 'machine') {
    return false;
  }
  return amd === 'human' || (!voicemail && disposition !== 'maquina' && disposition !== 'fax');
}

/** When a person began to wait, and how the call counts; null for a call that no person answered. */
export function abandonKindOf(
  result: Answered,
): { readonly kind: AbandonKind; readonly atMs: number } | null {
  if (result.tAnswerMs === null || !isPerson(result)) {
    return null;
  }
  const atMs = result.amd !== 'off' && result.tAmdMs !== null ? result.tAmdMs : result.tAnswerMs;
  if (result.tAgentMs !== null) {
    return { kind: 'given', atMs };
  }
  const theyLeft = result.endedBy === 'client' || result.endedBy === 'network';
  return { kind: theyLeft && result.tEndMs - atMs < EARLY_MS ? 'early_hangup' : 'abandoned', atMs };
}

/** Counts of one hour of a campaign. */
export interface AbandonHour {
  /** Start of the hour, UTC. */
  readonly startMs: number;
  readonly abandoned: number;
  readonly given: number;
  readonly earlyHangups: number;
}

/** The longest window of the two rules, with the hour it may begin in. */
export const ABANDON_HISTORY_MS = 30 * DAY + HOUR;

/** A share of one rolling window. */
export interface AbandonShare {
  readonly abandoned: number;
  readonly given: number;
  readonly earlyHangups: number;
  /** Abandoned of abandoned and given, or 0. */
  readonly share: number;
  /** Fewer calls than the rule judges by. */
  readonly marked: boolean;
}

export interface AbandonStanding extends AbandonShare {
  /** One more would pass the hard stop, or the share is over it. */
  readonly atStop: boolean;
  /** Clearly below it again. */
  readonly belowAgain: boolean;
  readonly overTarget: boolean;
  /** How many more people may be left without an agent before the stop is passed; none when 0 or less. */
  readonly spare: number;
}

export interface AbandonRule {
  readonly id: Extract<RuleId, 'R27' | 'R28'>;
  readonly parameters: RuleParameters['abandon_rate'];
}

/** Dialling ahead begins again only below this part of the stop, so that it does not begin and end by the call. */
const AGAIN_SHARE = 0.95;

/**
 * Where a campaign stands under one rule. Hours are compact, and the window begins within one: of that hour the
 * abandoned count and the given do not, so we stop no later than a count by the call would.
 */
export function assessAbandonment(
  hours: Iterable<AbandonHour>,
  { parameters }: AbandonRule,
  nowMs: number,
): AbandonStanding {
  const sinceMs = nowMs - parameters.hours * HOUR;
  let [abandoned, given, partly, earlyHangups] = [0, 0, 0, 0];
  for (const hour of hours) {
    if (hour.startMs + HOUR <= sinceMs) {
      continue;
    }
    abandoned += hour.abandoned;
    earlyHangups += hour.earlyHangups;
    if (hour.startMs >= sinceMs) {
      given += hour.given;
    } else {
      partly += hour.given;
    }
  }
  const calls = abandoned + given;
  const share = calls === 0 ? 0 : abandoned / calls;
  // Fewer calls than the rule judges by are held against that many: it must not be broken the moment it begins to judge.
  const next = (abandoned + 1) / Math.max(calls + 1, parameters.minimumCalls);
  const marked = calls + partly < parameters.minimumCalls;
  return {
    abandoned,
    given,
    earlyHangups,
    share,
    marked,
    atStop: next > parameters.share,
    belowAgain: next <= parameters.share * AGAIN_SHARE,
    overTarget: !marked && share > parameters.target,
    spare: spareDrops(abandoned, given, parameters),
  };
}

/** The most further drops x with (abandoned + x) of all calls, or of the fewest that are judged, within the share. */
function spareDrops(
  abandoned: number,
  given: number,
  { share, minimumCalls }: RuleParameters['abandon_rate'],
): number {
  // Drops are calls themselves: a + x ≤ share · (a + x + given).
  const ofAll = share >= 1 ? Number.POSITIVE_INFINITY : (share * given) / (1 - share);
  return Math.floor(Math.max(ofAll, share * minimumCalls) - abandoned + 1e-9);
}
