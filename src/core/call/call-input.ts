import type { RingExemption } from '../compliance/ring-rule.js';
import type { Announcement } from '../ear/announcement.js';
import type { AgentId, AttemptId, QueueId } from '../kernel/ids.js';
import type { Disposition } from '../outcome/disposition.js';

export const CALL_TIMERS = [
  'ring',
  'amd',
  'connect',
  'bridge',
  'message',
  'gone',
  'wrap',
  'outside',
  'leave',
] as const;
export type CallTimer = (typeof CALL_TIMERS)[number];

/** How long a call waits for its trunk's turn, and until when its decision holds. */
export interface LeaveWait {
  readonly ms: number;
  readonly untilMs: number;
}

/** Everything that can happen to a call. */
export type CallInput =
  /** The row is on the disk; the originate may leave, after `wait` where its trunk has no room in this second. */
  | { readonly kind: 'committed'; readonly wait?: LeaveWait }
  | { readonly kind: 'commitFailed' }
  /** The switch said no for certain: nothing left. */
  | { readonly kind: 'originateRefused' }
  | { readonly kind: 'progress'; readonly code: 180 | 183 }
  /** Nobody has answered yet, and the network was heard to say why. */
  | { readonly kind: 'announced'; readonly says: Announcement }
  | { readonly kind: 'answered' }
  | { readonly kind: 'screened'; readonly verdict: 'human' | 'machine' | 'unknown' }
  | { readonly kind: 'agentGranted'; readonly agentId: AgentId }
  /** The recording the law asks for runs. */
  | { readonly kind: 'recorded'; readonly recordingId: string }
  /** It could not be started. */
  | { readonly kind: 'recordFailed' }
  /** Agent and person hear the notice that the call is recorded. */
  | { readonly kind: 'noticed' }
  | { readonly kind: 'bridged' }
  | { readonly kind: 'bridgeFailed' }
  /** The agent's own leg dropped, or the agent is gone. */
  | { readonly kind: 'agentLost' }
  /** The agent's page has gone and is expected back. */
  | { readonly kind: 'agentAway' }
  /** His page is back, and his phone bound again. */
  | { readonly kind: 'agentBack'; readonly agentId: AgentId }
  /** The agent gives the person to a colleague, who is reserved for him. */
  | { readonly kind: 'handedOver'; readonly agentId: AgentId }
  /** The agent gives the person to whoever serves a queue; nobody there by `waitMs`: back to the campaign's agents. */
  | { readonly kind: 'queued'; readonly queueId: QueueId; readonly waitMs: number }
  /** Waiting in that queue he chose to be called back instead. */
  | { readonly kind: 'callbackTaken' }
  /** The person talks with the party of another call now, and the agent with nobody. */
  | { readonly kind: 'handedOut'; readonly partnerId: AttemptId }
  /** That party is gone. */
  | { readonly kind: 'partnerGone' }
  | { readonly kind: 'agentHangup' }
  | { readonly kind: 'disposed'; readonly disposition: Disposition }
  /** The called person pressed a key. */
  | { readonly kind: 'dtmf'; readonly digit: string }
  | { readonly kind: 'playFinished' }
  | { readonly kind: 'playFailed' }
  | {
      readonly kind: 'hungUp';
      readonly by: 'remote' | 'network' | 'local';
      readonly q850: number | null;
      readonly sipCode: number | null;
    }
  /** The switch died, or a resync no longer lists the leg. */
  | { readonly kind: 'legLost' }
  /** Calls nobody has answered end: once they have rung for long enough, or at once where the law exempts. */
  | { readonly kind: 'cancel'; readonly exemption: RingExemption | null }
  | { readonly kind: 'timer'; readonly timer: CallTimer };

/**
 * `unused`: never heard the person; `wrapUp`: talked; `lost`: the agent's leg is gone; `handedOn`: a colleague has the
 * person now.
 */
export type AgentRelease = 'unused' | 'wrapUp' | 'lost' | 'handedOn';

/** What the engine is to do; carried out in order. */
export type CallEffect =
  | { readonly kind: 'originate' }
  | { readonly kind: 'hangup'; readonly cause: 'normal' | 'no_answer' }
  | { readonly kind: 'setTimer'; readonly timer: CallTimer; readonly ms: number }
  | { readonly kind: 'clearTimer'; readonly timer: CallTimer }
  | { readonly kind: 'seekAgent' }
  | { readonly kind: 'stopSeeking' }
  | { readonly kind: 'bridge'; readonly agentId: AgentId }
  /** Nobody waits in silence. */
  | { readonly kind: 'music' }
  | { readonly kind: 'releaseAgent'; readonly agentId: AgentId; readonly how: AgentRelease }
  /** `first`: nobody had talked with the person before; a second agent who takes over is no second contact. */
  | { readonly kind: 'talking'; readonly agentId: AgentId; readonly first: boolean }
  | { readonly kind: 'play'; readonly message: 'abandoned' | 'machine' }
  | { readonly kind: 'wrapEnded'; readonly agentId: AgentId }
  | { readonly kind: 'close' };

export interface CallStep<State> {
  readonly state: State;
  readonly effects: readonly CallEffect[];
}
