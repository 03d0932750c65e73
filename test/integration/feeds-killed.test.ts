import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { fetchWebhook } from '../../src/adapters/webhook/fetch-webhook.js';
import { GENESIS_HASH } from '../../src/core/call-log/call-log-chain.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { runCourier } from '../../src/engine/feed-courier.js';
import { clearBox, keyOf } from '../support/clear-box.js';
import { freePort, startServer, stopServer } from '../support/foreign-server.js';
import { realClock } from '../support/manual-clock.js';
import { type Life, mortal } from '../support/mortal.js';
import { packagePath } from '../support/package-folder.js';
import { aBatch, aChain, anOpening } from '../support/samples.js';
import { TestDatabases } from '../support/test-database.js';
import { until } from '../support/until.js';

const SECRET = 'c3'.repeat(32);
const ROUNDS = 1;
const ROWS_A_ROUND = 60;

let folder: string;
let databases: TestDatabases;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cadencia-feeds-'));
  databases = await TestDatabases.start({ durable: true });
}, 60_000);
afterAll(async () => {
  await databases?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Does it until it is done, whatever the database says meanwhile. */
function persist(work: () => Promise<unknown>): Promise<void> {
  return until(
    () =>
      work().then(
        (): true => true,
        (error: unknown) => String(error),
      ),
    60_000,
  );
}

/** The demo on the real product is `npm run prove:feeds`; here closings are written by hand, so it takes seconds. */
test('PostgreSQL, courier and receiver killed while calls close: every event arrives, and has its effect once', async () => {
  const [port, file] = [await freePort(), join(folder, 'effects')];
  const receive = () =>
    startServer(
      process.execPath,
      [packagePath('test/support/feed-receiver-child.mjs'), String(port), file, SECRET],
      /listening/,
    );
  const stores = new PostgresStores({ url: await databases.create() });
  let receiver = await receive();
  const url = `http://127.0.0.1:${port}/`;
  const feed = {
    id: 'proof',
    url,
    kinds: ['attempt.closed'],
    active: true,
    keys: keyOf('proof', SECRET),
  } as const;
  await stores.feeds.saveSubscription(feed);
  // Waits of minutes pass at once: what failed is due again at the next round.
  let aheadMs = 0;
  const clock = { ...realClock, now: () => realClock.now() + aheadMs };
  const deliver = (life: Life) =>
    runCourier({
      store: mortal(stores.feeds, life),
      webhook: mortal(fetchWebhook, life),
      clock,
      digest: nodeDigest,
      box: clearBox,
      stopped: () => !life.alive,
    });
  let last: CallLogRow | undefined;
  for (let round = 0; round < ROUNDS; round += 1) {
    const openings = Array.from({ length: ROWS_A_ROUND }, (_, n) => anOpening(`r${round}-${n}`));
    const rows = aChain(openings, {}, last?.hash ?? GENESIS_HASH);
    last = rows.at(-1);
    const life: Life = { alive: true };
    const working = deliver(life).catch(() => undefined);
    const written = persist(() =>
      stores.attempts.commit(aBatch({ closings: rows.map((row) => ({ row, contact: null })) })),
    );
    process.kill(databases.server.pid, 'SIGKILL');
    await stopServer(receiver, 'SIGKILL');
    await written;
    receiver = await receive();
    const second = deliver(life).catch(() => undefined);
    life.alive = false;
    // The dead one holds what it took until its time is over.
    await Promise.race([Promise.all([working, second]), until(() => true)]);
    aheadMs += 3_600_000;
  }
  await persist(async () => {
    aheadMs += 3_600_000;
    await deliver({ alive: true });
    if (await stores.feeds.hasWork(clock.now() + 86_400_000)) {
      throw new Error('events are on their way');
    }
  });
  await stores.close();
  await stopServer(receiver, 'SIGKILL');
  const lines = (await readFile(file, 'utf8')).split('\n');
  const effects = lines.filter((line) => line.startsWith('effect ')).map((line) => line.slice(7));
  const told = Array.from({ length: ROUNDS * ROWS_A_ROUND }, (_, n) => {
    const [round, row] = [Math.floor(n / ROWS_A_ROUND), n % ROWS_A_ROUND];
    return `attempt.closed:r${round}-${row}`;
  });
  expect(effects.sort()).toEqual(told.sort());
  expect(lines.filter((line) => line.startsWith('forged '))).toEqual([]);
}, 120_000);
