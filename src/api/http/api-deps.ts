import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { WhatIfOut } from '../../contract/knob-wire.js';
import type { ReportPackItem } from '../../contract/report-wire.js';
import type { Role } from '../../core/access/role.js';
import type { StatementSheet } from '../../core/billing/statement-sheets.js';
import type { CampaignSettings } from '../../core/campaign/campaign.js';
import type { KnobChange } from '../../core/campaign/knobs.js';
import type { CompiledPolicy } from '../../core/compliance/gate/compiled-policy.js';
import type { IndicatorReport } from '../../core/indicators/indicator-report.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { ArchiveDesk } from '../../engine/archive-desk.js';
import type { AuditWatch } from '../../engine/audit-watch.js';
import type { CarrierDesk } from '../../engine/carrier-desk.js';
import type { Rehearsal, RehearsalOrder } from '../../engine/contract-rehearsal.js';
import type { EngineControl } from '../../engine/engine-control.js';
import type { ExpiryDesk } from '../../engine/expiry-desk.js';
import type { FeedDesk } from '../../engine/feed-desk.js';
import type { InboundSettingsDesk } from '../../engine/inbound-settings-desk.js';
import type { IndicatorOrder } from '../../engine/indicator-maker.js';
import type { IntakeDesk } from '../../engine/intake-desk.js';
import type { OverrideDesk } from '../../engine/override-desk.js';
import type { PersonDesk } from '../../engine/person-desk.js';
import type { PolicyDesk } from '../../engine/policy-desk.js';
import type { QualityDesk } from '../../engine/quality-desk.js';
import type { RecordingDesk } from '../../engine/recording-desk.js';
import type { RetentionDesk } from '../../engine/retention-desk.js';
import type { StatementDesk } from '../../engine/statement-desk.js';
import type { AgentStore } from '../../ports/agent-store.js';
import type { AuditLog } from '../../ports/audit-log.js';
import type { CadenceStore } from '../../ports/cadence-store.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import type { Clock } from '../../ports/clock.js';
import type { ContactStore } from '../../ports/contact-store.js';
import type { DncListStore } from '../../ports/dnc-list-store.js';
import type { EngineEvents } from '../../ports/engine-events.js';
import type { FloorStore } from '../../ports/floor-store.js';
import type { JobQueue, JobView } from '../../ports/jobs.js';
import type { MailingStore } from '../../ports/mailing-store.js';
import type { PauseCodeStore } from '../../ports/pause-code-store.js';
import type { QualityStore } from '../../ports/quality-store.js';
import type { RecordingStore } from '../../ports/recording-store.js';
import type { ScriptStore } from '../../ports/script-store.js';
import type { ServerCertificate } from '../../ports/server-certificate.js';
import type { SwitchStore } from '../../ports/switch-store.js';
import type { UserStore } from '../../ports/user-store.js';
import type { WebPhones } from '../../ports/web-phones.js';
import type { Access } from '../auth/access.js';
import type { SignInProvider } from '../auth/people.js';
import type { TokenBook } from '../auth/token-book.js';
import type { PeerDeps } from '../peers/agent-seats.js';
import type { IceSettings } from '../realtime/ice-servers.js';
import type { MessageBoardDeps } from '../realtime/message-board.js';
import type { ProofDeps } from './proof-deps.js';

/** Why the server is not ready, one sentence each; empty when it is. */
export type Readiness = () => Promise<readonly string[]>;

/** Where the doors write what happens at them; a pino logger fits. */
export interface ApiLog {
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** What the cadence's routes stand on. */
export interface CadenceParts {
  readonly store: CadenceStore;
  readonly contacts: Pick<ContactStore, 'find'>;
  /** The policy of a campaign's `policyId` as it is in force, or null when there is none of that name. */
  readonly policyOf: (policyId: string) => CompiledPolicy | null;
}

/** What a supervisor's routes stand on. */
export interface FloorParts {
  readonly store: FloorStore;
  readonly overrides: Pick<OverrideDesk, 'of' | 'set' | 'undo'>;
  /** The twin's answer to a change of knobs; `agents` null takes those there are. DLR_NOT_FOUND, DLR_STATE_CONFLICT. */
  readonly whatIf: (id: CampaignId, change: KnobChange, agents: number | null) => Promise<WhatIfOut>;
}

/** Contracts as people edit them. */
export interface ContractText {
  /** DLR_BILLING_INVALID with `line` and `column` where it cannot be read. */
  readonly read: (text: string) => unknown;
  readonly write: (document: unknown) => string;
  /** Where a path of a refusal (`contract.prices[3].value`) stands in the text; null where nothing of it does. */
  readonly placeOf: (text: string, path: string) => { readonly line: number; readonly column: number } | null;
}

/** Everything the HTTP server stands on. */
export interface ApiDeps {
  readonly engine: EngineControl;
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly tokens: TokenBook;
  readonly users: UserStore;
  readonly auditLog: Pick<AuditLog, 'page'>;
  readonly auditWatch: Pick<AuditWatch, 'standing' | 'verify'>;
  /** The machine's own time, also where a demo's clock is another: codes and sessions go by it. */
  readonly doorNowMs: () => number;
  /** Seals what of a user must be read again. */
  readonly installationKeyHex: string;
  /** Null: people sign in by password alone. */
  readonly signInProvider: SignInProvider | null;
  readonly agents: AgentStore;
  /** The other servers of the installation. */
  readonly peers: PeerDeps;
  /** Supervisors' words to agents; servers tell one another of them by the bell. */
  readonly messages: Pick<MessageBoardDeps, 'store' | 'bell'>;
  readonly campaigns: CampaignStore;
  readonly mailings: MailingStore;
  readonly lists: Pick<DncListStore, 'lookUp' | 'declareNotApplicable'>;
  readonly jobs: JobQueue;
  readonly proof: ProofDeps;
  readonly persons: Pick<PersonDesk, 'export' | 'erase' | 'actions' | 'plays' | 'noteRead'>;
  readonly quality: {
    readonly store: Pick<
      QualityStore,
      'form' | 'forms' | 'formVersions' | 'draw' | 'draws' | 'picks' | 'score' | 'scores'
    >;
    readonly desk: QualityDesk;
  };
  readonly recordings: {
    readonly store: Pick<RecordingStore, 'find' | 'page'>;
    readonly desk: Pick<RecordingDesk, 'open' | 'rotateKey'>;
    /** How long recordings are kept, by the retention as it is now. */
    readonly keptMs: () => number;
  };
  readonly retention: Pick<RetentionDesk, 'rehearse' | 'run'>;
  readonly expiry: Pick<ExpiryDesk, 'rehearse' | 'drop'>;
  readonly archive: Pick<ArchiveDesk, 'state' | 'verify' | 'restore'>;
  readonly policies: PolicyDesk;
  readonly cadence: CadenceParts;
  readonly carriers: Pick<CarrierDesk, 'report'>;
  readonly inbound: Pick<InboundSettingsDesk, 'list' | 'find' | 'save' | 'remove' | 'changes' | 'rehearse'>;
  /** Trunks that stand in the configuration file: nobody changes them here. */
  readonly configuredTrunks: ReadonlySet<string>;
  /** Agents' pages as telephones; null where no media server takes them. */
  readonly webPhones: WebPhones | null;
  readonly statements: StatementDesk;
  readonly contractText: ContractText;
  /** Reckoned beside the loop that dials. */
  readonly rehearse: (order: RehearsalOrder) => Promise<Rehearsal>;
  readonly feeds: FeedDesk;
  /** Reckoned beside the loop that dials. */
  readonly indicators: (order: IndicatorOrder) => Promise<IndicatorReport>;
  readonly reports: {
    readonly list: () => Promise<readonly ReportPackItem[]>;
    /** DLR_NOT_FOUND, DLR_INPUT_INVALID, DLR_STATE_CONFLICT. */
    readonly runNow: (pack: string, date: string) => Promise<JobView>;
    /** Where a file of a period lies; DLR_NOT_FOUND. */
    readonly pathOf: (pack: string, period: string, name: string) => Promise<string>;
  };
  readonly intake: Pick<IntakeDesk, 'take' | 'deliveries'>;
  /** Tables as a workbook. */
  readonly xlsx: (sheets: readonly StatementSheet[]) => Promise<Buffer>;
  /** The same tables give the same bytes. */
  readonly pdf: (printed: {
    readonly title: string;
    readonly subtitle: string;
    readonly foot: string;
    readonly madeAtMs: number;
    readonly sheets: readonly StatementSheet[];
  }) => Promise<Buffer>;
  readonly readiness: Readiness;
  readonly floor: FloorParts;
  readonly pauseCodes: PauseCodeStore;
  readonly switches: Pick<SwitchStore, 'list'>;
  readonly scripts: ScriptStore;
  /** What a new campaign takes beside CAMPAIGN_DEFAULTS. */
  readonly newCampaign: Pick<CampaignSettings, 'retry' | 'dispositions'>;
  readonly log: ApiLog;
  readonly options: ApiOptions;
}

export interface ApiOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Absolute; uploads go to its `uploads`, exports come from its `exports`. */
  readonly sharedFolder: string;
  /** Folder of the live page (`web/live` of the package). */
  readonly pageFolder: string;
  /** Folder of the built screens (`dist/ui`); where it has no index.html, /app says what to run. */
  readonly screensFolder: string;
  readonly version: string;
  /** Largest upload. @default 1 GiB */
  readonly mostUploadBytes?: number;
  /** Requests an address may make a minute. @default 6000 */
  readonly mostRequestsPerMinute?: number;
  /** Wrong tokens an address may try a minute. @default 30 */
  readonly mostWrongTokensPerMinute?: number;
  /** With it the server speaks HTTPS and wss; null: plain HTTP. @default null */
  readonly certificate?: ServerCertificate | null;
  /** Addresses and networks of proxies whose X-Forwarded headers are believed. @default none */
  readonly trustedProxies?: readonly string[];
  /** STUN and TURN of pages that are telephones. @default none */
  readonly ice?: IceSettings;
  /** A request is answered within this. @default 15000 */
  readonly requestDeadlineMs?: number;
}

/** Fastify with zod schemas. */
export type ApiServer = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** No token needed. */
    open?: boolean;
  }
  interface FastifyRequest {
    /** Who asks, and over whom he may look; nobody on open routes. */
    access: Access;
    /** What opened the door, for logs: a token's id or `user:` and the user's; '' on open routes. */
    tokenId: string;
    /** Who came in; '' on open routes. */
    person: string;
    /** What he may do; the least on open routes. */
    role: Role;
  }
}
