import type { AgentId, AttemptId, QueueId } from '../kernel/ids.js';
import type { SkillNeed } from './skill.js';

/** The agent whom a caller knows: until then nobody else is offered the call. */
export interface StickyAgent {
  readonly agentId: AgentId;
  readonly onlyUntilMs: number;
}

/** Who would not take a call is not offered it again before then. */
export interface Decline {
  readonly agentId: AgentId;
  readonly untilMs: number;
}

/** Somebody who waits for an agent. */
export interface WaitingCall {
  readonly callId: AttemptId;
  /** Queues whose agents may take it: its own first, then those it overflowed to. */
  readonly queueIds: readonly [QueueId, ...QueueId[]];
  /** Higher goes first. @default 0 */
  readonly priority: number;
  /** Since when the wait counts; a call that was refused, transferred or called back keeps it. */
  readonly sinceMs: number;
  readonly needs: readonly SkillNeed[];
  readonly sticky: StickyAgent | null;
  readonly declines: readonly Decline[];
}

/** What a step of priority is worth, in milliseconds of waiting; null: no wait ever outweighs it. */
export type PriorityStepMs = number | null;

/** All who wait, first the one to be served next. */
export type WaitingLine = readonly WaitingCall[];

/**
 * The order of two callers: who came first, a step of priority counting as so much of earlier arrival; then the higher
 * priority, then the id. It does not change while they wait, so nobody who came later with no more priority overtakes.
 */
export function compareCalls(one: WaitingCall, other: WaitingCall, stepMs: PriorityStepMs): number {
  const byPriority = other.priority - one.priority;
  const byKey =
    stepMs === null
      ? byPriority || one.sinceMs - other.sinceMs
      : one.sinceMs - one.priority * stepMs - (other.sinceMs - other.priority * stepMs);
  return byKey || byPriority || (one.callId < other.callId ? -1 : one.callId > other.callId ? 1 : 0);
}

/** The line with the call in its place; a call that waits already is put anew. */
export function joinLine(line: WaitingLine, call: WaitingCall, stepMs: PriorityStepMs): WaitingLine {
  const others = leaveLine(line, call.callId);
  let low = 0;
  let high = others.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = others[middle];
    if (found !== undefined && compareCalls(found, call, stepMs) <= 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return [...others.slice(0, low), call, ...others.slice(low)];
}

/** The line without the call; the same line when it does not wait there. */
export function leaveLine(line: WaitingLine, callId: AttemptId): WaitingLine {
  const index = line.findIndex((call) => call.callId === callId);
  return index === -1 ? line : [...line.slice(0, index), ...line.slice(index + 1)];
}

/** True when some queue is common to both: they may take each other's agents. */
export function sharesQueue(one: WaitingCall, other: WaitingCall): boolean {
  return one.queueIds.some((id) => other.queueIds.includes(id));
}

/**
 * How many are before the call whom the same agents serve, 0 for the next one; null when it does not wait. The position
 * announced is one more.
 */
export function callsAhead(line: WaitingLine, callId: AttemptId): number | null {
  const index = line.findIndex((call) => call.callId === callId);
  const own = line[index];
  return own === undefined ? null : line.slice(0, index).filter((call) => sharesQueue(call, own)).length;
}
