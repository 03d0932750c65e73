import { factEntriesOf } from '../../core/billing/fact-entries.js';
import { ContractShelf } from '../../engine/contract-shelf.js';
import type { BillingStore } from '../../ports/billing-store.js';
import { presetDocuments } from '../billing/billing-documents.js';

const CONTRACT = {
  base: 'telecobranca-banco',
  id: 'demo-cobranca',
  version: '1',
  title: 'Cobrança de demonstração',
};
/** Calls of campaigns without a contract of their own; nothing else is on file. */
const FACTS = {
  contractIds: [''],
  multimedia: [],
  balances: [],
  quality: [],
  measures: [],
  complaints: [],
};

/** Puts a contract for the demo's calls on file, once: statements of them can be made at once. */
export async function addDemoContract(store: BillingStore, nowMs: number): Promise<void> {
  if ((await store.listContracts()).some(({ id }) => id === CONTRACT.id)) {
    return;
  }
  const noted = { by: 'demo', atMs: nowMs, why: 'demo' };
  await store.addFacts(CONTRACT.id, factEntriesOf(FACTS), noted);
  await new ContractShelf(store, presetDocuments).add(CONTRACT, noted);
}
