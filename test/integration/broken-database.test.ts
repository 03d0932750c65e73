import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { EmbeddedPostgres } from '../../src/adapters/embedded-postgres/embedded-postgres.js';
import {
  CAMPAIGN,
  campaignFigures,
  inState,
  mailingOf,
  openFloor,
  ringsByNumber,
  rowsOf,
} from '../support/collection-floor.js';
import { buildProduct, labConfig, TestServer } from '../support/server-process.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { until } from '../support/until.js';

const AGENTS = ['2001', '2002', '2003'];

let lab: TelephonyLab;
let folder: string;
let database: EmbeddedPostgres;
let server: TestServer;

const startDatabase = async (): Promise<void> => {
  database = await EmbeddedPostgres.start({ folder });
};

beforeAll(async () => {
  await buildProduct();
  folder = await mkdtemp(join(tmpdir(), 'cadencia-broken-'));
  // As root the database has an account of its own, which must reach the folder.
  await chmod(folder, 0o755);
  await startDatabase();
  lab = await startTelephonyLab({ agents: AGENTS, detached: true });
});
afterEach(async () => {
  await server?.dispose();
});
afterAll(async () => {
  await lab?.stop();
  await database?.stop();
  await rm(folder, { recursive: true, force: true });
});

const rings = async (): Promise<number> =>
  [...(await ringsByNumber(lab)).values()].reduce((sum, times) => sum + times, 0);

const dialing = async (): Promise<string> =>
  (await server.call<{ dialing: string }>('GET', '/v1/engine')).dialing;

test('a database that is away at the start is told of with what to do, and the server comes up once it is there', async () => {
  server = await TestServer.prepare(labConfig(lab, database.url));
  await database.stop();
  const program = server.launch();
  await program.said(
    /DLR_DATABASE_DOWN.*check that PostgreSQL runs and that the URL is right.*Waiting for it/,
  );
  await startDatabase();
  const upMs = performance.now();
  await server.listening();
  console.log(`listening ${((performance.now() - upMs) / 1000).toFixed(1)} s after the database was there`);
  await until(async () => (await server.ready()).status === 200 || 'not ready');
});

test('a database that goes in the middle of calls loses no attempt: nothing is dialled meanwhile, and it goes on by itself', async () => {
  server = await TestServer.prepare(labConfig(lab, database.url));
  await server.start();
  const crew = await openFloor(server, AGENTS, mailingOf(60, ['person', 'ringsForEver', 'busy']), {
    powerRatio: 4,
  });
  crew.habits.set('2001', 'talks-on').set('2002', 'talks-on');
  await crew.workUntil(async (agents) => {
    const talks = ['2001', '2002'].every((id) => inState(agents, 'talking').includes(id));
    return talks || JSON.stringify(await crew.states());
  });
  const { calls } = await campaignFigures(server);

  await database.stop();
  await server.program.said(/"store failed, dialling waits"/);
  await until(async () => (await dialing()) === 'store_down' || `dialling is ${await dialing()}`);
  const { status, reasons } = await server.ready();
  expect(status).toBe(503);
  expect(reasons.join(' ')).toMatch(/Database: DLR_DATABASE_DOWN.*check that PostgreSQL runs/);
  // What was written before the database went comes to its phone; nothing else may.
  await until(async () => {
    const { calls: now } = await campaignFigures(server);
    return (now['dialing'] ?? 0) === 0 || `${now['dialing']} calls to come to their phones`;
  });
  const placed = await rings();
  // The talk ends while there is no database: its row waits in the process, and an agent is free for nobody.
  await server.call('POST', '/v1/agents/2001/hangup');
  await server.call('POST', '/v1/agents/2001/dispose', { disposition: 'promessa' });
  await until(async () => {
    const { unwritten } = await server.call<{ unwritten: number }>('GET', '/v1/engine');
    return unwritten > 0 || 'no row waits';
  });
  const rungMeanwhile = (await rings()) - placed;

  await startDatabase();
  const upMs = performance.now();
  await server.program.said(/"store recovered"/);
  await until(async () => (await dialing()) === 'on' || `dialling is ${await dialing()}`);
  const backMs = performance.now() - upMs;
  crew.habits.set('2001', 'brisk').set('2002', 'brisk');
  const promised = await rowsOf(
    database.url,
    "select 1 from attempts where disposition = 'promessa' and t_end_ms is not null",
  );
  expect(promised).toHaveLength(1);
  const [before] = await rowsOf<{ n: number }>(database.url, 'select count(*)::int as n from attempts');
  await crew.workUntil(async () => {
    const { today } = await campaignFigures(server);
    return Number(today['attempts']) >= (before?.n ?? 0) + 6 || JSON.stringify(today);
  });
  console.log(
    `live ${JSON.stringify(calls)}; dialling ${(backMs / 1000).toFixed(1)} s after the database was back`,
  );
  expect(rungMeanwhile).toBe(0);

  await server.call('POST', `/v1/campaigns/${CAMPAIGN}/drain`);
  await crew.workUntil(async () => {
    const { openAttempts, unwritten } = await server.call<Record<string, number>>('GET', '/v1/engine');
    return (openAttempts === 0 && unwritten === 0) || `${openAttempts} attempts open`;
  });
  const rows = await rowsOf<{ phone: string; n: number; open: number }>(
    database.url,
    'select phone, count(*)::int as n, (count(*) filter (where t_end_ms is null))::int as open from attempts group by 1',
  );
  expect(rows.filter(({ open }) => open > 0)).toEqual([]);
  const known = new Map(rows.map(({ phone, n }) => [phone.replace('+', ''), n]));
  const unknown = [...(await ringsByNumber(lab))].filter(([phone, times]) => times > (known.get(phone) ?? 0));
  expect(unknown).toEqual([]);
}, 240_000);
