import { AttemptShelf } from './attempt-shelf.js';
import { ContactShelf } from './contact-shelf.js';
import { MemoryAgentStore } from './memory-agent-store.js';
import { MemoryAttemptStore } from './memory-attempt-store.js';
import { MemoryCallLogReader } from './memory-call-log-reader.js';
import { MemoryCampaignStore } from './memory-campaign-store.js';
import { MemoryContactStore } from './memory-contact-store.js';
import { FaultGate, type MemoryFaults } from './memory-faults.js';
import { MemoryMailingStore } from './memory-mailing-store.js';
import { MemoryTokenStore } from './memory-token-store.js';

/** Every store in memory, over the same contacts and attempts. */
export class MemoryStores {
  readonly attempts: MemoryAttemptStore;
  readonly contacts: MemoryContactStore;
  readonly campaigns: MemoryCampaignStore;
  readonly agents: MemoryAgentStore;
  readonly mailings: MemoryMailingStore;
  readonly callLog: MemoryCallLogReader;
  readonly tokens: MemoryTokenStore;

  constructor(faults?: MemoryFaults) {
    const gate = new FaultGate(faults);
    const contacts = new ContactShelf();
    const attempts = new AttemptShelf();
    this.attempts = new MemoryAttemptStore(attempts, contacts, gate);
    this.contacts = new MemoryContactStore(contacts, attempts, gate);
    this.campaigns = new MemoryCampaignStore(gate);
    this.agents = new MemoryAgentStore(gate);
    this.mailings = new MemoryMailingStore(contacts, gate);
    this.callLog = new MemoryCallLogReader(attempts, gate);
    this.tokens = new MemoryTokenStore(gate);
  }
}
