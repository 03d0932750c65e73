import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrate } from '../../src/adapters/postgres/migrate.js';
import { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { registerDoctorCommand } from '../../src/app/commands/doctor-command.js';
import type { Symptom } from '../../src/app/doctor/symptom.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { parseCarrierId, parseE164 } from '../../src/core/kernel/ids.js';
import { runCommand } from '../support/command-run.js';
import { freePort } from '../support/foreign-server.js';
import { TestRedis } from '../support/redis.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { TestDatabases } from '../support/test-database.js';
import { testCampaign, testLine, testTrunk } from '../support/world.js';

const folder = new TemporaryFolder('doctor');
let lab: TelephonyLab;
let databases: TestDatabases;
let redis: TestRedis;
let url = '';
let stores: PostgresStores;

beforeAll(async () => {
  [lab, databases, redis] = await Promise.all([
    startTelephonyLab(),
    TestDatabases.start({ durable: true }),
    TestRedis.start(),
  ]);
  url = await databases.create();
  stores = new PostgresStores({ url });
  await stores.campaigns.saveTrunk(testTrunk('operadora', 'alfa'));
  await stores.campaigns.saveLine({ ...testLine('+551130304040'), carrierId: parseCarrierId('alfa') });
  for (const list of LISTS) {
    await stores.lists.declareNotApplicable(list, 'Ana', Date.now());
  }
  await mkdir(join(folder.path, 'data'), { recursive: true });
});

afterAll(async () => {
  await stores.close();
  await Promise.all([lab.stop(), databases.stop(), redis.stop()]);
});

interface Installation {
  readonly asteriskUrl?: string;
  readonly password?: string;
  readonly trunk?: string;
  readonly database?: string;
  readonly redisUrl?: string;
  readonly httpHost?: string;
  readonly httpPort?: number;
}

/** What the doctor says of an installation on the real parts, with what a test changes of it. */
async function doctor(change: Installation = {}) {
  const file = join(folder.path, 'cadencia.yaml');
  const { httpHost = '127.0.0.1', httpPort = await freePort(), trunk = 'operadora' } = change;
  await writeFile(
    file,
    `http: { host: ${httpHost}, port: ${httpPort} }
metrics: { port: ${await freePort()} }
data_folder: data
redis_url: ${change.redisUrl ?? redis.url}
asterisk: { servers: [{ id: ast-1, url: "${change.asteriskUrl ?? new URL(lab.ariUrl).origin}", user: ${lab.user} }] }
carriers: [{ id: alfa }]
trunks: [{ id: ${trunk}, carrier: alfa, kind: sip, host: 127.0.0.1, channels: 10, cps: 5 }]
`,
  );
  const end = await runCommand(['doctor', '--config', file, '--json'], {
    env: {
      CADENCIA_ASTERISK_AST_1_PASSWORD: change.password ?? lab.password,
      CADENCIA_DATABASE_URL: change.database ?? url,
    },
    more: [registerDoctorCommand],
  });
  const { symptoms } = JSON.parse(end.out || '{"symptoms":[]}') as { readonly symptoms: readonly Symptom[] };
  const errors = symptoms
    .filter(({ state }) => state === 'error')
    .map(({ part, what }) => `${part}: ${what}`);
  const all = symptoms.map(({ part, state, what }) => `${part} ${state} ${what}`);
  return { code: end.code, err: end.err, symptoms, errors, all };
}

test('an installation in order has no error, and what it runs on is named', async () => {
  const { code, errors, symptoms, all } = await doctor();
  expect(errors).toEqual([]);
  expect(code).toBe(0);
  expect(all).toContainEqual(expect.stringMatching(/^database good PostgreSQL 1\d\.\d+ at .* answers$/));
  expect(all).toContainEqual(expect.stringMatching(/^redis good Redis \d/));
  expect(all).toContainEqual(expect.stringMatching(/^switch good Asterisk 'ast-1' 2\d\.\S+ answers$/));
  expect(all).toContain('law good 1 lines, 1 trunks');
  expect(symptoms.filter(({ state }) => state === 'not_checked')).toEqual([]);
});

test('each thing that is wrong is named with what to do, and the command ends with 1', async () => {
  const nothing = `http://127.0.0.1:${await freePort()}`;
  const cases: readonly (readonly [Installation, RegExp])[] = [
    [{ asteriskUrl: nothing }, /^switch: Asterisk 'ast-1': .*does not answer/],
    [{ password: 'wrong' }, /^switch: Asterisk 'ast-1': .*401/],
    [{ trunk: 'nobody' }, /^switch: Trunk endpoint 'nobody' of Asterisk 'ast-1' is not there$/],
    [{ database: 'postgresql://cadencia@127.0.0.1:1/x' }, /^database: .*does not answer/],
    [{ redisUrl: `redis://127.0.0.1:${await freePort()}` }, /^redis: .*does not answer/],
  ];
  for (const [change, error] of cases) {
    const { code, errors, symptoms } = await doctor(change);
    expect(errors).toEqual([expect.stringMatching(error)]);
    expect(symptoms.filter(({ state }) => state === 'error').every(({ fix }) => fix !== '')).toBe(true);
    expect(code).toBe(1);
  }
});

test('a taken port is told from a server of ours, whose own reasons are given', async () => {
  const serve = async (answer: string): Promise<{ readonly port: number; readonly server: Server }> => {
    const port = await freePort();
    const server = createServer((_, reply) => reply.end(answer));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return { port, server };
  };
  const stranger = await serve('<html>');
  const ours = await serve('{"ready":false,"reasons":["No media server is up."]}');
  try {
    expect((await doctor({ httpPort: stranger.port })).errors).toEqual([
      expect.stringMatching(/^ports: DLR_PORT_TAKEN/),
    ]);
    const running = await doctor({ httpPort: ours.port });
    expect(running.errors).toEqual(['ports: The server is not ready: No media server is up.']);
  } finally {
    stranger.server.close();
    ours.server.close();
  }
});

test('a database without our schema, secrets that others can read and open doors are told', async () => {
  const bare = await databases.createBare();
  const key = join(folder.path, 'data', 'installation.key');
  await writeFile(key, 'ab'.repeat(32));
  await chmod(key, 0o644);
  const found = await doctor({ database: bare, httpHost: '0.0.0.0' });
  await chmod(key, 0o600);
  expect(found.errors).toEqual([expect.stringMatching(/^data: .*installation\.key can be read by others/)]);
  expect(found.all).toContainEqual(expect.stringMatching(/^database warning \d+ migrations of this program/));
  expect(found.all).toContainEqual(expect.stringMatching(/^law not_checked/));
  expect(found.all).toContainEqual(
    expect.stringMatching(/^exposure warning API and screens listen on 0\.0\.0\.0/),
  );
  await migrate({ url: bare, nowMs: Date.now() });
  const careless = new pg.Client({ connectionString: bare });
  await careless.connect();
  await careless.query(`alter database ${new URL(bare).pathname.slice(1)} set synchronous_commit = off`);
  await careless.end();
  expect((await doctor({ database: bare })).errors).toEqual([
    expect.stringMatching(/^database: The database may lose what it has confirmed/),
  ]);
  expect((await doctor({ database: bare })).all).toContain('database good The schema is this program’s');
});

test('lines nobody can show, lists never loaded and campaigns without a policy are told', async () => {
  const other = await databases.create();
  const bad = new PostgresStores({ url: other });
  await bad.campaigns.saveLine({
    ...testLine('+551130304041'),
    carrierId: parseCarrierId('beta'),
    number: parseE164('+551130304041'),
  });
  await bad.campaigns.save(testCampaign({ policyId: 'nowhere' }), 'draft', 0);
  await bad.close();
  const { errors, all } = await doctor({ database: other });
  expect(errors).toEqual([
    expect.stringMatching(/^law: Campaign '.*' goes by policy 'nowhere', which is not in force$/),
    expect.stringMatching(/^law: 1 lines belong to carriers without a trunk, the first \+551130304041$/),
  ]);
  expect(
    all.filter((line) => /^law warning The do-not-call list '\w+' was never loaded$/.test(line)),
  ).toHaveLength(LISTS.length);
});
