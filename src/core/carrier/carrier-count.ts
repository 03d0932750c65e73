import { type AttemptOpening, type AttemptResult, isCampaignCall } from '../call-log/call-log-row.js';
import { SECOND } from '../kernel/time.js';
import type { Reason } from '../outcome/outcome.js';
import { addPdd, type PddSketch, pddBucket } from './pdd-sketch.js';

/** Sums over ended calls; those of two stretches, lines or trunks add up. */
export interface CallSums {
  /** Calls that left (an INVITE was sent): E.425's seizures. */
  readonly attempts: number;
  readonly answered: number;
  /** Answered by a person, as far as was heard. */
  readonly persons: number;
  /** The network did its part: answered, rang, busy, rejected or off at the other end (NER, ITU-T E.425). */
  readonly effective: number;
  /** Answered ones that lasted up to three and up to six seconds. */
  readonly short3: number;
  readonly short6: number;
  /** From answer to end, of the answered ones. */
  readonly talkMs: number;
  readonly pdd: PddSketch;
}

/** Calls of one trunk that showed one line to one area code. */
export interface CarrierCell extends CallSums {
  readonly carrier: string;
  readonly trunkId: string;
  readonly line: string;
  readonly ddd: string;
}

/** What the network said of calls that nobody answered. */
export interface CauseCount {
  readonly carrier: string;
  readonly trunkId: string;
  readonly sipCode: number | null;
  readonly q850: number | null;
  readonly calls: number;
}

export interface CarrierCount {
  readonly cells: readonly CarrierCell[];
  readonly causes: readonly CauseCount[];
}

export const NO_SUMS: CallSums = {
  attempts: 0,
  answered: 0,
  persons: 0,
  effective: 0,
  short3: 0,
  short6: 0,
  talkMs: 0,
  pdd: [],
};

/** Something answered that is not a person. */
export const MACHINE_REASONS = ['machine', 'fax', 'silence'] as const satisfies readonly Reason[];
/** How the other end, not the network, ended a call: E.425 counts it as effective. */
export const EFFECTIVE_REASONS = [
  'busy',
  'no_answer',
  'rejected',
  'unreachable',
] as const satisfies readonly Reason[];
/** A refusal or a silence of the network in such a word: 403 and 608 are intermediaries' (RFC 3261, RFC 8688), 408 is nobody's. */
export const NETWORK_SIP_CODES = [403, 408, 608] as const;
export const SHORT_MS = { three: 3 * SECOND, six: 6 * SECOND } as const;

/** What a row has to say to the sums. */
export type CountedRow = {
  readonly opening: Pick<AttemptOpening, 'carrier' | 'trunkId' | 'line' | 'ddd' | 'mode'>;
  readonly result: Pick<
    AttemptResult,
    'tDialMs' | 'tRingMs' | 'tAnswerMs' | 'tEndMs' | 'reason' | 'sipCode' | 'q850' | 'amd' | 'voicemail'
  >;
};

/** True for a call of a campaign that left. */
export function isCounted({ opening, result }: CountedRow): boolean {
  return isCampaignCall(opening.mode) && result.tDialMs !== null;
}

/** Answered, and not by a machine as far as was heard. */
export function metPerson({
  tAnswerMs,
  amd,
  voicemail,
  reason,
}: Pick<AttemptResult, 'tAnswerMs' | 'amd' | 'voicemail' | 'reason'>): boolean {
  const heard: readonly Reason[] = MACHINE_REASONS;
  return tAnswerMs !== null && amd !== 'machine' && !voicemail && !heard.includes(reason);
}

function isEffective({ tRingMs, tAnswerMs, reason, sipCode }: CountedRow['result']): boolean {
  const reasons: readonly Reason[] = EFFECTIVE_REASONS;
  const codes: readonly (number | null)[] = NETWORK_SIP_CODES;
  return tAnswerMs !== null || tRingMs !== null || (reasons.includes(reason) && !codes.includes(sipCode));
}

/** The sums of one call. */
export function sumsOf({ result }: CountedRow): CallSums {
  const { tDialMs, tRingMs, tAnswerMs, tEndMs } = result;
  const talkMs = tAnswerMs === null ? null : Math.max(0, tEndMs - tAnswerMs);
  const heardMs = tRingMs ?? tAnswerMs;
  return {
    attempts: 1,
    answered: talkMs === null ? 0 : 1,
    persons: metPerson(result) ? 1 : 0,
    effective: isEffective(result) ? 1 : 0,
    short3: talkMs !== null && talkMs <= SHORT_MS.three ? 1 : 0,
    short6: talkMs !== null && talkMs <= SHORT_MS.six ? 1 : 0,
    talkMs: talkMs ?? 0,
    pdd: heardMs === null || tDialMs === null ? [] : [[pddBucket(heardMs - tDialMs), 1]],
  };
}

export function addSums(one: CallSums, other: CallSums): CallSums {
  return {
    attempts: one.attempts + other.attempts,
    answered: one.answered + other.answered,
    persons: one.persons + other.persons,
    effective: one.effective + other.effective,
    short3: one.short3 + other.short3,
    short6: one.short6 + other.short6,
    talkMs: one.talkMs + other.talkMs,
    pdd: addPdd(one.pdd, other.pdd),
  };
}

const cellKey = ({ carrier, trunkId, line, ddd }: CarrierCell): string =>
  JSON.stringify([carrier, trunkId, line, ddd]);
const causeKey = ({ carrier, trunkId, sipCode, q850 }: CauseCount): string =>
  JSON.stringify([carrier, trunkId, sipCode, q850]);

/** All counts together: as large as there are cells, however many calls they hold. */
export function mergeCounts(counts: Iterable<CarrierCount>): CarrierCount {
  const cells = new Map<string, CarrierCell>();
  const causes = new Map<string, CauseCount>();
  for (const count of counts) {
    for (const cell of count.cells) {
      const known = cells.get(cellKey(cell));
      cells.set(cellKey(cell), known === undefined ? cell : { ...cell, ...addSums(known, cell) });
    }
    for (const cause of count.causes) {
      const calls = cause.calls + (causes.get(causeKey(cause))?.calls ?? 0);
      causes.set(causeKey(cause), { ...cause, calls });
    }
  }
  return { cells: [...cells.values()], causes: [...causes.values()] };
}

/** Counts rows one by one. */
export function countCalls(rows: Iterable<CountedRow>): CarrierCount {
  return mergeCounts(countsOf(rows));
}

function* countsOf(rows: Iterable<CountedRow>): Iterable<CarrierCount> {
  for (const row of rows) {
    if (isCounted(row)) {
      const { carrier, trunkId, line, ddd } = row.opening;
      const { sipCode, q850, tAnswerMs } = row.result;
      const causes = tAnswerMs === null ? [{ carrier, trunkId, sipCode, q850, calls: 1 }] : [];
      yield { cells: [{ carrier, trunkId, line, ddd, ...sumsOf(row) }], causes };
    }
  }
}

/** Sums of the cells that share a key. */
export function sumsBy(
  cells: Iterable<CarrierCell>,
  keyOf: (cell: CarrierCell) => string,
): ReadonlyMap<string, CallSums> {
  const sums = new Map<string, CallSums>();
  for (const cell of cells) {
    const key = keyOf(cell);
    sums.set(key, addSums(sums.get(key) ?? NO_SUMS, cell));
  }
  return sums;
}
