import type { Digest } from '../core/call-log/call-log-chain.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import type { TieSetting } from '../core/fleet/tie.js';
import type { EngineId } from '../core/kernel/ids.js';
import type { Rng } from '../core/kernel/rng.js';
import type { LanePacer } from '../core/pacing/pacing-strategies.js';
import type { PacingSettings } from '../core/pacing/pacing-strategy.js';
import type { AgentStore } from '../ports/agent-store.js';
import type { AttemptStore } from '../ports/attempt-store.js';
import type { CadenceStore } from '../ports/cadence-store.js';
import type { CallLogReader } from '../ports/call-log-reader.js';
import type { CampaignStore } from '../ports/campaign-store.js';
import type { Clock } from '../ports/clock.js';
import type { ContactStore } from '../ports/contact-store.js';
import type { Coordination } from '../ports/coordination.js';
import type { DncListStore } from '../ports/dnc-list-store.js';
import type { EstateStore } from '../ports/estate-store.js';
import type { InboundStore } from '../ports/inbound-store.js';
import type { LineWatchStore } from '../ports/line-watch-store.js';
import type { MailingStore } from '../ports/mailing-store.js';
import type { MediaServer } from '../ports/media.js';
import type { PacingStore } from '../ports/pacing-store.js';
import type { PersonFactStore } from '../ports/person-fact-store.js';
import type { PersonalCallbackStore } from '../ports/personal-callback-store.js';
import type { QuartileStore } from '../ports/quartile-store.js';
import type { SipLadderStore } from '../ports/sip-ladder-store.js';
import type { SipWatch } from '../ports/sip-watch.js';
import type { SwitchStore } from '../ports/switch-store.js';
import type { TestCallStore } from '../ports/test-call-store.js';
import type { UsageStore } from '../ports/usage-store.js';
import type { EngineNames } from './engine-presence.js';
import type { InboundPlan } from './inbound-plan.js';
import type { LineWatchSettings } from './line-watch.js';
import type { PolicyBook } from './policy-book.js';

/** Starts the pacer of a campaign's lane. */
export type PacerStarter = (
  campaign: CampaignSettings,
  mode: DialMode,
  settings: PacingSettings,
) => LanePacer;

/** Everything outside the engine that it works with. */
export interface EnginePorts {
  readonly engineId: EngineId;
  readonly clock: Clock;
  /** It is a demo's shifted one: no trunk of another kind is taken. @default false */
  readonly shiftedClock?: boolean;
  readonly rng: Rng;
  readonly digest: Digest;
  readonly attempts: AttemptStore;
  readonly contacts: ContactStore;
  /** For numbers that agents type by hand. */
  readonly mailings: Pick<MailingStore, 'create' | 'addRows' | 'finish' | 'find'>;
  readonly campaigns: CampaignStore;
  readonly agents: AgentStore;
  readonly facts: PersonFactStore;
  readonly lists: DncListStore;
  readonly policies: PolicyBook;
  readonly callLog: CallLogReader;
  readonly coordination: Coordination;
  /** Where engines' names are: with the rows, so that neither is lost without the other. @default `coordination` */
  readonly names?: EngineNames;
  readonly usage: UsageStore;
  /** What bases yield, for cadences that go by it; without it no cadence does. */
  readonly cadence?: CadenceStore;
  /** Keeps who rests of the lines, and what they taught; without it a restart forgets both. */
  readonly lineWatchStore?: LineWatchStore;
  /** Keeps the SIP that was seen of attempts; without one nobody does. */
  readonly ladders?: SipLadderStore;
  /** @default LINE_WATCH_DEFAULTS */
  readonly lineWatch?: LineWatchSettings;
  /** Keeps agents' quartiles; without it nobody has one. */
  readonly quartiles?: QuartileStore;
  /** Keeps what pacing has learned; without it a restart begins anew. */
  readonly pacing?: PacingStore;
  readonly media: readonly MediaServer[];
  /** Which of them can call each other; without it calls are offered on their own switch alone. */
  readonly ties?: readonly TieSetting[];
  /** Knows the other engines; without it nobody takes over what this one leaves, nor it what others do. */
  readonly estates?: EstateStore;
  /** Keeps what people set for switches; without it all are in service. */
  readonly switches?: SwitchStore;
  /** Keeps who placed test calls and what they heard; without it there are none. */
  readonly testCalls?: TestCallStore;
  /** Sees SIP between media servers and carriers; without it they alone tell of calls and trunks. */
  readonly sip?: SipWatch;
  /** Calls that come in; without it each is refused. */
  readonly inbound?: InboundPlan;
  /** Keeps callers to call back; without it the list ends with the engine. */
  readonly inboundStore?: Pick<InboundStore, 'callers' | 'keepCallers'>;
  /** Keeps who is to make which callback himself; without it anybody makes them. */
  readonly personalCallbacks?: PersonalCallbackStore;
  /** How long a personal callback waits for an agent who is not logged in. @default 15 minutes */
  readonly personalGraceMs?: number;
  /** How long two may talk whom an agent left with each other. @default 60 minutes */
  readonly outsideTalkLimitMs?: number;
  /** What a campaign's policy allows lines and companies. @default that of the preset the campaign names */
  readonly limitsOf?: (campaign: CampaignSettings, nowMs: number) => TrafficLimits;
  /** Paces lanes by another strategy than their mode's own; the twin compares strategies so. @default the mode's own */
  readonly pacerOf?: PacerStarter;
}
