import type { AbandonedCaller } from '../core/acd/abandoned-callers.js';
import type { AgentStateName, PendingMove } from '../core/agent/agent-state.js';
import type { CallPhase } from '../core/call/call-phase.js';
import type {
  CampaignSettings,
  CampaignState,
  DialMode,
  Line,
  Purpose,
  Trunk,
} from '../core/campaign/campaign.js';
import type { QuartileDay } from '../core/campaign/quartile-modes.js';
import type { Contact } from '../core/contact/contact.js';
import type { SwitchSetting } from '../core/fleet/switch-setting.js';
import type {
  AgentId,
  AttemptId,
  CampaignId,
  ContactId,
  E164,
  GroupId,
  MediaServerId,
  QueueId,
  TrunkId,
} from '../core/kernel/ids.js';
import type { MonitorMode, MonitorPhase } from '../core/monitor/monitor-state.js';
import type { Disposition } from '../core/outcome/disposition.js';
import type { Outcome, Reason } from '../core/outcome/outcome.js';
import type { PacingDecision } from '../core/pacing/pacing-strategy.js';
import type { BackOff } from '../core/route/trunk-capacity.js';
import type { TalkStateName } from '../core/talk/talk-state.js';
import type { TransferNotice } from '../core/talk/transfer-notice.js';
import type { AgentProfile } from '../ports/agent-store.js';
import type { StoredCampaign } from '../ports/campaign-store.js';
import type { DecisionQuery, KeptDecision } from '../ports/pacing-store.js';
import type { TrunkProbed } from '../ports/sip-watch.js';
import type { BaseVersion } from '../ports/versioned.js';
import type { AbandonView } from './abandon-watch.js';
import type { AgentDayView } from './agent-day-view.js';
import type { AgentPausePlan } from './agent-pause-plan.js';
import type { CampaignReadiness } from './campaign-readiness.js';
import type { LimitView } from './limit-view.js';
import type { LineControl } from './line-watch.js';
import type { QueueOutlook } from './queue-outlook.js';
import type { QueueView } from './queue-view.js';
import type { TestCallControl } from './test-call-control.js';

/** What the doors (HTTP, command line, live page) may ask of a running engine. */

/** The person on the agent's screen. */
export interface AgentCard {
  readonly attemptId: AttemptId | null;
  readonly campaignId: CampaignId;
  readonly contact: Contact;
  /** Preview: when the countdown ends, or null. */
  readonly decideByMs: number | null;
}

/** How the recording that the law asks for stands in a talk; `none` where none is owed. */
export const CARD_RECORDINGS = ['none', 'starting', 'on', 'failed'] as const;
export type CardRecording = (typeof CARD_RECORDINGS)[number];

/** The card as it is shown, with what the agent has to know of the recording. */
export interface ShownCard extends AgentCard {
  readonly recording: CardRecording;
}

export interface AgentView {
  readonly id: AgentId;
  readonly name: string;
  readonly groupId: GroupId;
  readonly endpoint: string;
  readonly state: AgentStateName;
  readonly reason: string;
  readonly sinceMs: number;
  readonly campaignIds: readonly CampaignId[];
  /** A pause or log-out that follows the present call, or null. */
  readonly pending: PendingMove['kind'] | null;
  readonly card: ShownCard | null;
  /** Calls talked in this session. */
  readonly calls: number;
  /** His switch is to be left: his phone rings again by another at his next pause. */
  readonly changesSwitch: boolean;
  /** Since when he asks for help; null while he does not. */
  readonly helpSinceMs: number | null;
}

/** What an agent gets back for a disposition. */
export interface DisposedView extends AgentView {
  /** The number to tell the person (wrong person, opt-out), or '' where none is owed. */
  readonly protocol: string;
}

/** Whom an agent wants to call by hand. */
export type ManualWish =
  | { readonly campaignId: CampaignId; readonly contactId: ContactId }
  | { readonly campaignId: CampaignId; readonly phone: E164 };

/** A call made by hand. */
export interface DialedView extends AgentView {
  readonly attemptId: AttemptId;
}

/** Callbacks outside a call. Rejections are CadenciaErrors (DLR_NOT_FOUND, DLR_STATE_CONFLICT, DLR_INPUT_INVALID). */
export interface CallbackControl {
  /** Agrees a callback, or moves it; also of a contact that had ended. */
  agree(id: ContactId, atMs: number): Promise<Contact>;
  /** Calls it off: the contact goes on by its cadence. */
  cancel(id: ContactId): Promise<Contact>;
}

/** Callbacks that agents make themselves. Rejects with DLR_DATABASE_DOWN. */
export interface PersonalControl {
  /** The agent will make the contact's callback of that time himself. */
  promise(agentId: AgentId, contact: Pick<Contact, 'id' | 'campaignId'>, atMs: number): Promise<void>;
  /** Anybody may make it. */
  release(contactId: ContactId): Promise<void>;
  /** Contacts whose callbacks the agent still owes, the next one first. */
  of(agentId: AgentId): Promise<readonly Contact[]>;
}

/** Commands of an agent. Rejections are CadenciaErrors (DLR_NOT_FOUND, DLR_STATE_CONFLICT, DLR_INPUT_INVALID, DLR_MEDIA_*). */
export interface AgentControl {
  views(): readonly AgentView[];
  view(id: AgentId): AgentView | null;
  /** Binds the phone (it rings or auto-answers once and stays) and starts paused; resolves when the leg is up. */
  login(id: AgentId, campaignIds: readonly CampaignId[]): Promise<AgentView>;
  ready(id: AgentId): AgentView;
  /** At once when free, else after the present call. */
  pause(id: AgentId, reason: string): AgentView;
  /** At once when free, else after the present call. */
  logout(id: AgentId): AgentView;
  acceptPreview(id: AgentId): AgentView;
  skipPreview(id: AgentId, reason: string): AgentView;
  /**
   * Calls somebody by hand, for this agent alone; resolves when the row is kept and the call leaves.
   * DLR_DIAL_BLOCKED with the rule when the gate does not allow it.
   */
  dial(id: AgentId, wish: ManualWish): Promise<DialedView>;
  /** Ends the talk. */
  hangup(id: AgentId): AgentView;
  /** `callbackAtMs` with retorno_agendado; finishes the wrap-up when the call is over. */
  dispose(id: AgentId, disposition: Disposition, callbackAtMs: number | null): DisposedView;
  /** The agent's day under NR-17. */
  day(id: AgentId): AgentDayView;
  /** Ends the hold after an abusive call; `by` is the agent himself or who releases him. */
  release(id: AgentId, by: string): Promise<AgentView>;
  /** Makes a new or changed profile known. */
  saveProfile(profile: AgentProfile): Promise<AgentProfile>;
}

/** What an agent does with the person on his line. */
export interface TalkView {
  readonly state: TalkStateName;
  readonly sinceMs: number;
  /** Who is asked, or in the conference too. */
  readonly colleagueId: AgentId | null;
  /** The outside number that is called, asked, or in the conference too. */
  readonly outside: E164 | null;
  /** Why somebody whom he, or a colleague before him, gave this person to did not take him; null: nothing of the kind. */
  readonly notice: TransferNotice | null;
  /** When the recording goes on by itself; null while it is not paused. */
  readonly recordingPausedUntilMs: number | null;
}

/** A queue the person may be given to. */
export interface TransferQueue {
  readonly id: QueueId;
  readonly name: string;
  readonly open: boolean;
  /** Others at work who serve it, free or not. */
  readonly agents: number;
  readonly waiting: number;
}

/** Who may be asked, or given the person. */
export interface Colleague {
  readonly id: AgentId;
  readonly name: string;
  readonly state: AgentStateName;
}

/** What an agent may do in a talk. Rejections as of AgentControl. */
export interface TalkControl {
  /** Null while he talks with nobody. */
  view(id: AgentId): TalkView | null;
  colleagues(id: AgentId): readonly Colleague[];
  /** None where no calls come in. */
  queues(id: AgentId): readonly TransferQueue[];
  /** The person hears music. */
  hold(id: AgentId): Promise<void>;
  resume(id: AgentId): Promise<void>;
  sendKeys(id: AgentId, keys: string): Promise<void>;
  /** Silence on the recording for what must not be on it; goes on by itself after two minutes. */
  pauseRecording(id: AgentId): Promise<void>;
  resumeRecording(id: AgentId): Promise<void>;
  /** A free colleague sees the card and hears the agent; the person hears music. */
  consult(id: AgentId, colleagueId: AgentId): Promise<void>;
  /**
   * Calls an outside number for the person, who hears music; by the gate, as any other call. `blind`: whoever answers has
   * the person at once; else the agent first. Resolves when its row is kept. DLR_DIAL_BLOCKED with the rule.
   */
  dialOut(id: AgentId, phone: E164, blind: boolean): Promise<void>;
  /** To whoever serves the queue first; whom nobody takes in time comes back. */
  toQueue(id: AgentId, queueId: QueueId): Promise<void>;
  callOff(id: AgentId): Promise<void>;
  /** The person comes to the two. */
  join(id: AgentId): Promise<void>;
  /** To the colleague or the number that is asked, or straight to a free colleague. */
  handOver(id: AgentId, colleagueId: AgentId | null): Promise<void>;
}

/** Calls for help. Rejections as of AgentControl, thrown. */
export interface HelpControl {
  /** Since when; null while nobody asks. */
  sinceMs(id: AgentId): number | null;
  /** The supervisors of his team see it, until one of them is with him. */
  ask(id: AgentId): void;
  withdraw(id: AgentId): void;
}

/** The agent's page as his telephone. */
export interface PageControl {
  /** His page has gone, and its sound with it: a person he talks with hears music until it is back. */
  gone(id: AgentId): void;
  /** His page is there and can be rung. */
  ready(id: AgentId): void;
}

/** A supervisor's phone, and whom he watches. */
export interface MonitorView {
  readonly person: string;
  readonly endpoint: string;
  /** The phone is a page of his, not a telephone on his desk. */
  readonly byPage: boolean;
  readonly phase: MonitorPhase;
  readonly agentId: AgentId | null;
  readonly mode: MonitorMode;
  readonly talk: AttemptId | null;
  readonly sinceMs: number;
}

/** Listening in on talks. Rejections are CadenciaErrors (DLR_NOT_FOUND, DLR_STATE_CONFLICT). */
export interface MonitorControl {
  views(): readonly MonitorView[];
  view(person: string): MonitorView | null;
  /** Rings the person's phone where it is not bound yet, and lets him hear the agent; changes agent and way as well. */
  watch(person: string, agentId: AgentId, mode: MonitorMode, endpoint: string): MonitorView;
  /** Ends the watch and keeps the phone. */
  leave(person: string): MonitorView | null;
  /** Lets go of the phone too. */
  hangUp(person: string): void;
}

export interface CampaignView {
  readonly id: CampaignId;
  readonly name: string;
  readonly state: CampaignState;
  readonly mode: DialMode;
  readonly groupModes: Readonly<Record<GroupId, DialMode>>;
  readonly demo: boolean;
  readonly purpose: Purpose;
  readonly version: number;
  /** Why it cannot be started (its stored settings cannot be read), or null. */
  readonly problem: string | null;
  /** Ceiling of the day's share of people who meet no agent. */
  readonly abandonCap: number;
  readonly agents: Readonly<Partial<Record<AgentStateName, number>>>;
  /** Calls by phase of the call table. */
  readonly calls: Readonly<Partial<Record<CallPhase, number>>>;
  readonly hopper: number;
  readonly today: {
    readonly attempts: number;
    readonly answered: number;
    readonly connected: number;
    readonly abandoned: number;
    readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
    readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  };
  /** People who met no agent, under R27 and R28. */
  readonly abandonment: AbandonView;
  /** The last decision of each lane. */
  readonly pacing: Readonly<Partial<Record<DialMode, PacingDecision>>>;
  readonly contacts: { readonly ready: number; readonly later: number; readonly done: number };
}

export interface CampaignControl {
  views(): readonly CampaignView[];
  view(id: CampaignId): CampaignView | null;
  find(id: CampaignId): Promise<StoredCampaign | null>;
  /** Why it dials or does not. */
  readiness(id: CampaignId): Promise<CampaignReadiness>;
  /** What its lanes decided and why, oldest first. Rejects with DLR_NOT_FOUND, DLR_DATABASE_DOWN. */
  /** The quartiles of its agents that were made last, or null. */
  quartiles(id: CampaignId): Promise<QuartileDay | null>;
  decisions(query: DecisionQuery): Promise<readonly KeptDecision[]>;
  /** Creates (expectedVersion 0) or changes settings; takes effect at once on a running campaign. */
  save(settings: CampaignSettings, expectedVersion: number): Promise<StoredCampaign>;
  start(id: CampaignId): Promise<StoredCampaign>;
  pause(id: CampaignId): Promise<StoredCampaign>;
  /** No new calls; ends when the live ones have. */
  drain(id: CampaignId): Promise<StoredCampaign>;
  setMode(id: CampaignId, mode: DialMode): Promise<StoredCampaign>;
  setGroupMode(id: CampaignId, group: GroupId, mode: DialMode | null): Promise<StoredCampaign>;
  /** New contacts came in: look at the list now instead of at the next refill. */
  contactsAdded(id: CampaignId): void;
}

export interface TrunkView {
  readonly id: TrunkId;
  readonly kind: string;
  readonly channels: number;
  readonly inUse: number;
  readonly cps: number;
  /** How its carrier answers by SIP; null where nobody asks. */
  readonly probed: TrunkProbed | null;
  /** What is asked of the carrier now and why, where it is less than it sold. */
  readonly backOff: BackOff | null;
}

export interface MediaView {
  readonly id: MediaServerId;
  readonly up: boolean;
  readonly legs: number;
  readonly reason: string;
}

/** A switch as this server sees it, and as it is set. */
export interface SwitchView extends SwitchSetting {
  readonly up: boolean;
  readonly reason: string;
  readonly calls: number;
  /** Whose phones are bound there. */
  readonly agents: number;
}

/** Taking switches out of service. */
export interface SwitchControl {
  views(): readonly SwitchView[];
  /** Rejects with DLR_NOT_FOUND, DLR_STATE_CONFLICT, DLR_DATABASE_DOWN; resolves with the new version. */
  save(setting: Omit<SwitchSetting, 'sinceMs'>, base: BaseVersion): Promise<number>;
}

export interface EngineView {
  readonly nowMs: number;
  /** The clock is a demo's: its time is not the real one. */
  readonly shiftedClock: boolean;
  readonly dialing: 'on' | 'stopped' | 'draining' | 'store_down' | 'media_down';
  readonly media: readonly MediaView[];
  readonly trunks: readonly TrunkView[];
  readonly openAttempts: number;
  /** Rows that wait for the database. */
  readonly unwritten: number;
  /** Rows are written so late that fewer calls are placed. */
  readonly storeSlow: boolean;
}

export interface EngineControl {
  readonly agents: AgentControl;
  readonly talks: TalkControl;
  readonly help: HelpControl;
  readonly pages: PageControl;
  readonly campaigns: CampaignControl;
  readonly callbacks: CallbackControl;
  /** Callbacks that agents make themselves; null where nobody keeps them. */
  readonly personal: PersonalControl | null;
  readonly monitors: MonitorControl;
  readonly switches: SwitchControl;
  /** Null where nobody keeps them. */
  readonly tests: TestCallControl | null;
  view(): EngineView;
  /** How people pick up by line, and which lines rest. */
  readonly lineWatch: LineControl;
  /** Lines and companies against their limits, those in use since the start of this engine. */
  limits(): readonly LimitView[];
  /** Queues of callers; none where no calls come in. */
  queues(): readonly QueueView[];
  /** What is expected of each of them today, and whom it keeps from outbound for it. */
  foreseen(): readonly QueueOutlook[];
  /** The pauses of today's shifts, where they cost least. */
  pausePlans(): readonly AgentPausePlan[];
  /** Plans anew, from now on, what nobody has taken yet. */
  replanPauses(): readonly AgentPausePlan[];
  /** Callers with whom nobody spoke yet, in order of their first hang-up. */
  callers(): readonly AbandonedCaller[];
  saveTrunk(trunk: Trunk, base?: BaseVersion): Promise<number>;
  saveLine(line: Line, base?: BaseVersion): Promise<number>;
  /**
   * Ends all dialling at once: no new call, talks go on, ringing ones are hung up once they have rung for 15 s (R32); a
   * second stop hangs them up at once. Stays until `resumeAll`. `cancelled` is how many calls were told.
   */
  stopAll(why: string): Promise<{ readonly cancelled: number }>;
  resumeAll(): Promise<void>;
}
