import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '../src/adapters/embedded-postgres/embedded-postgres.js';
import { migrate } from '../src/adapters/postgres/migrate.js';
import { PostgresStores } from '../src/adapters/postgres/postgres-stores.js';
import type { AttemptOpening } from '../src/core/call-log/call-log-row.js';
import { parseCampaignId, parseE164 } from '../src/core/kernel/ids.js';
import type { DecisionRecord } from '../src/core/ledger/decision-record.js';
import { aBlock, aLedger } from '../test/support/ledger-samples.js';
import { packagePath } from '../test/support/package-folder.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  anOpening,
  ENGINE,
  guardsOf,
  MAILING,
  mailingRows,
  NOON,
} from '../test/support/samples.js';

/** Usage: npm run bench:hopper [-- small list [big list]]. Prints what handing out costs on a big list as a multiple of a small one. */
const [small = 10_000, big = 1_000_000] = process.argv.slice(2).map(Number);
const LEASES = 200;
const RESULTS = aBlock('d').results.flatMap((result) => Array.from({ length: 16 }, () => result));

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function load(stores: PostgresStores, contacts: number): Promise<void> {
  const campaignId = parseCampaignId(`list-${contacts}`);
  const started = performance.now();
  for (let from = 0; from < contacts; from += 5000) {
    await stores.mailings.addRows(
      MAILING,
      campaignId,
      mailingRows(Math.min(5000, contacts - from), `${from}-`),
      NOON,
    );
  }
  const seconds = (performance.now() - started) / 1000;
  await stores.mailings.finish(MAILING, 'loaded', {
    rows: contacts,
    added: contacts,
    duplicates: 0,
    rejected: 0,
  });
  console.log(`mailing of ${contacts}: ${Math.round(contacts / seconds)} rows/s`);
}

/** A decision as the default policy gives it: every rule with what it went by. */
function decisionOf(opening: AttemptOpening): DecisionRecord {
  const { attemptId, campaignId, contactId, cpfHash, debtId, phone, line, trunkId } = opening;
  const party = { attemptId, campaignId, contactId, cpfHash, debtId, phone, line, trunkId };
  const chainId = opening.chainId;
  return aBlock(opening.decisionId, { ...party, chainId, allowed: true, blockedBy: '', results: RESULTS });
}

/** Leases 50 at a time and opens and closes them, as an engine does. */
async function dial(stores: PostgresStores, contacts: number): Promise<number> {
  const campaignId = parseCampaignId(`list-${contacts}`);
  const leases: number[] = [];
  const commits: number[] = [];
  let ledgerHash: string | undefined;
  for (let turn = 0; turn < LEASES; turn++) {
    const began = performance.now();
    const request = { campaignId, owner: ENGINE, limit: 50, nowMs: NOON, leaseUntilMs: NOON + 60_000 };
    const leased = await stores.contacts.lease(request);
    leases.push(performance.now() - began);
    const openings = leased.map((contact) =>
      anOpening(`${contacts}-${contact.id}`, {
        campaignId,
        contactId: contact.id,
        chainId: `chain-${contacts}`,
        phone: parseE164(`+5511${900_000_000 + Number(contact.id)}`),
        cpfHash: contact.id.padStart(64, 'c'),
        debtId: `D-${contact.id}`,
      }),
    );
    const decisions = aLedger(
      openings.map((opening) => decisionOf(opening)),
      ledgerHash,
    );
    ledgerHash = decisions.at(-1)?.hash ?? ledgerHash;
    const guards = openings.flatMap((opening) => guardsOf(opening));
    const closings = aChain(openings).map((row) => ({
      row,
      contact: aContactUpdate(row.opening.contactId, { nextAtMs: NOON + 60_000 }),
    }));
    const opened = performance.now();
    await stores.attempts.commit(aBatch({ openings, guards, decisions }));
    await stores.attempts.commit(aBatch({ closings }));
    commits.push(performance.now() - opened);
  }
  leases.sort((a, b) => a - b);
  const seconds = commits.reduce((sum, ms) => sum + ms, 0) / 1000;
  const [p50, p99] = [quantile(leases, 0.5), quantile(leases, 0.99)];
  console.log(`lease of 50 from ${contacts}: p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`);
  console.log(
    `attempts decided, opened under guards and closed in batches of 50: ${Math.round((LEASES * 50) / seconds)} a second`,
  );
  return p50;
}

const folder = await mkdtemp(join(tmpdir(), 'cadencia-bench-'));

// As root the server has an account of its own, which must reach the folder.

await chmod(folder, 0o755);
const server = await EmbeddedPostgres.start({ folder });
try {
  await migrate({ url: server.url, nowMs: NOON, folder: packagePath('migrations') });
  const stores = new PostgresStores({ url: server.url });
  await stores.partitions.prepare(NOON);
  await load(stores, small);
  const atSmall = await dial(stores, small);
  await load(stores, big);
  const atBig = await dial(stores, big);
  console.log(
    `handing out from ${big} costs ${(atBig / atSmall).toFixed(2)} times handing out from ${small}`,
  );
  await stores.close();
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
