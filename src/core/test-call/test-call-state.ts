import type { AttemptResult, EndedBy } from '../call-log/call-log-row.js';
import type { Reason } from '../outcome/outcome.js';

/*
 * committing ──▶ dialing ──▶ ringing ──▶ answered ──▶ ending ──▶ closed
 *      │            │ └──────────│───────────▲           ▲          ▲
 *      │            └────────────┴───── cancelled, given up ───────┤
 *      └── the row was not kept ───────────────────────────────────┘
 */
export const TEST_CALL_PHASES = ['committing', 'dialing', 'ringing', 'answered', 'ending', 'closed'] as const;
export type TestCallPhase = (typeof TEST_CALL_PHASES)[number];

export const TEST_CALL_MOVES: Readonly<Record<TestCallPhase, readonly TestCallPhase[]>> = {
  committing: ['dialing', 'closed'],
  dialing: ['ringing', 'answered', 'ending', 'closed'],
  ringing: ['answered', 'ending', 'closed'],
  answered: ['ending', 'closed'],
  ending: ['closed'],
  closed: [],
};

/** One call that tries a trunk and line. Plain data; only `stepTestCall` makes the next one. */
export interface TestCallState {
  readonly phase: TestCallPhase;
  readonly ringTimeoutMs: number;
  readonly tDialMs: number | null;
  /** First 180. */
  readonly tRingMs: number | null;
  /** First 183: sound before the answer. */
  readonly tEarlyMs: number | null;
  readonly tAnswerMs: number | null;
  readonly tEndMs: number | null;
  /** Told to end while its row was on its way. */
  readonly cancelled: boolean;
  readonly endedBy: EndedBy | null;
  readonly reason: Reason | null;
  readonly sipCode: number | null;
  readonly q850: number | null;
}

/** A test whose row is on its way to the database. */
export function newTestCall(ringTimeoutMs: number): TestCallState {
  return {
    phase: 'committing',
    ringTimeoutMs,
    tDialMs: null,
    tRingMs: null,
    tEarlyMs: null,
    tAnswerMs: null,
    tEndMs: null,
    cancelled: false,
    endedBy: null,
    reason: null,
    sipCode: null,
    q850: null,
  };
}

/** The first sign of the other end, by ringing or by sound. */
export function firstSignMs({
  tRingMs,
  tEarlyMs,
}: Pick<TestCallState, 'tRingMs' | 'tEarlyMs'>): number | null {
  return tRingMs === null || tEarlyMs === null ? (tRingMs ?? tEarlyMs) : Math.min(tRingMs, tEarlyMs);
}

/** The result columns of its row: whoever answered heard the tone from that instant on, and nobody was to talk. */
export function testCallResult(state: TestCallState, nowMs: number): AttemptResult {
  return {
    tDialMs: state.tDialMs,
    tRingMs: firstSignMs(state),
    tAnswerMs: state.tAnswerMs,
    tAmdMs: null,
    tAgentMs: null,
    tMessageMs: state.tAnswerMs,
    tEndMs: state.tEndMs ?? nowMs,
    tWrapEndMs: null,
    endedBy: state.endedBy ?? 'system',
    sipCode: state.sipCode,
    q850: state.q850,
    amd: 'off',
    voicemail: false,
    agentId: null,
    disposition: '',
    dispositionLabel: '',
    outcome: 'nao_contato',
    reason: state.reason ?? 'lost',
    abandoned: false,
    recordingId: '',
    recordingNotice: false,
  };
}
