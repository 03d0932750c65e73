import { AttemptShelf } from './attempt-shelf.js';
import { ContactShelf } from './contact-shelf.js';
import { FactShelf } from './fact-shelf.js';
import { MemoryAgentStore } from './memory-agent-store.js';
import { MemoryAttemptStore } from './memory-attempt-store.js';
import { MemoryBillingLog } from './memory-billing-log.js';
import { MemoryBillingStore } from './memory-billing-store.js';
import { MemoryCadenceStore } from './memory-cadence-store.js';
import { MemoryCallLogReader } from './memory-call-log-reader.js';
import { MemoryCampaignStore } from './memory-campaign-store.js';
import { MemoryCarrierLog } from './memory-carrier-log.js';
import { MemoryContactStore } from './memory-contact-store.js';
import { MemoryDncListStore } from './memory-dnc-list-store.js';
import { MemoryEstateStore } from './memory-estate-store.js';
import { FaultGate, type MemoryFaults } from './memory-faults.js';
import { MemoryFeedStore } from './memory-feed-store.js';
import { MemoryFloorStore } from './memory-floor-store.js';
import { MemoryInboundStore } from './memory-inbound-store.js';
import { MemoryIntakeStore } from './memory-intake-store.js';
import { MemoryLedgerReader } from './memory-ledger-reader.js';
import { MemoryLineWatchStore } from './memory-line-watch-store.js';
import { MemoryMailingStore } from './memory-mailing-store.js';
import { MemoryMessageStore } from './memory-message-store.js';
import { MemoryPacingStore } from './memory-pacing-store.js';
import { MemoryPauseCodeStore } from './memory-pause-code-store.js';
import { MemoryPersonFactStore } from './memory-person-fact-store.js';
import { MemoryPersonalCallbackStore } from './memory-personal-callback-store.js';
import { MemoryPolicyStore } from './memory-policy-store.js';
import { MemoryQualityStore } from './memory-quality-store.js';
import { MemoryQuartileStore } from './memory-quartile-store.js';
import { MemoryRecordingStore } from './memory-recording-store.js';
import { MemoryScriptStore } from './memory-script-store.js';
import { MemorySipLadderStore } from './memory-sip-ladder-store.js';
import { MemorySwitchStore } from './memory-switch-store.js';
import { MemoryTestCallStore } from './memory-test-call-store.js';
import { MemoryTokenStore } from './memory-token-store.js';
import { MemoryUsageStore } from './memory-usage-store.js';
import { MemoryUserStore } from './memory-user-store.js';
import { OutboxShelf } from './outbox-shelf.js';

/** Every store in memory, over the same contacts and attempts. */
export class MemoryStores {
  readonly attempts: MemoryAttemptStore;
  readonly facts: MemoryPersonFactStore;
  readonly contacts: MemoryContactStore;
  readonly campaigns: MemoryCampaignStore;
  readonly agents: MemoryAgentStore;
  readonly mailings: MemoryMailingStore;
  readonly callLog: MemoryCallLogReader;
  readonly ledger: MemoryLedgerReader;
  readonly policies: MemoryPolicyStore;
  readonly tokens: MemoryTokenStore;
  readonly users: MemoryUserStore;
  readonly lists: MemoryDncListStore;
  readonly usage: MemoryUsageStore;
  readonly carriers: MemoryCarrierLog;
  readonly lineWatchStore: MemoryLineWatchStore;
  readonly ladders: MemorySipLadderStore;
  readonly cadence: MemoryCadenceStore;
  readonly pacing: MemoryPacingStore;
  readonly inboundStore: MemoryInboundStore;
  readonly recordings: MemoryRecordingStore;
  readonly feeds: MemoryFeedStore;
  readonly billing: MemoryBillingStore;
  readonly intake: MemoryIntakeStore;
  readonly billingLog: MemoryBillingLog;
  readonly floor: MemoryFloorStore;
  readonly quality: MemoryQualityStore;
  readonly quartiles: MemoryQuartileStore;
  readonly pauseCodes: MemoryPauseCodeStore;
  readonly switches: MemorySwitchStore;
  readonly estates: MemoryEstateStore;
  readonly scripts: MemoryScriptStore;
  readonly testCalls: MemoryTestCallStore;
  readonly personalCallbacks: MemoryPersonalCallbackStore;
  readonly messages: MemoryMessageStore;

  constructor(faults?: MemoryFaults) {
    const gate = new FaultGate(faults);
    const attempts = new AttemptShelf();
    const facts = new FactShelf();
    const outbox = new OutboxShelf();
    const contacts = new ContactShelf(({ id, campaignId, debtId, segment }, why, atMs) =>
      outbox.put({ what: 'contact', contact: { id, campaignId, debtId, segment }, why, atMs }),
    );
    this.attempts = new MemoryAttemptStore(attempts, contacts, facts, gate, outbox);
    this.facts = new MemoryPersonFactStore(facts, attempts, gate);
    this.contacts = new MemoryContactStore(contacts, attempts, gate);
    this.campaigns = new MemoryCampaignStore(gate);
    this.agents = new MemoryAgentStore(gate);
    this.mailings = new MemoryMailingStore(contacts, gate);
    this.callLog = new MemoryCallLogReader(attempts, gate);
    this.ledger = new MemoryLedgerReader(attempts, gate);
    this.policies = new MemoryPolicyStore(gate);
    this.tokens = new MemoryTokenStore(gate);
    this.users = new MemoryUserStore(gate);
    this.lists = new MemoryDncListStore(gate, {
      current: () => facts.key('lists').version,
      move: () => facts.move('lists', null),
    });
    this.usage = new MemoryUsageStore(attempts, gate);
    this.carriers = new MemoryCarrierLog(attempts, gate);
    this.lineWatchStore = new MemoryLineWatchStore(gate);
    this.ladders = new MemorySipLadderStore(gate);
    this.cadence = new MemoryCadenceStore(contacts, attempts, gate);
    this.pacing = new MemoryPacingStore(gate);
    this.inboundStore = new MemoryInboundStore(attempts, gate);
    this.recordings = new MemoryRecordingStore(attempts, gate);
    this.feeds = new MemoryFeedStore(outbox, gate);
    this.billing = new MemoryBillingStore(gate, outbox);
    this.intake = new MemoryIntakeStore(contacts, facts, this.billing, gate);
    this.billingLog = new MemoryBillingLog(attempts, gate);
    this.floor = new MemoryFloorStore(gate);
    this.quality = new MemoryQualityStore(gate);
    this.quartiles = new MemoryQuartileStore(attempts, gate);
    this.pauseCodes = new MemoryPauseCodeStore(gate);
    this.switches = new MemorySwitchStore(gate);
    this.estates = new MemoryEstateStore(gate, { attempts, contacts, agents: this.agents });
    this.scripts = new MemoryScriptStore(gate);
    this.testCalls = new MemoryTestCallStore(attempts, gate);
    this.personalCallbacks = new MemoryPersonalCallbackStore(gate);
    this.messages = new MemoryMessageStore(gate);
  }
}
