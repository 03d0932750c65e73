import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import pg from 'pg';
import { makeLogger } from '../../src/adapters/pino/logger.js';
import { refused } from '../../src/adapters/simulator/fate.js';
import { SimulatedNetwork } from '../../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../src/adapters/simulator/simulator-media-server.js';
import { DEMO_CAMPAIGN, Demo } from '../../src/app/demo/demo.js';
import { type MediaParts, type Server, startServer } from '../../src/app/server/server.js';
import {
  configuredAsteriskServers,
  configuredWebPhones,
} from '../../src/app/telephony/configured-asterisk-telephony.js';
import { configuredFreeswitchServers } from '../../src/app/telephony/configured-freeswitch-telephony.js';
import { configuredSip, mediaThroughSip, sipNotes } from '../../src/app/telephony/configured-sip.js';
import { simulatorTelephony } from '../../src/app/telephony/simulator-telephony.js';
import type { Telephony } from '../../src/app/telephony/telephony.js';
import { trunkSettings } from '../../src/app/telephony/trunk-settings.js';
import { checkConfig } from '../../src/config/check-config.js';
import type { Config } from '../../src/config/config.js';
import { parseAgentId, parseGroupId, parseMediaServerId } from '../../src/core/kernel/ids.js';
import { PlantedSecrets } from './planted-secrets.js';
import { openRefusingDoors, type RefusingDoors } from './refusing-doors.js';
import { TestDatabases } from './test-database.js';
import { until } from './until.js';

const NOTHING = 'http://127.0.0.1:1';
const BUSY = refused('busy', 5, 10, 486, 17);

/**
 * A server every secret of which is a value that nothing else has, before doors that refuse it. Its calls go over the
 * simulator; the switches and the SIP server of its configuration are the real adapters, which nobody lets in.
 */
export class PlantedServer {
  readonly secrets = new PlantedSecrets();
  readonly folder: string;
  readonly doors: RefusingDoors;
  /** Lines of the log, at its most talkative. */
  readonly logged: string[] = [];
  readonly log = this.#makeLog();
  readonly #databases: TestDatabases;
  #config: Config | null = null;
  #server: Server | null = null;
  #telephony: Telephony | null = null;

  private constructor(folder: string, databases: TestDatabases, doors: RefusingDoors) {
    this.folder = folder;
    this.#databases = databases;
    this.doors = doors;
  }

  static async start(): Promise<PlantedServer> {
    const [folder, databases, doors] = await Promise.all([
      mkdtemp(join(tmpdir(), 'cadencia-secrets-')),
      TestDatabases.start(),
      openRefusingDoors(),
    ]);
    const planted = new PlantedServer(folder, databases, doors);
    await planted.#configure(await databases.create());
    const { redisUrl: _, ...withoutRedis } = planted.config;
    planted.#server = await planted.launch(withoutRedis, new AbortController().signal);
    planted.secrets.watch('token', planted.server.localToken);
    planted.secrets.watch('installation-key', planted.server.installationKeyHex);
    return planted;
  }

  get config(): Config {
    return present(this.#config);
  }

  get server(): Server {
    return present(this.#server);
  }

  get configFile(): string {
    return join(this.folder, 'cadencia.yaml');
  }

  /** Starts a server whose log is heard. */
  launch(config: Config, signal: AbortSignal): Promise<Server> {
    const media = (parts: MediaParts) => this.#media(parts);
    return startServer({ config, log: this.log, signal, trunkKinds: ['demo'], media });
  }

  #makeLog(): ReturnType<typeof makeLogger> {
    const lines = new PassThrough();
    lines.on('data', (chunk) => {
      this.logged.push(String(chunk));
      this.secrets.hear('log', String(chunk));
    });
    return makeLogger('trace', lines);
  }

  /** Writes the configuration with a file beside it for each secret, and lets its database user in. */
  async #configure(databaseUrl: string): Promise<void> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    this.secrets.watch('identity', pem.split('\n')[1] ?? '');
    const files = ['ari', 'esl', 'sip', 'turn', 'oidc', 'database'].map(
      (use) => [use, this.secrets.plant(use)] as const,
    );
    for (const [name, secret] of [...files, ['identity', pem] as const]) {
      await writeFile(join(this.folder, name), `${secret}\n`, { mode: 0o600 });
    }
    const url = new URL(databaseUrl);
    [url.username, url.password] = ['plantado', ''];
    await mkdir(join(this.folder, 'data'));
    await writeFile(this.configFile, JSON.stringify(this.#written(url.href)));
    const { config, findings } = checkConfig({ file: this.configFile, env: {}, cwd: this.folder });
    if (config === null) {
      throw new Error(JSON.stringify(findings));
    }
    this.#config = config;
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const { password } = new URL(config.database.url ?? '');
    await client.query(`create role plantado superuser login password '${password}'`);
    await client.end();
  }

  #written(databaseUrl: string): object {
    const { ari, esl, drachtio, redisPort, issuer } = this.doors;
    const asterisk = { user: 'cadencia', password_file: 'ari' };
    const freeswitch = { host: '127.0.0.1', password_file: 'esl' };
    return {
      http: { port: 0 },
      metrics: { port: 0 },
      data_folder: 'data',
      database: { url: databaseUrl, password_file: 'database' },
      redis_url: `redis://cadencia:${this.secrets.plant('redis')}@127.0.0.1:${redisPort}/0`,
      switch: 'simulator',
      asterisk: {
        servers: [
          { id: 'refuses', url: ari.url, ...asterisk },
          { id: 'is-away', url: NOTHING, ...asterisk },
        ],
      },
      freeswitch: {
        servers: [
          { id: 'refuses-too', port: esl.port, ...freeswitch },
          { id: 'is-away-too', port: 1, ...freeswitch },
        ],
      },
      sip: {
        ...{ host: '127.0.0.1', port: drachtio.port, secret_file: 'sip' },
        identity: { key_file: 'identity', certificate_url: 'https://c.example/c.pem' },
      },
      phones: { turn_urls: ['turn:127.0.0.1:3478'], turn_secret_file: 'turn' },
      oidc: {
        ...{ issuer, client_id: 'cadencia', client_secret_file: 'oidc' },
        public_url: 'http://127.0.0.1:8080',
      },
    };
  }

  #media({ clock, rng }: MediaParts) {
    const { config, log } = this;
    const network = new SimulatedNetwork({ clock, rng, fates: { fateOf: () => BUSY } });
    const simulator = new SimulatorMediaServer({ network, id: parseMediaServerId('simulator') });
    const setting = { clock, rng, seed: 's', dataFolder: config.dataFolder };
    this.#telephony = { ...simulatorTelephony(setting, 'asked for'), servers: [simulator] };
    const parts = { config, clock, rng, trunks: trunkSettings(config, () => null), announcements: null };
    const real = [...configuredAsteriskServers(parts), ...configuredFreeswitchServers(parts)];
    const sip = configuredSip({ ...parts, trunks: () => [], purposeOf: () => null, notes: sipNotes(log) });
    return mediaThroughSip([simulator, ...real], configuredWebPhones(config, clock), present(sip));
  }

  /** Dials the people of the demo, all of whom are busy, until a call stands in the log; its id. */
  async work(): Promise<readonly string[]> {
    const warn = (text: string): void => this.secrets.hear('log', text);
    const options = { agents: 0, contacts: 40, seed: 's', towardsLimits: false, warn };
    await new Demo(this.server, present(this.#telephony), options).start();
    const { agents } = this.server.engine;
    const [id, groupId] = [parseAgentId('ana'), parseGroupId('g')];
    await agents.saveProfile({ id, name: 'Ana', groupId, endpoint: 'SIM/ana', demo: true, active: true });
    await agents.login(id, [DEMO_CAMPAIGN]);
    agents.ready(id);
    let calls: readonly string[] = [];
    await until(async () => {
      calls = await this.#closedCalls();
      return calls.length > 0 || 'no call has closed';
    });
    return calls;
  }

  async #closedCalls(): Promise<readonly string[]> {
    const ids: string[] = [];
    for await (const { opening } of this.server.stores.callLog.read({})) {
      ids.push(opening.attemptId);
    }
    return ids;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
    await this.doors.close();
    await this.#databases.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function present<Thing>(thing: Thing | null): Thing {
  if (thing === null) {
    throw new Error('It was not started');
  }
  return thing;
}
