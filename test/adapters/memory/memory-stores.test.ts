import { describe, expect, it } from 'vitest';
import { MemoryCoordination } from '../../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../../src/adapters/memory/memory-stores.js';
import { CadenciaError } from '../../../src/core/kernel/errors.js';
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
import { aBatch, anOpening, ENGINE } from '../../support/samples.js';

describe('memory', () => {
  const make = async () => new MemoryStores();
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
  ledgerReaderConformance(async () => {
    const { attempts, ledger, callLog } = new MemoryStores();
    return {
      ledger,
      callLog,
      keepDecisions: async (decisions) => void (await attempts.commit(aBatch({ decisions }))),
    };
  });
  dncListStoreConformance(make);
  carrierLogConformance(make);
  sipLadderStoreConformance(make);
  lineWatchStoreConformance(make);
  usageStoreConformance(make);
  const makePair = async () => {
    const shared = new MemoryCoordination();
    return { a: shared, b: shared };
  };
  coordinationConformance(makePair);
  callQuotaConformance(makePair);

  const down = new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Test.' });

  it('rejects with the fault of the hook and keeps nothing', async () => {
    let failing = true;
    const { attempts } = new MemoryStores((operation) =>
      failing && operation === 'attempts.commit' ? down : null,
    );
    await expect(attempts.commit(aBatch({ openings: [anOpening('a1')] }))).rejects.toBe(down);
    failing = false;
    expect(await attempts.listOpen(ENGINE)).toEqual([]);
  });

  it('keeps the write whose answer the hook loses', async () => {
    const { attempts } = new MemoryStores((operation) =>
      operation === 'attempts.commit:reply' ? down : null,
    );
    await expect(attempts.commit(aBatch({ openings: [anOpening('a1')] }))).rejects.toBe(down);
    expect(await attempts.listOpen(ENGINE)).toHaveLength(1);
  });
});
