import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { Database } from '../../../src/adapters/postgres/database.js';
import { DialKeyRows } from '../../../src/adapters/postgres/dial-key-rows.js';
import { PostgresBillingLog } from '../../../src/adapters/postgres/postgres-billing-log.js';
import { PostgresCallLogReader } from '../../../src/adapters/postgres/postgres-call-log-reader.js';
import { PostgresCoordination } from '../../../src/adapters/postgres/postgres-coordination.js';
import { PostgresDncListStore } from '../../../src/adapters/postgres/postgres-dnc-list-store.js';
import { PostgresLedgerReader } from '../../../src/adapters/postgres/postgres-ledger-reader.js';
import { PostgresPersonFactStore } from '../../../src/adapters/postgres/postgres-person-fact-store.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import type { LedgerRow } from '../../../src/core/ledger/decision-record.js';
import { agentStoreConformance } from '../../conformance/agent-store.js';
import { attemptStoreConformance } from '../../conformance/attempt-store.js';
import { billingStoreConformance } from '../../conformance/billing-store.js';
import { cadenceStoreConformance } from '../../conformance/cadence-store.js';
import { callQuotaConformance } from '../../conformance/call-quotas.js';
import { campaignStoreConformance } from '../../conformance/campaign-store.js';
import { carrierLogConformance } from '../../conformance/carrier-log.js';
import { contactStoreConformance } from '../../conformance/contact-store.js';
import { coordinationConformance } from '../../conformance/coordination.js';
import { dncListStoreConformance } from '../../conformance/dnc-list-store.js';
import { estateStoreConformance } from '../../conformance/estate-store.js';
import { feedStoreConformance } from '../../conformance/feed-store.js';
import { floorStoreConformance } from '../../conformance/floor-store.js';
import { guardedOpeningsConformance } from '../../conformance/guarded-openings.js';
import { inboundStoreConformance } from '../../conformance/inbound-store.js';
import { intakeStoreConformance } from '../../conformance/intake-store.js';
import { ledgerReaderConformance } from '../../conformance/ledger-reader.js';
import { lineWatchStoreConformance } from '../../conformance/line-watch-store.js';
import { mailingStoreConformance } from '../../conformance/mailing-store.js';
import { messageStoreConformance } from '../../conformance/message-store.js';
import { pacingStoreConformance } from '../../conformance/pacing-store.js';
import { pauseCodeStoreConformance } from '../../conformance/pause-code-store.js';
import { personFactStoreConformance } from '../../conformance/person-fact-store.js';
import { personalCallbackStoreConformance } from '../../conformance/personal-callback-store.js';
import { policyStoreConformance } from '../../conformance/policy-store.js';
import { qualityStoreConformance } from '../../conformance/quality-store.js';
import { quartileStoreConformance } from '../../conformance/quartile-store.js';
import { recordingStoreConformance } from '../../conformance/recording-store.js';
import { scriptStoreConformance } from '../../conformance/script-store.js';
import { sipLadderStoreConformance } from '../../conformance/sip-ladder-store.js';
import { switchStoreConformance } from '../../conformance/switch-store.js';
import { testCallStoreConformance } from '../../conformance/test-call-store.js';
import { tokenStoreConformance } from '../../conformance/token-store.js';
import { usageStoreConformance } from '../../conformance/usage-store.js';
import { userStoreConformance } from '../../conformance/user-store.js';
import { aBatch } from '../../support/samples.js';
import { TestDatabases } from '../../support/test-database.js';

describe('PostgreSQL', () => {
  let databases: TestDatabases;
  const opened: { readonly stores: PostgresStores; readonly reader: Database }[] = [];
  const nodes: PostgresCoordination[] = [];

  beforeAll(async () => {
    databases = await TestDatabases.start();
  });
  afterAll(() => databases.stop());
  afterEach(async () => {
    const leaked = opened.map(({ stores }) => stores.database.busy);
    await Promise.all([
      ...opened.splice(0).flatMap(({ stores, reader }) => [stores.close(), reader.close()]),
      ...nodes.splice(0).map((node) => node.close()),
    ]);
    expect(leaked.every((busy) => busy === 0)).toBe(true);
  });

  const make = async () => {
    const url = await databases.create();
    const stores = new PostgresStores({ url });
    const reader = new Database({ url, poolSize: 1 });
    opened.push({ stores, reader });
    const { attempts, contacts, mailings, campaigns, agents, policies, tokens, users } = stores;
    const { usage, cadence, pacing, inboundStore, recordings, quality } = stores;
    // Pages of three rows, so that the suite crosses their edges.
    return {
      attempts,
      contacts,
      mailings,
      campaigns,
      agents,
      estates: stores.estates,
      policies,
      tokens,
      users,
      lists: new PostgresDncListStore(stores.database, 3),
      usage,
      carriers: stores.carriers,
      ladders: stores.ladders,
      lineWatchStore: stores.lineWatchStore,
      cadence,
      pacing,
      inboundStore,
      recordings,
      feeds: stores.feeds,
      intake: stores.intake,
      billing: stores.billing,
      billingLog: new PostgresBillingLog(reader, 3),
      floor: stores.floor,
      quality,
      pauseCodes: stores.pauseCodes,
      switches: stores.switches,
      testCalls: stores.testCalls,
      scripts: stores.scripts,
      personalCallbacks: stores.personalCallbacks,
      messages: stores.messages,
      quartiles: stores.quartiles,
      callLog: new PostgresCallLogReader(reader, 3),
      ledger: new PostgresLedgerReader(reader, 3),
      keepDecisions: async (decisions: readonly LedgerRow[]) =>
        void (await attempts.commit(aBatch({ decisions }))),
      facts: new PostgresPersonFactStore(reader, new DialKeyRows(reader), 3),
    };
  };

  attemptStoreConformance(make);
  guardedOpeningsConformance(make);
  personFactStoreConformance(make);
  contactStoreConformance(make);
  mailingStoreConformance(make);
  cadenceStoreConformance(make);
  pacingStoreConformance(make);
  inboundStoreConformance(make);
  billingStoreConformance(make);
  feedStoreConformance(make);
  intakeStoreConformance(make);
  floorStoreConformance(make);
  pauseCodeStoreConformance(make);
  switchStoreConformance(make);
  testCallStoreConformance(make);
  scriptStoreConformance(make);
  personalCallbackStoreConformance(make);
  messageStoreConformance(make);
  quartileStoreConformance(make);
  campaignStoreConformance(make);
  agentStoreConformance(make);
  estateStoreConformance(make);
  policyStoreConformance(make);
  tokenStoreConformance(make);
  recordingStoreConformance(make);
  qualityStoreConformance(make);
  userStoreConformance(make);
  ledgerReaderConformance(make);
  dncListStoreConformance(make);
  carrierLogConformance(make);
  sipLadderStoreConformance(make);
  lineWatchStoreConformance(make);
  usageStoreConformance(make);
  const makePair = async () => {
    const url = await databases.create();
    // An answer that is late counts as an outage, after which the engine asks again by its clock: a virtual one here.
    const options = { url, statementMs: 30_000, connectMs: 30_000 };
    const a = new PostgresCoordination(options);
    const b = new PostgresCoordination(options);
    nodes.push(a, b);
    return { a, b };
  };
  coordinationConformance(makePair);
  callQuotaConformance(makePair);
});
