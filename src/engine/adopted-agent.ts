import {
  AGENT_STATES,
  type AgentState,
  type AgentStateName,
  offlineAgent,
} from '../core/agent/agent-state.js';
import { MANUAL_PAUSE } from '../core/agent/manual-pause.js';
import type { AttemptId } from '../core/kernel/ids.js';
import type { AgentSession } from '../ports/agent-store.js';

/** The call an agent goes on with after a restart. */
export interface AdoptedAgent {
  readonly attemptId: AttemptId;
  /** `ended`: the talk is over, what it was is still to be said. */
  readonly name: 'reserved' | 'talking' | 'ended';
  /** He called by hand: automatic calls come to him again when he says that he is ready. */
  readonly byHand: boolean;
}

/** Where an agent whose phone is still connected goes on: in his call, in his pause, or free. */
export function restoredAgent(session: AgentSession, call: AdoptedAgent | null, nowMs: number): AgentState {
  const name = nameOf(session, call);
  // The stretch goes on when it is the same one: its length is what the law and the screens look at.
  const sinceMs = session.state === name ? session.sinceMs : nowMs;
  return {
    ...offlineAgent(nowMs),
    name,
    reason: name === 'paused' ? session.reason || 'login' : '',
    sinceMs,
    legUp: true,
    attemptId: call?.attemptId ?? null,
    pending: call?.byHand === true ? { kind: 'pause', reason: MANUAL_PAUSE, askedMs: null } : null,
  };
}

function nameOf(session: AgentSession, call: AdoptedAgent | null): AgentStateName {
  if (call !== null) {
    // A talk that ended unseen is told by `legLost`, which moves him on.
    const wrapping = call.name === 'ended' && session.state === 'wrap_up';
    return wrapping ? 'wrap_up' : call.name === 'reserved' ? 'reserved' : 'talking';
  }
  return session.state === 'paused' || session.state === 'connecting' ? 'paused' : 'available';
}

/** The stretch of his day the session left open, for the move that ends or continues it. */
export function stretchOf(session: AgentSession): AgentState {
  const name = AGENT_STATES.find((known) => known === session.state) ?? 'offline';
  return { ...offlineAgent(session.sinceMs), name, reason: session.reason, legUp: true };
}
