import { type CallPlan, type CallState, newCall } from '../core/call/call-state.js';
import { type AgentId, attemptOfLeg } from '../core/kernel/ids.js';
import type { OpenAttempt } from '../ports/attempt-store.js';
import type { LiveLeg } from '../ports/media.js';

/**
 * The state in which an open row goes on, by its milestones and by what the switch shows: `leg` is the person's,
 * `hears` the agent in the same bridge. A row without a leg comes out as it stood before `legLost`.
 */
export function adoptedCall(
  { opening, mark }: OpenAttempt,
  leg: LiveLeg | null,
  hears: AgentId | null,
  plan: CallPlan,
  nowMs: number,
): CallState {
  const isUp = leg?.state === 'up';
  const state: CallState = {
    ...newCall(plan),
    tDialMs: mark?.tDialMs ?? opening.tDialMs,
    // Milestones are kept from the answer on: the switch says that it rings, and not since when.
    tRingMs: mark?.tRingMs ?? null,
    rangByMs: leg?.state === 'ringing' ? nowMs : null,
    tAnswerMs: mark?.tAnswerMs ?? (isUp ? nowMs : null),
    tAmdMs: mark?.tAmdMs ?? null,
    tAgentMs: mark?.tAgentMs ?? null,
    tMessageMs: mark?.tMessageMs ?? null,
    talkedWith: mark?.agentId ?? null,
    recordingId: mark?.recordingId ?? '',
    noticed: mark?.recordingNotice ?? false,
    amd: mark?.amd ?? 'off',
    voicemail: mark?.amd === 'machine',
  };
  if (leg === null) {
    if (state.tAgentMs !== null && state.talkedWith !== null) {
      return { ...state, phase: 'talking', agentId: state.talkedWith };
    }
    // Who heard that nobody is free was abandoned, and so was who answered an engine that died: with nobody known to have
    // spoken with him he counts as left alone, and is not called again so soon (R27, R28, R33).
    return state.tMessageMs === null
      ? { ...state, phase: 'dialing', abandoned: state.tAnswerMs !== null && !state.voicemail }
      : withoutAgent(state, nowMs);
  }
  if (!isUp) {
    return { ...state, phase: leg.state === 'ringing' ? 'ringing' : 'dialing' };
  }
  const partnerId = leg.bridgedWith === null ? null : attemptOfLeg(leg.bridgedWith);
  if (partnerId !== null) {
    // He was given to an outside number, and the two talk; what the talk was nobody is asked any more.
    const { defaultDisposition: disposition } = plan;
    return { ...state, phase: 'outside', partnerId, tOutsideMs: nowMs, tWrapEndMs: nowMs, disposition };
  }
  return hears === null
    ? withoutAgent(state, nowMs)
    : { ...state, phase: 'talking', agentId: hears, talkedWith: hears, tAgentMs: state.tAgentMs ?? nowMs };
}

/** An answered person whom no agent hears: on with what he was in the middle of. */
function withoutAgent(state: CallState, nowMs: number): CallState {
  if (state.voicemail) {
    return { ...state, phase: 'messaging', reason: 'machine', endedBy: 'system' };
  }
  if (state.tMessageMs !== null) {
    const abandoned = state.tAgentMs === null;
    return { ...state, phase: 'messaging', abandoned, reason: abandoned ? 'abandoned' : 'line_dropped' };
  }
  if (state.plan.amd && state.tAmdMs === null && state.tAgentMs === null) {
    return { ...state, phase: 'screening' };
  }
  // Who waited through the restart has waited already; who lost his agent to it begins to wait now.
  const sinceMs = state.tAgentMs === null ? (state.tAmdMs ?? state.tAnswerMs ?? nowMs) : nowMs;
  return { ...state, phase: 'waiting', connectByMs: sinceMs + state.plan.connectDeadlineMs };
}
