import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { numberOf, rowsOf } from './collection-floor.js';
import { TestRedis } from './redis.js';
import { CALLER_CNPJ, labConfig, TestServer } from './server-process.js';
import { startTelephonyLab, type TelephonyLab } from './telephony-lab.js';
import { TestDatabases } from './test-database.js';
import { until } from './until.js';

/** Fates of the people called, in turn. */
const FATES = ['person', 'ringsForEver', 'person', 'busy', 'person', 'noAnswer'] as const;
const TALK_MS = 3000;

interface CentreOptions {
  readonly servers: number;
  readonly agentsEach: number;
  /** Of each campaign. */
  readonly contacts: number;
}

interface AgentItem {
  readonly id: string;
  readonly live: { readonly state: string; readonly sinceMs: number } | null;
}

interface Seat {
  readonly id: string;
  readonly live: NonNullable<AgentItem['live']>;
  readonly server: TestServer;
}

/** One server with its campaign and the agents who log in at it. */
export interface Node {
  readonly id: string;
  readonly campaign: string;
  readonly agents: readonly string[];
  readonly server: TestServer;
  /** False from a kill until it listens again. */
  up: boolean;
}

/**
 * Real servers on one PostgreSQL, one Redis and one Asterisk with its people: a campaign each, and agents who work on all
 * campaigns, their own first. Agents act by HTTP as their pages would, each at a server that is not his own where there is
 * one: a proxy knows nothing of agents. `stop` ends every process.
 */
export class ServerCentre {
  readonly nodes: readonly Node[];
  readonly databases: TestDatabases;
  readonly redis: TestRedis;
  readonly lab: TelephonyLab;
  readonly databaseUrl: string;
  readonly #shared: string;
  #working: Promise<void> = Promise.resolve();
  #ended = false;
  readonly #talks = new Map<string, { readonly sinceMs: number; readonly seenMs: number }>();

  private constructor(
    parts: Pick<ServerCentre, 'databases' | 'redis' | 'lab' | 'databaseUrl'>,
    shared: string,
    nodes: readonly Node[],
  ) {
    ({ databases: this.databases, redis: this.redis, lab: this.lab, databaseUrl: this.databaseUrl } = parts);
    this.#shared = shared;
    this.nodes = nodes;
  }

  static async start({ servers, agentsEach, contacts }: CentreOptions): Promise<ServerCentre> {
    const names = Array.from({ length: servers }, (_, index) => `e${index + 1}`);
    const agentsOf = (index: number) =>
      Array.from({ length: agentsEach }, (_, place) => String(2001 + index * agentsEach + place));
    const databases = await TestDatabases.start({ durable: true });
    const [databaseUrl, redis] = [await databases.create(), await TestRedis.start()];
    const lab = await startTelephonyLab({ agents: names.flatMap((_, index) => agentsOf(index)) });
    const nodes: Node[] = [];
    const shared = await mkdtemp(join(tmpdir(), 'cadencia-centre-'));
    for (const [index, id] of names.entries()) {
      const server = await TestServer.prepare(configOf(id, lab, databaseUrl, redis.url, shared));
      await mkdir(server.dataFolder, { recursive: true });
      await writeFile(join(server.dataFolder, 'installation.key'), `${'5a'.repeat(32)}\n`, { mode: 0o600 });
      nodes.push({ id, campaign: `carteira-${id}`, agents: agentsOf(index), server, up: false });
    }
    const centre = new ServerCentre({ databases, redis, lab, databaseUrl }, shared, nodes);
    try {
      await centre.#open(contacts);
    } catch (error) {
      await centre.stop();
      throw error;
    }
    return centre;
  }

  /** Campaigns, lists and profiles by the first server, then the others, then everybody at work. */
  async #open(contacts: number): Promise<void> {
    const [first] = this.nodes;
    await first?.server.start(120_000);
    for (const [place, { campaign, agents }] of this.nodes.entries()) {
      await first?.server.call('PUT', `/v1/campaigns/${campaign}`, {
        ...{ name: campaign, demo: true, callerCnpj: CALLER_CNPJ },
        ...{ mode: 'power', powerRatio: 2, amd: false, ringTimeoutMs: 15_000, wrapUpLimitMs: 60_000 },
      });
      const file = join(first?.server.folder ?? '', `${campaign}.csv`);
      await writeFile(file, mailing(contacts, place * contacts));
      await first?.server.run('import', file, '--campaign', campaign);
      for (const id of agents) {
        const profile = { name: `Atendente ${id}`, groupId: 'g1', endpoint: `PJSIP/${id}` };
        await first?.server.call('PUT', `/v1/agents/${id}`, profile);
      }
      await first?.server.call('POST', `/v1/campaigns/${campaign}/start`);
    }
    for (const node of this.nodes) {
      if (node !== first) {
        await node.server.start(120_000);
      }
      node.up = true;
    }
    this.#working = this.#work();
  }

  /** What the agents do, look by look; while a server that should answer does not, nobody acts. */
  async #work(): Promise<void> {
    while (!this.#ended) {
      await this.#look().catch(() => undefined);
      await pause(500);
    }
  }

  /** An agent is live at one server, his own or the one that took him over; the others have him offline. */
  async #look(): Promise<void> {
    const up = this.nodes.filter((node) => node.up);
    const seats = await Promise.all(
      up.map(async ({ server }) => {
        const { items } = await server.call<{ items: readonly AgentItem[] }>('GET', '/v1/agents?limit=200');
        return items.flatMap(({ id, live }) =>
          live !== null && live.state !== 'offline' ? [{ id, live, server }] : [],
        );
      }),
    );
    const seatOf = new Map(seats.flat().map((seat) => [seat.id, seat]));
    const acts = this.nodes.flatMap((home) =>
      home.agents.map((id) => {
        const seat = seatOf.get(id);
        return seat === undefined ? this.#enter(home, id) : this.#act(home, seat);
      }),
    );
    await Promise.all(acts);
  }

  async #enter({ server, up, campaign }: Node, id: string): Promise<void> {
    const others = this.nodes.map((node) => node.campaign).filter((other) => other !== campaign);
    if (up) {
      await tell(server, id, 'login', { campaignIds: [campaign, ...others] });
    }
  }

  /** Who was taken over goes back to his own server when it has come up again. */
  async #act(home: Node, { id, live, server }: Seat): Promise<void> {
    const isAway = server !== home.server && home.up;
    const door = this.nodes.find((node) => node.up && node.server !== server)?.server ?? server;
    switch (live.state) {
      case 'paused':
        return await tell(door, id, isAway ? 'logout' : 'ready');
      case 'talking':
        return this.#talksLong(id, live.sinceMs) ? await tell(door, id, 'hangup') : undefined;
      case 'wrap_up':
        return await tell(door, id, 'dispose', { disposition: 'sem_acordo' });
      default:
        return isAway ? await tell(door, id, 'logout') : undefined;
    }
  }

  /** Seen in the same talk for that long. */
  #talksLong(agentId: string, sinceMs: number): boolean {
    const known = this.#talks.get(agentId);
    if (known?.sinceMs !== sinceMs) {
      this.#talks.set(agentId, { sinceMs, seenMs: performance.now() });
      return false;
    }
    return performance.now() - known.seenMs > TALK_MS;
  }

  /** The engines' time of the newest row. */
  async newestMs(): Promise<number> {
    const [row] = await this.rows<{ at: string | null }>('select max(t_queued_ms) as at from attempts');
    return Number(row?.at ?? 0);
  }

  rows<Row extends object>(sql: string): Promise<readonly Row[]> {
    return rowsOf<Row>(this.databaseUrl, sql);
  }

  /** kill -9. */
  async kill(node: Node): Promise<void> {
    node.up = false;
    await node.server.program.kill();
  }

  /** SIGTERM; resolves when the server has ended in order. */
  async end(node: Node): Promise<void> {
    node.up = false;
    node.server.program.signal('SIGTERM');
    await node.server.program.ended;
  }

  /** Starts a dead server; gives the seconds until it has adopted what lived, and what that was. */
  async revive(
    node: Node,
  ): Promise<{ readonly seconds: number; readonly adopted: number; readonly lost: number }> {
    const startedMs = performance.now();
    await node.server.start(120_000);
    node.up = true;
    // Of one whose calls and agents are another's by now there is nothing to tell.
    const settled = async () =>
      node.server.program.log.some(({ msg }) => msg === 'recovery done') ||
      (await node.server.ready()).status === 200 ||
      'recovery';
    await until(settled, 60_000);
    const done = node.server.program.log.findLast(({ msg }) => msg === 'recovery done');
    const seconds = (performance.now() - startedMs) / 1000;
    return { seconds, adopted: Number(done?.['adopted'] ?? 0), lost: Number(done?.['lost'] ?? 0) };
  }

  /** No new call; every live one ends and every row is written. */
  async finish(): Promise<void> {
    for (const { campaign } of this.nodes) {
      await this.nodes[0]?.server.call('POST', `/v1/campaigns/${campaign}/pause`);
    }
    await until(async () => {
      const [row] = await this.rows<{ n: number }>(
        'select count(*)::int as n from attempts where t_end_ms is null',
      );
      return row?.n === 0 || `${row?.n} attempts open`;
    }, 180_000);
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.#ended = true;
    await this.#working;
    for (const { server } of this.nodes) {
      await server.dispose();
    }
    await this.lab.stop();
    await this.redis.stop();
    await this.databases.stop();
    await rm(this.#shared, { recursive: true, force: true });
  }
}

/** As his page would; what is refused is tried again at the next look. */
async function tell(server: TestServer, id: string, verb: string, body?: object): Promise<void> {
  await server.call('POST', `/v1/agents/${id}/${verb}`, body).catch(() => undefined);
}

function configOf(id: string, lab: TelephonyLab, databaseUrl: string, redisUrl: string, shared: string) {
  const { config, secrets } = labConfig(lab, databaseUrl);
  const asterisk = config['asterisk'] as { readonly servers: readonly object[] };
  const servers = asterisk.servers.map((server) => ({ ...server, app: `cadencia-${id}` }));
  const engine = { ...(config['engine'] as object), id };
  const own = { redis_url: redisUrl, shared_folder: shared, engine, asterisk: { servers } };
  return { secrets, config: { ...config, ...own } };
}

function mailing(count: number, from: number): string {
  const rows = Array.from({ length: count }, (_, place) => {
    const index = from + place;
    return `Cliente ${index};${numberOf(index, FATES[place % FATES.length] ?? 'person')};C${index}`;
  });
  return `nome;telefone;contrato\n${rows.join('\n')}\n`;
}
