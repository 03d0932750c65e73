import type { AgentId, AttemptId } from '../kernel/ids.js';

/** What a supervisor does with a talk: hears it, speaks to the agent alone, speaks with both, or talks in his place. */
export const MONITOR_MODES = ['listen', 'whisper', 'barge', 'take'] as const;
export type MonitorMode = (typeof MONITOR_MODES)[number];

/**
 * The supervisor's table.
 *
 *   off ─watch─▶ ringing ─phone up─▶ watching ⇄ idle
 *    ▲              │                    │        │
 *    └──────────────┴── hang up, phone down ──────┘
 *
 * `watching` follows one agent from talk to talk: each talk begins with hearing alone, whatever was done in the one before.
 * `idle`: the phone stays for the next agent. Who takes a talk speaks in the agent's place; the call stays the agent's.
 */
export const MONITOR_PHASES = ['off', 'ringing', 'watching', 'idle'] as const;
export type MonitorPhase = (typeof MONITOR_PHASES)[number];

export const MONITOR_ENDS = ['left', 'phone', 'no_answer', 'agent', 'failed'] as const;
export type MonitorEnd = (typeof MONITOR_ENDS)[number];

export interface MonitorState {
  readonly phase: MonitorPhase;
  /** Whom he watches; null while off and idle. */
  readonly agentId: AgentId | null;
  readonly mode: MonitorMode;
  /** The talk the agent has now, as far as he is watched. */
  readonly talk: AttemptId | null;
  readonly sinceMs: number;
  /** Why the last watch ended; null while one lasts and before the first. */
  readonly ended: MonitorEnd | null;
}

export type MonitorInput =
  | {
      readonly kind: 'watch';
      readonly agentId: AgentId;
      readonly mode: MonitorMode;
      readonly talk: AttemptId | null;
    }
  | { readonly kind: 'phoneUp' }
  | { readonly kind: 'phoneDown' }
  | { readonly kind: 'talkBegan'; readonly attemptId: AttemptId }
  | { readonly kind: 'talkEnded' }
  /** The agent's phone is gone, or he logged out. */
  | { readonly kind: 'agentGone' }
  /** The media server did not do what the watch needs, or did not say so. */
  | { readonly kind: 'failed' }
  /** Ends the watch; the phone stays. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'hangUp' };

export type MonitorEffect =
  | { readonly kind: 'ring' }
  | { readonly kind: 'dropPhone' }
  | { readonly kind: 'snoop'; readonly mode: Exclude<MonitorMode, 'take'> }
  | { readonly kind: 'endSnoop' }
  /** The person on the line goes to the supervisor. */
  | { readonly kind: 'take' }
  /** And back to the agent. */
  | { readonly kind: 'giveBack'; readonly agentId: AgentId; readonly attemptId: AttemptId }
  /** He hears this talk from now on, in this way: it is an access to be noted. */
  | { readonly kind: 'heard'; readonly attemptId: AttemptId; readonly mode: MonitorMode };

export interface MonitorStep {
  readonly state: MonitorState;
  readonly effects: readonly MonitorEffect[];
  /** Why the input was refused; null when it was taken. */
  readonly refused: string | null;
}

/** Nobody is watched and no phone is bound. */
export function monitorOff(nowMs: number): MonitorState {
  return { phase: 'off', agentId: null, mode: 'listen', talk: null, sinceMs: nowMs, ended: null };
}
