import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AsteriskMediaServer } from '../../src/adapters/asterisk/asterisk-media-server.js';
import { AsteriskPushConfiguration } from '../../src/adapters/asterisk/asterisk-push-configuration.js';
import { findAsterisk } from '../../src/adapters/asterisk-process/asterisk-installation.js';
import { AsteriskProcess } from '../../src/adapters/asterisk-process/asterisk-process.js';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { Demo } from '../../src/app/demo/demo.js';
import { startServer } from '../../src/app/server/server.js';
import {
  type ConfiguredServer,
  configuredAsteriskDemo,
} from '../../src/app/telephony/configured-asterisk-demo.js';
import type { Telephony } from '../../src/app/telephony/telephony.js';
import { checkConfig } from '../../src/config/check-config.js';
import type { Config } from '../../src/config/config.js';
import { TRUNK_DEFAULTS } from '../../src/core/campaign/campaign.js';
import {
  customerLegId,
  parseAttemptId,
  parseCarrierId,
  parseE164,
  parseTrunkId,
} from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import type { Clock } from '../../src/ports/clock.js';
import { LAB_TRUNK, makeLabServer } from '../support/asterisk-harness.js';
import { MediaEventLog } from '../support/media-event-log.js';
import { CACHE_FOLDER, ROOT_FOLDER, startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { TestDatabases } from '../support/test-database.js';
import { until } from '../support/until.js';

/** The user's Asterisk with a trunk of the user's, whose far end counts what arrives. */
let lab: TelephonyLab;
let databases: TestDatabases;
let folder: string;

beforeAll(async () => {
  lab = await startTelephonyLab({ trunks: ['operadora'] });
  databases = await TestDatabases.start();
  folder = await mkdtemp(join(tmpdir(), 'cadencia-beside-'));
});
afterAll(async () => {
  await lab?.stop();
  await databases?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Enough for the pacer to dial several at once. */
const AGENTS = 12;

const configuredOf = (of: TelephonyLab): ConfiguredServer => ({
  id: 'pbx',
  url: new URL(of.ariUrl).origin,
  user: of.user,
  password: of.password,
  app: 'cadencia',
  amdContext: 'amd',
});

function demoOn(of: TelephonyLab, clock: Clock = new SystemClock(), agents = AGENTS): Promise<Telephony> {
  const options = {
    clock,
    rng: makeSeededRng('beside'),
    seed: 'beside',
    rootFolder: ROOT_FOLDER,
    cacheFolder: CACHE_FOLDER,
    dataFolder: folder,
    agents,
    say: () => undefined,
    signal: new AbortController().signal,
  };
  return configuredAsteriskDemo(options, configuredOf(of));
}

async function configOf(): Promise<Config> {
  const env = {
    CADENCIA_DATABASE_URL: await databases.create(),
    CADENCIA_DATA_FOLDER: folder,
    CADENCIA_HTTP_PORT: '0',
    CADENCIA_METRICS_PORT: '0',
  };
  const { config, findings } = checkConfig({ file: null, env, cwd: folder });
  if (config === null) {
    throw new Error(JSON.stringify(findings));
  }
  return config;
}

/** A talk of the user's own engine, which works on the same Asterisk in its own application. */
async function userTalks(): Promise<{ server: AsteriskMediaServer; log: MediaEventLog }> {
  const server = makeLabServer(lab);
  const log = new MediaEventLog(server);
  await server.start();
  await log.next('resync');
  await server.originate({
    legId: customerLegId(parseAttemptId('dousuario')),
    target: { kind: 'phone', number: parseE164('+5511987650000'), trunkId: LAB_TRUNK },
    callerId: '551130304040',
    ringTimeoutMs: 20_000,
    amd: false,
    tags: {},
  });
  await log.next('answered');
  return { server, log };
}

const invitesOf = async (): Promise<readonly string[]> =>
  (await lab.customers.events()).filter(({ event }) => event === 'INVITE').map(({ number }) => number);

const demoObjects = async (): Promise<readonly string[]> =>
  (await lab.asterisk.run('pjsip show endpoints')).match(/cadencia-demo[-0-9]*/g) ?? [];

describe("the demo beside a user's trunk", () => {
  test('dials, screens and connects in its own application, and the trunk of the user sees no INVITE', async () => {
    const user = await userTalks();
    let telephony: Telephony | null = null;
    const server = await startServer({
      config: await configOf(),
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
      trunkKinds: ['demo'],
      media: async ({ clock }) => {
        telephony = await demoOn(lab, clock);
        return telephony;
      },
    });
    try {
      // The user's trunk, as large as it is idle, known to the demo's engine too and preferred by it.
      await server.engine.saveTrunk({
        id: parseTrunkId('operadora'),
        carrierId: parseCarrierId('demo'),
        kind: 'demo',
        host: '127.0.0.1',
        port: lab.customers.port,
        channels: 1000,
        cps: 100,
        weight: 3,
        ...TRUNK_DEFAULTS,
      });
      const demo = new Demo(server, telephony as unknown as Telephony, {
        towardsLimits: false,
        agents: AGENTS,
        contacts: 200,
        seed: 'beside',
        warn: () => undefined,
      });
      const closed: string[] = [];
      const screened: string[] = [];
      let connected = 0;
      let meantForUser = 0;
      server.engine.events.on('call:dialed', ({ trunkId }) => {
        meantForUser += trunkId === 'operadora' ? 1 : 0;
      });
      server.engine.events.on('call:closed', ({ attemptId }) => closed.push(attemptId));
      server.engine.events.on('call:screened', ({ verdict }) => screened.push(verdict));
      server.engine.events.on('call:connected', () => {
        connected += 1;
      });
      await demo.start();
      await until(
        () =>
          (meantForUser >= 5 && closed.length >= 10 && connected >= 1 && screened.length >= 2) ||
          `${meantForUser} meant for the user's trunk, ${closed.length} calls closed, ${connected} connected, screened: ${screened.join(' ')}`,
        60_000,
      );
      expect(await invitesOf()).toEqual(['5511987650000']);
      expect(user.log.events.filter(({ kind }) => kind === 'hungUp')).toEqual([]);
    } finally {
      await server.stop();
    }
    // The user's engine looks again: the demo's legs are not its orphans, and its own talk lives.
    expect((await user.server.list()).map(({ legId }) => legId)).toEqual(['c-dousuario']);
    expect(await demoObjects()).toEqual([]);
    await user.server.close();
  }, 90_000);

  test('goes over what a killed run left, and leaves nothing', async () => {
    const { url, user, password } = configuredOf(lab);
    const server = { url, user, password, app: 'x' };
    const push = new AsteriskPushConfiguration({ server, clock: new SystemClock(), deadlineMs: 4000 });
    await push.ensure({ type: 'aor', id: 'cadencia-demo', fields: { contact: 'sip:127.0.0.1:4' } });
    await push.ensure({ type: 'endpoint', id: 'cadencia-demo', fields: { aors: 'cadencia-demo' } });
    const telephony = await demoOn(lab, new SystemClock(), 1);
    expect((await push.read('aor', 'cadencia-demo'))?.get('contact')).toBe(
      `sip:127.0.0.1:${telephony.demoPort}`,
    );
    expect(new Set(await demoObjects())).toEqual(new Set(['cadencia-demo', 'cadencia-demo-001']));
    await telephony.stop();
    expect(await demoObjects()).toEqual([]);
  });

  test('is refused where a file of the user leads its name to a carrier', async () => {
    await lab.asterisk.replaceEndpoints({
      trunks: [...lab.asterisk.settings.trunks, { name: 'cadencia-demo', host: '198.51.100.7', port: 5060 }],
      agents: [],
    });
    await expect(demoOn(lab, new SystemClock(), 1)).rejects.toMatchObject({
      code: 'DLR_DEMO_TRUNK',
      detail: expect.stringContaining('sip:198.51.100.7:5060'),
    });
    await lab.asterisk.replaceEndpoints(lab.asterisk.settings);
  });

  test('an Asterisk without our sorcery.conf refuses, and the words say which lines to add', async () => {
    const bare = await mkdtemp(join(tmpdir(), 'cadencia-bare-'));
    await cp(join(ROOT_FOLDER, 'asterisk-config'), join(bare, 'asterisk-config'), { recursive: true });
    await cp(join(ROOT_FOLDER, 'dialplans'), join(bare, 'dialplans'), { recursive: true });
    await rm(join(bare, 'asterisk-config/sorcery.conf'));
    const { settings } = lab.asterisk;
    await lab.asterisk.stop();
    const asterisk = await AsteriskProcess.start({
      rootFolder: bare,
      installation: await findAsterisk({ cacheFolder: CACHE_FOLDER, rootFolder: ROOT_FOLDER }),
      settings: { ...settings, runFolder: join(bare, 'run') },
    });
    try {
      await expect(demoOn(lab, new SystemClock(), 1)).rejects.toMatchObject({
        code: 'DLR_MEDIA_REFUSED',
        detail: expect.stringContaining("'endpoint = memory' and 'aor = memory'"),
      });
    } finally {
      await asterisk.stop();
      await rm(bare, { recursive: true, force: true });
    }
  });
});
