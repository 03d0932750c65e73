import type { AttemptId } from '../kernel/ids.js';

/**
 * The agent table.
 *
 *   offline ─login─▶ connecting ─phone up─▶ paused ⇄ available ─▶ previewing ─accept─▶ reserved
 *      ▲                                               │  ▲                              │
 *      │                                            reserve│ unused                      │
 *      │                                               ▼  │                              ▼
 *      └──logout── (any free state)        wrap_up ◀─ talking ◀──────bridged──────── reserved
 *
 * Who calls by hand out of a pause goes from paused to reserved, and back into the pause after the wrap-up.
 * Whose page goes in the middle of a talk is in `connection_lost` with his call, and from its return reserved for it again.
 * A phone that drops while the agent is free gives `connection_lost`, never a pause; it heals by itself.
 */
export const AGENT_STATES = [
  'offline',
  'connecting',
  'paused',
  'available',
  'previewing',
  'reserved',
  'talking',
  'wrap_up',
  'connection_lost',
] as const;
export type AgentStateName = (typeof AGENT_STATES)[number];

export const AGENT_MOVES: Readonly<Record<AgentStateName, readonly AgentStateName[]>> = {
  offline: ['connecting'],
  connecting: ['paused', 'offline'],
  paused: ['available', 'reserved', 'connection_lost', 'offline'],
  available: ['previewing', 'reserved', 'paused', 'connection_lost', 'offline'],
  previewing: ['reserved', 'available', 'paused', 'connection_lost', 'offline'],
  reserved: ['talking', 'available', 'paused', 'connection_lost', 'offline'],
  talking: ['wrap_up', 'connection_lost', 'offline'],
  wrap_up: ['available', 'paused', 'connection_lost', 'offline'],
  connection_lost: ['available', 'paused', 'reserved', 'wrap_up', 'offline'],
};

/** A wish that waits for the end of the present call, and of those that ring for whoever is free. */
export type PendingMove = (
  | { readonly kind: 'pause'; readonly reason: string }
  | { readonly kind: 'logout' }
) & {
  /** Since when nothing is dialled for him; null where he took no calls of the pacer's before either. */
  readonly askedMs: number | null;
};

export interface AgentState {
  readonly name: AgentStateName;
  /** Pause code, or why the connection is lost; '' otherwise. */
  readonly reason: string;
  readonly sinceMs: number;
  readonly legUp: boolean;
  readonly attemptId: AttemptId | null;
  readonly pending: PendingMove | null;
  /** Where a healed connection returns to. */
  readonly resume: 'available' | 'paused';
  readonly resumeReason: string;
}

export function offlineAgent(nowMs: number): AgentState {
  return {
    name: 'offline',
    reason: '',
    sinceMs: nowMs,
    legUp: false,
    attemptId: null,
    pending: null,
    resume: 'paused',
    resumeReason: '',
  };
}
