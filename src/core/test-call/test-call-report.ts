import type { AttemptOpening, AttemptResult } from '../call-log/call-log-row.js';
import type { TestCallPhase } from './test-call-state.js';

/** Sound of a leg as its switch counts it. */
export interface LegSound {
  /** As the switch names it; '' where it does not say. */
  readonly codec: string;
  /** RTP packets that came from the other end, and that were sent to it; null where the switch does not count. */
  readonly packetsIn: number | null;
  readonly packetsOut: number | null;
}

/** What a test kept beside its row. */
export interface TestCallNotes {
  /** Sound came before the answer (183). */
  readonly earlyMedia: boolean;
  /** Null where nobody answered, or the switch could not say. */
  readonly sound: LegSound | null;
}

/** `both`: packets came and went; null: nobody answered, or nobody counts. */
export type SoundWays = 'both' | 'in' | 'out' | 'none';

export function soundWays(sound: LegSound | null): SoundWays | null {
  if (sound === null || sound.packetsIn === null || sound.packetsOut === null) {
    return null;
  }
  if (sound.packetsIn > 0) {
    return sound.packetsOut > 0 ? 'both' : 'in';
  }
  return sound.packetsOut > 0 ? 'out' : 'none';
}

/** How far a test has come, or what it was. */
export interface TestCallReport extends TestCallNotes {
  /** `open`: another server has it, or the one that had it died. */
  readonly state: TestCallPhase | 'open';
  readonly by: string;
  readonly opening: AttemptOpening;
  readonly result: AttemptResult | null;
}

/** The times a telecom engineer asks for; null where it did not come to that. */
export function testCallTimes(result: AttemptResult | null): {
  readonly pddMs: number | null;
  readonly ringMs: number | null;
  readonly talkMs: number | null;
} {
  if (result === null || result.tDialMs === null) {
    return { pddMs: null, ringMs: null, talkMs: null };
  }
  const { tDialMs, tRingMs, tAnswerMs, tEndMs } = result;
  const signMs = tRingMs ?? tAnswerMs;
  return {
    pddMs: signMs === null ? null : signMs - tDialMs,
    ringMs: tRingMs === null ? null : (tAnswerMs ?? tEndMs) - tRingMs,
    talkMs: tAnswerMs === null ? null : tEndMs - tAnswerMs,
  };
}
