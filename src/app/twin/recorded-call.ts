import type { DialledAttempt } from '../../audit/log/attempt.js';
import { metPerson, neededAgent, settledAtMs } from './log-day.js';

/** What became of one call, as times from its dial; the same whenever it is dialled. Milliseconds. */
export interface KnownCall {
  readonly ringMs: number | null;
  readonly answerMs: number | null;
  /** When a person is known to be one (AMD included), or the end of any other attempt. */
  readonly settledMs: number;
  readonly needsAgent: boolean;
  /** The detector ran on it. */
  readonly screened: boolean;
  readonly reason: string;
  /** Null where no agent talked: it has to be drawn. */
  readonly talkMs: number | null;
  readonly wrapMs: number | null;
  /** When it was dialled in the record; null for a call that was drawn. */
  readonly recordedAtMs: number | null;
}

/** The recorded call, free of its instant. */
export function knownCallOf(attempt: DialledAttempt): KnownCall {
  const { tDial, tRing, tAnswer, tAmd, tAgent, tEnd, tWrapEnd, reason } = attempt;
  const since = (atMs: number | null): number | null => (atMs === null ? null : atMs - tDial);
  return {
    ringMs: since(tRing),
    answerMs: since(tAnswer),
    settledMs: settledAtMs(attempt) - tDial,
    needsAgent: neededAgent(attempt),
    screened: tAmd !== null,
    reason,
    talkMs: tAgent === null ? null : tEnd - tAgent,
    wrapMs: tAgent === null || tWrapEnd === null ? null : Math.max(0, tWrapEnd - tEnd),
    recordedAtMs: tDial,
  };
}

/** What the record itself came to. */
export function recordedCounts(attempts: readonly DialledAttempt[]) {
  const connected = attempts.filter(({ tAgent }) => tAgent !== null).length;
  const abandoned = attempts.filter(({ reason }) => reason === 'abandoned').length;
  return {
    attempts: attempts.length,
    people: attempts.filter(metPerson).length,
    connected,
    abandoned,
    talkMs: attempts.reduce((sum, { tAgent, tEnd }) => sum + (tAgent === null ? 0 : tEnd - tAgent), 0),
  };
}
