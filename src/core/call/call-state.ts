import type { AmdVerdict, EndedBy } from '../call-log/call-log-row.js';
import type { RecordingDuty } from '../compliance/recording-duty.js';
import type { Announcement } from '../ear/announcement.js';
import type { AgentId, AttemptId, QueueId } from '../kernel/ids.js';
import type { Disposition } from '../outcome/disposition.js';
import type { Reason } from '../outcome/outcome.js';
import type { CallPhase } from './call-phase.js';

/** What is settled about a call before it is dialled. Milliseconds. */
export interface CallPlan {
  readonly amd: boolean;
  readonly amdDeadlineMs: number;
  readonly onMachine: 'hangup' | 'message';
  readonly ringTimeoutMs: number;
  /** Nothing of ours cuts a ringing shorter than this, save what the law exempts (R32). */
  readonly minimumRingMs: number;
  readonly connectDeadlineMs: number;
  readonly wrapUpLimitMs: number;
  readonly defaultDisposition: Disposition;
  /** Preview: only this agent may take it. */
  readonly reservedAgentId: AgentId | null;
  /** What a talk with an agent owes (R36, R37). */
  readonly recording: RecordingDuty;
}

/** Where a call stands. Plain data; only `stepCall` makes the next one. */
export interface CallState {
  readonly phase: CallPhase;
  readonly plan: CallPlan;
  readonly tDialMs: number | null;
  readonly tRingMs: number | null;
  /** It was found ringing then, after a restart: since when it rings nobody saw, so no row says it. */
  readonly rangByMs: number | null;
  readonly tAnswerMs: number | null;
  readonly tAmdMs: number | null;
  readonly tAgentMs: number | null;
  readonly tMessageMs: number | null;
  readonly tEndMs: number | null;
  readonly tWrapEndMs: number | null;
  readonly amd: AmdVerdict;
  readonly voicemail: boolean;
  readonly abandoned: boolean;
  /** The person pressed the key of the drop message that ends all calls to him. */
  readonly optedOut: boolean;
  /** Who has it now, or is about to. */
  readonly agentId: AgentId | null;
  /** Whose page has gone in the middle of the talk and is expected back: the person hears music meanwhile. */
  readonly awaited: AgentId | null;
  /** The queue he was given to and waits in. */
  readonly queueId: QueueId | null;
  /** Who gave him to a queue: he is asked first when nobody there takes him. */
  readonly returnTo: AgentId | null;
  /** The call whose party he talks with, without an agent. */
  readonly partnerId: AttemptId | null;
  /** Since when. */
  readonly tOutsideMs: number | null;
  /** Who talked with the person last. */
  readonly talkedWith: AgentId | null;
  /** Until when a waiting person may be given to an agent. */
  readonly connectByMs: number | null;
  /** What the network was heard to say before the answer; null where nothing was clear. */
  readonly announcement: Announcement | null;
  /** Why it ends, once decided. */
  readonly reason: Reason | null;
  readonly endedBy: EndedBy | null;
  readonly q850: number | null;
  readonly sipCode: number | null;
  readonly disposition: Disposition | null;
  /** The leg is known to be gone. */
  readonly legGone: boolean;
  /** Told to stop: while its row was being written, or before it had rung for long enough. */
  readonly cancelled: boolean;
  /** Committed and not left yet: its decision is too old after this. */
  readonly leaveByMs: number | null;
  /** The recording that runs or ran, or ''. */
  readonly recordingId: string;
  /** One was owed and could not be made: who talks has to know. */
  readonly recordingFailed: boolean;
  /** The notice of the recording began to be heard. */
  readonly noticed: boolean;
}

/** A call whose row is on its way to the database. */
export function newCall(plan: CallPlan): CallState {
  return {
    phase: 'committing',
    plan,
    tDialMs: null,
    tRingMs: null,
    rangByMs: null,
    tAnswerMs: null,
    tAmdMs: null,
    tAgentMs: null,
    tMessageMs: null,
    tEndMs: null,
    tWrapEndMs: null,
    amd: 'off',
    voicemail: false,
    abandoned: false,
    optedOut: false,
    agentId: null,
    awaited: null,
    queueId: null,
    returnTo: null,
    partnerId: null,
    tOutsideMs: null,
    talkedWith: null,
    connectByMs: null,
    announcement: null,
    reason: null,
    endedBy: null,
    q850: null,
    sipCode: null,
    disposition: null,
    legGone: false,
    cancelled: false,
    leaveByMs: null,
    recordingId: '',
    recordingFailed: false,
    noticed: false,
  };
}
