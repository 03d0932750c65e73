import { Database, type DatabaseOptions } from './database.js';
import { DayPartitions } from './day-partitions.js';
import { DialKeyRows } from './dial-key-rows.js';
import { PostgresAgentStore } from './postgres-agent-store.js';
import { PostgresAttemptStore } from './postgres-attempt-store.js';
import { PostgresBillingLog } from './postgres-billing-log.js';
import { PostgresBillingStore } from './postgres-billing-store.js';
import { PostgresCadenceStore } from './postgres-cadence-store.js';
import { PostgresCallLogReader } from './postgres-call-log-reader.js';
import { PostgresCampaignStore } from './postgres-campaign-store.js';
import { PostgresCarrierLog } from './postgres-carrier-log.js';
import { PostgresContactStore } from './postgres-contact-store.js';
import { PostgresDemoClockStore } from './postgres-demo-clock-store.js';
import { PostgresDncListStore } from './postgres-dnc-list-store.js';
import { PostgresFeedStore } from './postgres-feed-store.js';
import { PostgresFloorStore } from './postgres-floor-store.js';
import { PostgresInboundStore } from './postgres-inbound-store.js';
import { PostgresIntakeStore } from './postgres-intake-store.js';
import { PostgresLedgerReader } from './postgres-ledger-reader.js';
import { PostgresLineWatchStore } from './postgres-line-watch-store.js';
import { PostgresMailingStore } from './postgres-mailing-store.js';
import { PostgresMessageStore } from './postgres-message-store.js';
import { PostgresPacingStore } from './postgres-pacing-store.js';
import { PostgresPauseCodeStore } from './postgres-pause-code-store.js';
import { PostgresPersonFactStore } from './postgres-person-fact-store.js';
import { PostgresPersonalCallbackStore } from './postgres-personal-callback-store.js';
import { PostgresPolicyStore } from './postgres-policy-store.js';
import { PostgresQualityStore } from './postgres-quality-store.js';
import { PostgresQuartileStore } from './postgres-quartile-store.js';
import { PostgresRecordingStore } from './postgres-recording-store.js';
import { PostgresScriptStore } from './postgres-script-store.js';
import { PostgresSipLadderStore } from './postgres-sip-ladder-store.js';
import { PostgresSwitchStore } from './postgres-switch-store.js';
import { PostgresTokenStore } from './postgres-token-store.js';
import { PostgresUsageStore } from './postgres-usage-store.js';
import { PostgresUserStore } from './postgres-user-store.js';

/** Every store on one PostgreSQL, over one pool. */
export class PostgresStores {
  readonly database: Database;
  readonly partitions: DayPartitions;
  readonly attempts: PostgresAttemptStore;
  readonly facts: PostgresPersonFactStore;
  readonly contacts: PostgresContactStore;
  readonly campaigns: PostgresCampaignStore;
  readonly agents: PostgresAgentStore;
  readonly mailings: PostgresMailingStore;
  readonly callLog: PostgresCallLogReader;
  readonly ledger: PostgresLedgerReader;
  readonly policies: PostgresPolicyStore;
  readonly demoClock: PostgresDemoClockStore;
  readonly tokens: PostgresTokenStore;
  readonly users: PostgresUserStore;
  readonly lists: PostgresDncListStore;
  readonly usage: PostgresUsageStore;
  readonly carriers: PostgresCarrierLog;
  readonly lineWatchStore: PostgresLineWatchStore;
  readonly ladders: PostgresSipLadderStore;
  readonly cadence: PostgresCadenceStore;
  readonly pacing: PostgresPacingStore;
  readonly inboundStore: PostgresInboundStore;
  readonly recordings: PostgresRecordingStore;
  readonly feeds: PostgresFeedStore;
  readonly intake: PostgresIntakeStore;
  readonly billing: PostgresBillingStore;
  readonly billingLog: PostgresBillingLog;
  readonly floor: PostgresFloorStore;
  readonly quality: PostgresQualityStore;
  readonly quartiles: PostgresQuartileStore;
  readonly pauseCodes: PostgresPauseCodeStore;
  readonly switches: PostgresSwitchStore;
  readonly scripts: PostgresScriptStore;
  readonly personalCallbacks: PostgresPersonalCallbackStore;
  readonly messages: PostgresMessageStore;

  constructor(options: DatabaseOptions) {
    this.database = new Database(options);
    this.partitions = new DayPartitions(this.database);
    const keyRows = new DialKeyRows(this.database);
    this.attempts = new PostgresAttemptStore(this.database, this.partitions, keyRows);
    this.facts = new PostgresPersonFactStore(this.database, keyRows);
    this.contacts = new PostgresContactStore(this.database);
    this.campaigns = new PostgresCampaignStore(this.database);
    this.agents = new PostgresAgentStore(this.database);
    this.mailings = new PostgresMailingStore(this.database);
    this.callLog = new PostgresCallLogReader(this.database);
    this.ledger = new PostgresLedgerReader(this.database);
    this.policies = new PostgresPolicyStore(this.database);
    this.demoClock = new PostgresDemoClockStore(this.database);
    this.tokens = new PostgresTokenStore(this.database);
    this.users = new PostgresUserStore(this.database);
    this.lists = new PostgresDncListStore(this.database);
    this.usage = new PostgresUsageStore(this.database);
    this.carriers = new PostgresCarrierLog(this.database);
    this.lineWatchStore = new PostgresLineWatchStore(this.database);
    this.ladders = new PostgresSipLadderStore(this.database);
    this.cadence = new PostgresCadenceStore(this.database);
    this.pacing = new PostgresPacingStore(this.database);
    this.inboundStore = new PostgresInboundStore(this.database);
    this.recordings = new PostgresRecordingStore(this.database);
    this.feeds = new PostgresFeedStore(this.database);
    this.intake = new PostgresIntakeStore(this.database, keyRows);
    this.billing = new PostgresBillingStore(this.database);
    this.billingLog = new PostgresBillingLog(this.database);
    this.floor = new PostgresFloorStore(this.database);
    this.quality = new PostgresQualityStore(this.database);
    this.quartiles = new PostgresQuartileStore(this.database);
    this.pauseCodes = new PostgresPauseCodeStore(this.database);
    this.switches = new PostgresSwitchStore(this.database);
    this.scripts = new PostgresScriptStore(this.database);
    this.personalCallbacks = new PostgresPersonalCallbackStore(this.database);
    this.messages = new PostgresMessageStore(this.database);
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.database.close();
  }
}
