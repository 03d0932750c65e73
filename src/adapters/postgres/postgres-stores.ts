import { AttemptPartitions } from './attempt-partitions.js';
import { Database, type DatabaseOptions } from './database.js';
import { PostgresAgentStore } from './postgres-agent-store.js';
import { PostgresAttemptStore } from './postgres-attempt-store.js';
import { PostgresCallLogReader } from './postgres-call-log-reader.js';
import { PostgresCampaignStore } from './postgres-campaign-store.js';
import { PostgresContactStore } from './postgres-contact-store.js';
import { PostgresMailingStore } from './postgres-mailing-store.js';
import { PostgresTokenStore } from './postgres-token-store.js';

/** Every store on one PostgreSQL, over one pool. */
export class PostgresStores {
  readonly database: Database;
  readonly partitions: AttemptPartitions;
  readonly attempts: PostgresAttemptStore;
  readonly contacts: PostgresContactStore;
  readonly campaigns: PostgresCampaignStore;
  readonly agents: PostgresAgentStore;
  readonly mailings: PostgresMailingStore;
  readonly callLog: PostgresCallLogReader;
  readonly tokens: PostgresTokenStore;

  constructor(options: DatabaseOptions) {
    this.database = new Database(options);
    this.partitions = new AttemptPartitions(this.database);
    this.attempts = new PostgresAttemptStore(this.database, this.partitions);
    this.contacts = new PostgresContactStore(this.database);
    this.campaigns = new PostgresCampaignStore(this.database);
    this.agents = new PostgresAgentStore(this.database);
    this.mailings = new PostgresMailingStore(this.database);
    this.callLog = new PostgresCallLogReader(this.database);
    this.tokens = new PostgresTokenStore(this.database);
  }

  /** Idempotent. */
  close(): Promise<void> {
    return this.database.close();
  }
}
