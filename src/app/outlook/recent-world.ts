import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import { makeSeededRng } from '../../core/kernel/rng.js';
import { SECOND } from '../../core/kernel/time.js';
import { scenarioSchema } from '../twin/scenario.js';
import { drawSpanMs } from '../twin/span.js';

/** One call as it went, counted from its dial: what the twin draws from. */
export interface CallSample {
  readonly ringMs: number | null;
  /** The answer of a person or a machine; null without one. */
  readonly answerMs: number | null;
  /** Length of the screening after the answer. */
  readonly screenMs: number;
  readonly person: boolean;
  /** When it was over, where it came to no person. */
  readonly endMs: number;
  readonly reason: string;
}

/** The campaign's world of late, as plain data. */
export interface RecentWorld {
  readonly calls: readonly CallSample[];
  readonly talksMs: readonly number[];
  readonly wrapsMs: readonly number[];
  /** Rows it was made of; the rest is usual figures. */
  readonly rows: number;
}

/** Fewer say too little: usual figures fill up. */
const LEAST_CALLS = 300;
const LEAST_TALKS = 40;

function sampleOf({ opening, result }: CallLogRow): CallSample | null {
  const dialMs = result.tDialMs ?? opening.tDialMs;
  if (dialMs === null) {
    return null;
  }
  const after = (atMs: number | null): number | null => (atMs === null ? null : Math.max(0, atMs - dialMs));
  const answerMs = after(result.tAnswerMs);
  const screened = result.tAmdMs === null ? answerMs : after(result.tAmdMs);
  const person = answerMs !== null && (result.tAgentMs !== null || result.abandoned);
  return {
    ringMs: after(result.tRingMs),
    answerMs,
    screenMs: Math.max(0, (screened ?? 0) - (answerMs ?? 0)),
    person,
    endMs: answerMs === null ? Math.max(0, result.tEndMs - dialMs) : (screened ?? answerMs),
    reason: result.reason,
  };
}

/** A usual collection campaign's call; the twin's own defaults. */
function usualCalls(count: number, amd: boolean): readonly CallSample[] {
  const rng = makeSeededRng('usual');
  const { network } = scenarioSchema.parse({
    name: 'usual',
    campaigns: [{ mailing: { contacts: 1 } }],
    agents: [{ count: 1 }],
    network: { answer: { share: 0.12 } },
  });
  const { misses } = network;
  const total = Object.values(misses).reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: count }, () => {
    const ringMs = drawSpanMs(network.post_dial_delay, rng);
    if (rng.next() < network.answer.share) {
      const answerMs = ringMs + drawSpanMs(network.ring, rng);
      const screenMs = amd ? drawSpanMs(network.amd.human, rng) : 0;
      return { ringMs, answerMs, screenMs, person: true, endMs: answerMs, reason: 'connected' };
    }
    const silent = rng.next() * total < misses.no_answer;
    return {
      ringMs,
      answerMs: null,
      screenMs: 0,
      person: false,
      endMs: ringMs + (silent ? 25 * SECOND : drawSpanMs({ uniform: [1, 20] }, rng)),
      reason: silent ? 'no_answer' : 'machine',
    };
  });
}

function usualSpans(count: number, mean: number, cv: number, seed: string): readonly number[] {
  const rng = makeSeededRng(seed);
  return Array.from({ length: count }, () => drawSpanMs({ lognormal: { mean, cv, max: mean * 10 } }, rng));
}

/** What the rows of the last hours say of who answers, when, and how long agents are busy then. */
export function recentWorld(rows: readonly CallLogRow[], amd: boolean): RecentWorld {
  const own = rows.filter(({ opening }) => opening.mode === 'predictive' || opening.mode === 'power');
  const calls = own.flatMap((row) => sampleOf(row) ?? []);
  const talked = own.map(({ result }) => result).filter(({ tAgentMs }) => tAgentMs !== null);
  const talks = talked.map(({ tAgentMs, tEndMs }) => Math.max(0, tEndMs - (tAgentMs ?? tEndMs)));
  const wraps = talked.flatMap(({ tWrapEndMs, tEndMs }) =>
    tWrapEndMs === null ? [] : [Math.max(0, tWrapEndMs - tEndMs)],
  );
  return {
    calls: calls.length >= LEAST_CALLS ? calls : [...calls, ...usualCalls(LEAST_CALLS - calls.length, amd)],
    talksMs: talks.length >= LEAST_TALKS ? talks : usualSpans(400, 90, 1.2, 'talks'),
    wrapsMs: wraps.length >= LEAST_TALKS ? wraps : usualSpans(400, 15, 0.6, 'wraps'),
    rows: calls.length,
  };
}
