import type { CallPhase } from '../core/call/call-phase.js';
import type { CallState } from '../core/call/call-state.js';
import type { CallLogRow } from '../core/call-log/call-log-row.js';
import { abandonKindOf } from '../core/compliance/abandonment.js';
import type { AgentId } from '../core/kernel/ids.js';
import type { AbandonWatch } from './abandon-watch.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { ContactChooser } from './contact-chooser.js';
import type { DayTally } from './day-tally.js';
import type { EventBus } from './event-bus.js';
import type { PacingLane } from './pacing-lane.js';

/** Until here nobody is known to be on the line. */
const UNANSWERED_PHASES: ReadonlySet<CallPhase> = new Set(['committing', 'dialing', 'ringing', 'screening']);

/** Turns what happens to calls into what the estimators learn from, the campaign's counts and the engine's events. */
export class LaneObserver {
  readonly #bus: EventBus;
  readonly #tally: DayTally;
  readonly #chooser: ContactChooser;
  readonly #abandonment: AbandonWatch;

  constructor(bus: EventBus, tally: DayTally, chooser: ContactChooser, abandonment: AbandonWatch) {
    this.#bus = bus;
    this.#tally = tally;
    this.#chooser = chooser;
    this.#abandonment = abandonment;
  }

  moved(call: CallSupervisor, from: CallState, lane: PacingLane, nowMs: number): void {
    const { state, attemptId } = call;
    const { campaignId } = call.subject.opening;
    const atMs = nowMs;
    if (state.phase !== from.phase) {
      this.#bus.emit('call:moved', { attemptId, campaignId, from: from.phase, to: state.phase, atMs });
    }
    // Counted when it leaves, and taken back on proof that it did not.
    this.#tally.attempts += Number(state.tDialMs !== null) - Number(from.tDialMs !== null);
    if (state.tRingMs !== null && from.tRingMs === null) {
      lane.observe({ kind: 'rang', afterMs: nowMs - (state.tDialMs ?? nowMs) });
    }
    if (state.tAnswerMs !== null && from.tAnswerMs === null) {
      this.#tally.answered += 1;
      const afterDialMs = nowMs - (state.tDialMs ?? nowMs);
      this.#bus.emit('call:answered', { attemptId, campaignId, afterDialMs, atMs });
    }
    if (state.tAmdMs !== null && from.tAmdMs === null) {
      const afterAnswerMs = nowMs - (state.tAnswerMs ?? nowMs);
      this.#bus.emit('call:screened', { attemptId, campaignId, verdict: state.amd, afterAnswerMs, atMs });
    }
    if (state.abandoned && !from.abandoned) {
      this.#tally.abandoned += 1;
      lane.observe({ kind: 'abandoned' });
      this.#bus.emit('call:abandoned', { attemptId, campaignId, atMs });
    }
    this.#learn(call, from, lane, nowMs);
    if (state.abandoned && !from.abandoned) {
      this.#abandonment.abandoned(attemptId, nowMs);
    }
  }

  #learn(call: CallSupervisor, from: CallState, lane: PacingLane, nowMs: number): void {
    const { state } = call;
    const said = this.#chooser.said(call);
    const afterMs = nowMs - (state.tDialMs ?? nowMs);
    const firstWait = state.phase === 'waiting' && state.tAgentMs === null && from.phase !== 'connecting';
    if (firstWait) {
      const ringMs = state.tRingMs === null ? null : nowMs - state.tRingMs;
      const amdMs = state.tAmdMs === null || state.tAnswerMs === null ? null : state.tAmdMs - state.tAnswerMs;
      lane.observe({ kind: 'live', afterMs, ringMs, amdMs, ...said });
      this.#chooser.answered(call);
    }
    const over = state.phase === 'closed' || state.phase === 'ending' || state.phase === 'messaging';
    if (over && UNANSWERED_PHASES.has(from.phase)) {
      const ringMs = state.tRingMs === null ? null : nowMs - state.tRingMs;
      const amdMs = from.phase === 'screening' ? nowMs - (state.tAnswerMs ?? nowMs) : null;
      lane.observe({ kind: 'failed', reason: state.reason ?? 'lost', afterMs, ringMs, amdMs, ...said });
      this.#chooser.failed(call, state.reason);
    }
    const ended = state.phase === 'wrapping' || state.phase === 'closed' || state.phase === 'outside';
    if (from.phase === 'talking' && ended) {
      lane.observe({ kind: 'talkEnded', talkMs: nowMs - (state.tAgentMs ?? nowMs) });
    }
    if (state.tWrapEndMs !== null && from.tWrapEndMs === null) {
      const sinceMs = state.tOutsideMs ?? state.tEndMs ?? state.tWrapEndMs;
      lane.observe({ kind: 'wrapEnded', wrapMs: state.tWrapEndMs - sinceMs });
    }
  }

  /** A person met the first agent of the call. */
  connected(call: CallSupervisor, agentId: AgentId, lane: PacingLane): void {
    const { state, bridgeStartedMs } = call;
    const atMs = state.tAgentMs ?? 0;
    const waitMs = atMs - (state.tAmdMs ?? state.tAnswerMs ?? atMs);
    this.#tally.connected += 1;
    lane.observe({ kind: 'connected', waitMs });
    this.#bus.emit('call:connected', {
      attemptId: call.attemptId,
      campaignId: call.subject.opening.campaignId,
      agentId,
      waitMs,
      bridgeMs: atMs - bridgeStartedMs,
      atMs,
    });
  }

  /** The row of a call is closed. */
  closed(call: CallSupervisor, row: CallLogRow, nowMs: number): void {
    const { attemptId, subject } = call;
    this.#chooser.closed(call);
    this.#tally.turn(nowMs);
    this.#tally.closed(row);
    this.#abandonment.closed(attemptId, abandonKindOf(row.result), nowMs);
    this.#bus.emit('call:closed', { attemptId, campaignId: subject.opening.campaignId, row });
  }
}
