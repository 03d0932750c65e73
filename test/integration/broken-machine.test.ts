import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CAMPAIGN, mailingOf, openCampaign, rowsOf } from '../support/collection-floor.js';
import { OwnProgram } from '../support/own-program.js';
import { TestRedis } from '../support/redis.js';
import { buildProduct, labConfig, type TestConfig, TestServer } from '../support/server-process.js';
import { TestDatabases } from '../support/test-database.js';

let databases: TestDatabases;
let databaseUrl: string;
let server: TestServer;
let config: TestConfig;

beforeAll(async () => {
  await buildProduct();
  databases = await TestDatabases.start();
});
afterEach(async () => {
  await server?.dispose();
});
afterAll(async () => {
  await databases?.stop();
});

/** No Asterisk is needed here: the simulator stands in for it. */
async function prepare(more: object = {}): Promise<void> {
  databaseUrl = await databases.create();
  const lab = labConfig({ ariUrl: 'http://127.0.0.1:1/ari', user: 'nobody', password: 'none' }, databaseUrl);
  config = { ...lab, config: { ...lab.config, switch: 'simulator', ...more } };
  server = await TestServer.prepare(config);
}

test.each([
  ['API', 'http'],
  ['metrics', 'metrics'],
])(
  'a taken port of the %s is named with what to do, before anything is dialled, and the exit code is not 0',
  async (_, key) => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await prepare({ [key]: { host: '127.0.0.1', port } });
    const program = server.launch();
    const { code } = await program.ended;
    squatter.close();
    expect(code).toBe(1);
    expect(program.output).toMatch(new RegExp(`error: DLR_PORT_TAKEN: .*127.0.0.1:${port}.*${key}.port`));
    // It gave up before it touched the database.
    expect(await rowsOf(databaseUrl, 'select 1 from trunks')).toEqual([]);
  },
);

test('a Redis that is away at the start is told of and waited for, and the server comes up once it is there', async () => {
  const redis = await TestRedis.start();
  try {
    await prepare({ redis_url: redis.url });
    await redis.kill();
    const program = server.launch();
    await program.said(/DLR_COORDINATION_DOWN.*Waiting for it; Ctrl-C gives up/);
    await redis.resume();
    await server.listening();
    expect(await server.call('GET', '/v1/engine')).toMatchObject({ unwritten: 0 });
  } finally {
    await server.dispose();
    await redis.stop();
  }
});

test('a second server on the same data folder is refused with what to do, and the first goes on', async () => {
  await prepare();
  await server.start();
  const second = new OwnProgram(['serve', '--config', server.configFile]);
  const { code } = await second.ended;
  expect(code).toBe(1);
  expect(second.output).toMatch(
    /error: DLR_DATA_FOLDER_BUSY: .*stop it first, or give this one another data folder/,
  );
  expect(await server.call('GET', '/v1/engine')).toMatchObject({ unwritten: 0 });
});

test('a server without users prints a link for the first admin, once, and none any more when he is there', async () => {
  await prepare();
  await server.start();
  const [, secret = ''] = await server.program.said(/\/app\/setup#([\w-]{43})\n/);
  const eva = { id: 'eva', name: 'Eva Reis', password: 'quatro cavalos no pasto' };
  expect(await server.call('POST', '/v1/set-up', { secret, ...eva })).toEqual({ id: 'eva' });
  await server.program.kill();
  expect(server.program.output.split(secret)).toHaveLength(2);
  await server.start();
  expect(await server.call('GET', '/v1/users')).toMatchObject({ items: [{ id: 'eva', role: 'admin' }] });
  await server.program.kill();
  expect(server.program.output).not.toContain('setup#');
});

test('a server killed with its data folder in hand leaves no lock behind', async () => {
  await prepare();
  await server.start();
  await server.program.kill();
  await server.start();
  expect(await server.call('GET', '/v1/engine')).toMatchObject({ openAttempts: 0 });
});

test('an upload for which there is no room is refused, leaves nothing behind, and the same file loads once there is', async () => {
  await prepare();
  // The kernel's own limit on the size of a file: what a full disk is to a write, without a disk to fill.
  server.launch(['prlimit', '--fsize=65536']);
  await server.listening();
  await openCampaign(server, {}, mailingOf(10, ['person']));
  const big = join(server.folder, 'big.csv');
  await writeFile(big, mailingOf(5000, ['busy'], 1000));
  const { code, output } = await server.command('import', big, '--campaign', CAMPAIGN);
  expect(code).toBe(1);
  expect(output).toMatch(/DLR_DISK_FULL.*make room in the folder of uploads.* and send it again/s);
  const uploads = join(server.dataFolder, 'uploads');
  await mkdir(uploads, { recursive: true });
  expect(await readdir(uploads)).toEqual([]);
  await server.program.kill();

  await server.start();
  expect(await server.run('import', big, '--campaign', CAMPAIGN)).toMatch(/5000 rows read .* 5000 added/);
});

test('a log that cannot be written any more does not end the server', async () => {
  await prepare();
  server.launch(['sh', '-c', 'exec "$@" >/dev/full', 'sh']);
  await server.listening();
  await openCampaign(server, {}, mailingOf(10, ['person']));
  expect(await server.call('GET', '/v1/engine')).toMatchObject({ unwritten: 0 });
  expect((await server.ready()).status).toBe(200);
});
