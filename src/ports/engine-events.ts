import type { QueueResult } from '../core/acd/queue-result.js';
import type { AmdVerdict, CallLogRow, CallMode } from '../core/call-log/call-log-row.js';
import type { CampaignState, DialMode } from '../core/campaign/campaign.js';
import type { RestCause } from '../core/carrier/line-rest.js';
import type { RingExemption } from '../core/compliance/ring-rule.js';
import type { Announcement } from '../core/ear/announcement.js';
import type { HelpEnd } from '../core/help/help-state.js';
import type {
  AgentId,
  AttemptId,
  CampaignId,
  CarrierId,
  EngineId,
  LegId,
  MediaServerId,
  QueueId,
  TrunkId,
} from '../core/kernel/ids.js';
import type { MonitorMode, MonitorPhase } from '../core/monitor/monitor-state.js';
import type { PacingDecision } from '../core/pacing/pacing-strategy.js';
import type { BackOff } from '../core/route/trunk-capacity.js';
import type { BackPressure } from './media.js';
import type { SipMessageSeen, TrunkProbed } from './sip-watch.js';

export interface LimitEvent {
  /** `line:<number shown>` or `company:<CNPJ root>:<carrier>:<service>`. */
  readonly id: string;
  readonly kind: 'line' | 'company';
  readonly rule: string;
  /** In figures. */
  readonly reason: string;
  readonly atMs: number;
}

/**
 * What the engine says while it works. Metrics, logs and the live page are listeners; the engine knows none of
 * them, and a listener that throws is logged and does no harm. No field holds a phone, a name or a CPF.
 */
export interface EngineEventMap {
  /** An attempt's row is committed and its originate is about to leave. */
  'call:dialed': {
    attemptId: AttemptId;
    campaignId: CampaignId;
    trunkId: TrunkId;
    mode: CallMode;
    atMs: number;
  };
  /** A call moved to another state of the call table. */
  'call:moved': { attemptId: AttemptId; campaignId: CampaignId; from: string; to: string; atMs: number };
  /** A phone answered; `afterDialMs` includes post-dial delay and ringing. */
  'call:answered': { attemptId: AttemptId; campaignId: CampaignId; afterDialMs: number; atMs: number };
  /** The network was heard to say something before anybody answered. */
  'call:announced': { attemptId: AttemptId; campaignId: CampaignId; says: Announcement; atMs: number };
  'call:screened': {
    attemptId: AttemptId;
    campaignId: CampaignId;
    verdict: AmdVerdict;
    afterAnswerMs: number;
    atMs: number;
  };
  /** Person and agent hear each other; `waitMs` from the answer (the verdict, with AMD), `bridgeMs` of it the switch's. */
  'call:connected': {
    attemptId: AttemptId;
    campaignId: CampaignId;
    agentId: AgentId;
    waitMs: number;
    bridgeMs: number;
    atMs: number;
  };
  /**
   * A recording the law asks for, or the notice of it, could not be made: a defect of compliance. The talk goes on, and
   * the agent's card says so.
   */
  'recording:failed': {
    attemptId: AttemptId;
    campaignId: CampaignId;
    what: 'recording' | 'notice';
    code: string;
    atMs: number;
  };
  /** Ringing was cut short, and why it was allowed (R32). */
  'ring:cut': { calls: number; exemption: RingExemption; atMs: number };
  'call:abandoned': { attemptId: AttemptId; campaignId: CampaignId; atMs: number };
  /** The attempt is closed: its row is final (it may still be on its way to the disk). */
  'call:closed': { attemptId: AttemptId; campaignId: CampaignId; row: CallLogRow };
  /** The gate said no; nothing left. */
  'dial:blocked': { campaignId: CampaignId; rule: string; atMs: number };
  /** A line, or a company at a carrier and service, comes near a limit of its day or month. */
  'limit:warned': LimitEvent;
  /** We stopped it, short of the limit: its calls go by other lines and carriers, or wait for tomorrow. */
  'limit:stopped': LimitEvent;
  /**
   * A trunk refuses calls or lets them time out and is left alone until then, its hours have ended, or its carrier does
   * not answer when it is asked (`silent`).
   */
  'trunk:closed': {
    trunkId: TrunkId;
    cause: 'faults' | 'schedule' | 'silent';
    faults: number;
    untilMs: number | null;
    atMs: number;
  };
  /** The carrier takes less than it sold: that much is asked of it from now on, growing until it refuses again. */
  'trunk:backedOff': { trunkId: TrunkId; carrierId: CarrierId; backOff: BackOff; atMs: number };
  /** A trunk's carrier was asked by SIP whether it is there, or nobody can ask it any more. */
  'trunk:probed': TrunkProbed;
  /** A SIP message of an attempt passed on its way to or from the carrier. */
  'sip:seen': SipMessageSeen;
  /** People pick up a line less than its contacts would have given, beyond chance; `rests`: it rests by itself. */
  'line:fallen': { line: string; calls: number; seen: number; due: number; rests: boolean; atMs: number };
  /** A line takes no new call until then. */
  'line:rested': { line: string; cause: RestCause; reason: string; untilMs: number; atMs: number };
  'line:returned': { line: string; atMs: number };
  /** The normal trunks have no room: a call leaves by one that is kept for that. Said once an hour of each. */
  'trunk:contingency': { trunkId: TrunkId; atMs: number };
  /** A person took a switch out of service, or put it back. */
  'switch:moved': { serverId: MediaServerId; from: string; to: string; why: string; atMs: number };
  /** A call that came in moved to another state of its table; `waitedMs` since it began to wait, 0 before. */
  'inbound:moved': {
    callId: AttemptId;
    queueId: QueueId | null;
    agentId: AgentId | null;
    from: string;
    to: string;
    waitedMs: number;
    atMs: number;
  };
  /** A caller hung up before anybody spoke with him, or asked to be called back. */
  'inbound:unserved': {
    callId: AttemptId;
    queueId: QueueId | null;
    why: 'hung_up' | 'callback' | 'message';
    waitedMs: number;
    atMs: number;
  };
  /** A caller could not be put among the callbacks; he is tried again later. */
  'inbound:returnFailed': { code: string; atMs: number };
  /** The row of a call that came in is closed: final (it may still be on its way to the disk). */
  'inbound:closed': { callId: AttemptId; campaignId: CampaignId; row: CallLogRow };
  /** How a call of a queue was served, or was not; once a call. */
  'queue:counted': { queueId: QueueId; result: QueueResult; waitedMs: number; atMs: number };
  /** Agents whom a queue keeps from outbound now, its talks included. */
  'inbound:needs': { queueId: QueueId; needed: number; agents: number; atMs: number };
  /** What an agent does with the person on his line: held, a colleague asked, the recording paused. */
  'talk:moved': { agentId: AgentId; attemptId: AttemptId; what: string; atMs: number };
  'talk:handedOver': { attemptId: AttemptId; agentId: AgentId; toAgentId: AgentId; atMs: number };
  /** A call to an outside number leaves for the person on the line. */
  'talk:dialedOut': {
    attemptId: AttemptId;
    agentId: AgentId;
    outsideId: AttemptId;
    blind: boolean;
    atMs: number;
  };
  /** The person was given to a queue, or goes on with an outside number. */
  'talk:sentOn': {
    attemptId: AttemptId;
    agentId: AgentId;
    to: 'queue' | 'number';
    target: string;
    atMs: number;
  };
  /** Two who were left with each other had talked for as long as settings allow: we ended both calls. */
  'talk:outsideEnded': { attemptId: AttemptId; partnerId: AttemptId | null; lastedMs: number; atMs: number };
  /** Whom the person was given to did not take him: he is sought an agent again, who gave him away first. */
  /** The quartiles of a campaign's agents for a day, and how many have another one than before. */
  'quartiles:made': { campaignId: CampaignId; day: string; ranked: number; moved: number; atMs: number };
  'talk:returned': { attemptId: AttemptId; agentId: AgentId; atMs: number };
  'agent:moved': {
    agentId: AgentId;
    from: string;
    to: string;
    reason: string;
    campaignIds: readonly CampaignId[];
    inStateMs: number;
    atMs: number;
  };
  /** NR-17: the six hours or a pause are due, or will be in a quarter of an hour. */
  'agent:due': {
    agentId: AgentId;
    what: 'hours_soon' | 'hours' | 'pause_soon' | 'pause';
    leftMs: number;
    atMs: number;
  };
  /** An agent asked for help, or needs none any more; `by`: the supervisor who is there, else the agent. */
  'help:moved': { agentId: AgentId; what: 'ask' | HelpEnd; by: string; waitedMs: number; atMs: number };
  /** A supervisor's phone or watch moved to another phase of its table. */
  'monitor:moved': {
    person: string;
    phase: MonitorPhase;
    agentId: AgentId | null;
    mode: MonitorMode;
    atMs: number;
  };
  /** A supervisor hears this talk from now on, in this way. */
  'monitor:heard': {
    person: string;
    agentId: AgentId;
    attemptId: AttemptId;
    mode: MonitorMode;
    atMs: number;
  };
  'campaign:moved': { campaignId: CampaignId; from: CampaignState; to: CampaignState; atMs: number };
  /** Too many people met no agent: until `abandon:resumed` nothing is dialled ahead of a free agent (R27, R28). */
  'abandon:stopped': {
    campaignId: CampaignId;
    rule: 'R27' | 'R28';
    share: number;
    calls: number;
    atMs: number;
  };
  'abandon:resumed': { campaignId: CampaignId; rule: 'R27' | 'R28'; atMs: number };
  /** A lane's pacing decided; sent when the number or its limit changed. */
  'pacing:decided': {
    campaignId: CampaignId;
    lane: DialMode;
    decision: PacingDecision;
    tickMs: number;
    atMs: number;
  };
  'hopper:filled': { campaignId: CampaignId; contacts: number; atMs: number };
  /** Contacts were sent to rest although they may be called, and why. */
  'hopper:rested': { campaignId: CampaignId; reason: string; contacts: number; atMs: number };
  'hopper:dry': { campaignId: CampaignId; nextDueMs: number | null; atMs: number };
  'media:up': { serverId: MediaServerId; atMs: number };
  'media:down': { serverId: MediaServerId; reason: string; atMs: number };
  /** It is up and takes no call now; `media:free` follows, or `media:down`. */
  'media:full': { serverId: MediaServerId; why: BackPressure; reason: string; atMs: number };
  'media:free': { serverId: MediaServerId; atMs: number };
  /** A live leg nobody knows was hung up. */
  'media:orphan': { serverId: MediaServerId; legId: LegId; atMs: number };
  'media:command': { serverId: MediaServerId; op: string; ms: number; ok: boolean };
  /** The store refused or did not answer; dialling waits until it does. */
  'store:failed': { operation: string; code: string; atMs: number };
  'store:recovered': { downMs: number; atMs: number };
  /** Calls wait so long for their rows that fewer are placed; `quick`: no longer. */
  'store:slow': { waitedMs: number; atMs: number };
  'store:quick': { waitedMs: number; atMs: number };
  'store:committed': { rows: number; ms: number };
  /** `elsewhere`: sessions of other engines' agents, which were left alone. */
  'recovery:done': { adopted: number; lost: number; elsewhere: number; atMs: number };
  /** What a dead engine left is ours; `calls`: rows that it had open. */
  'estate:taken': { engineId: EngineId; calls: number; agents: number; tookMs: number; atMs: number };
  /** Another engine has taken over what this one had while it was away: it may do nothing any more. */
  'engine:replaced': { atMs: number };
  /** Another engine has logged the agent in while this one was away: here he is logged out. */
  'agent:elsewhere': { agentId: AgentId; atMs: number };
  /** Something that should not happen did, and was survived. */
  'engine:defect': { where: string; message: string; atMs: number };
}

export type EngineEventName = keyof EngineEventMap;

/** Listening side of the bus. */
export interface EngineEvents {
  on<Name extends EngineEventName>(name: Name, listener: (event: EngineEventMap[Name]) => void): () => void;
}
