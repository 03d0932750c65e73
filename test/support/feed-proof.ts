import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { ApiClient } from '../../src/app/api-client.js';
import { feedEventsOf } from '../../src/core/feeds/feed-event.js';
import { freePort, startServer, stopServer } from './foreign-server.js';
import { OwnProgram } from './own-program.js';
import { packagePath } from './package-folder.js';
import { until as untilSeen } from './until.js';

/** Waits; whoever cannot answer, because he was killed a moment ago, is asked again. */
function until(look: () => Promise<true | string>, deadlineMs: number): Promise<void> {
  return untilSeen(() => look().catch(String), deadlineMs);
}

const VICTIMS = ['server', 'database', 'receiver'] as const;
export type Victim = (typeof VICTIMS)[number];

const KINDS = ['attempt.closed', 'contact.promise', 'contact.opt_out', 'contact.wrong_person'];

/** What a run of the proof came to. */
export interface FeedProof {
  readonly kills: Readonly<Record<Victim, number>>;
  readonly calls: number;
  readonly events: number;
  readonly effects: number;
  /** Deliveries that the key kept from having their effect again. */
  readonly suppressed: number;
  readonly lost: readonly string[];
  readonly twice: readonly string[];
  readonly forged: number;
  readonly seconds: number;
}

export interface FeedProofOrder {
  /** Who is killed, in turn, and how long all work before it. */
  readonly kills: Iterable<{ readonly victim: Victim; readonly afterMs: number }>;
  readonly agents: number;
  readonly say: (text: string) => void;
}

/** A demo at work on the real parts, whose server, database and receiver are killed; compares effects with the log. */
export async function proveFeeds({ kills, agents, say }: FeedProofOrder): Promise<FeedProof> {
  const startedMs = performance.now();
  const folder = await mkdtemp(join(tmpdir(), 'cadencia-feeds-'));
  const parties = new Parties(folder, agents);
  const count: Record<Victim, number> = { server: 0, database: 0, receiver: 0 };
  try {
    await parties.startServer();
    await parties.subscribe();
    for (const { victim, afterMs } of kills) {
      await parties.workFor(afterMs);
      say(`killing the ${victim}`);
      await parties.kill(victim);
      count[victim] += 1;
    }
    await parties.finish();
    // A talk that ended at this very moment is told a moment later.
    let found = await parties.compare();
    await until(async () => {
      found = await parties.compare();
      return found.lost.length === 0 || `${found.lost.length} events have not arrived`;
    }, 60_000).catch(() => undefined);
    return { ...found, kills: count, seconds: Math.round((performance.now() - startedMs) / 1000) };
  } finally {
    await parties.end();
    await rm(folder, { recursive: true, force: true });
  }
}

class Parties {
  readonly #folder: string;
  readonly #agents: number;
  readonly #effects: string;
  readonly #before = new Set<string>();
  #port = 0;
  #secret = '';
  #server: OwnProgram | null = null;
  #receiver: ChildProcess | null = null;

  constructor(folder: string, agents: number) {
    this.#folder = folder;
    this.#agents = agents;
    this.#effects = join(folder, 'effects');
  }

  /** Tells the receiver of what closes from now on; what had closed before is left out of the account. */
  async subscribe(): Promise<void> {
    this.#port = await freePort();
    const url = `http://127.0.0.1:${this.#port}/`;
    const api = await this.#api();
    const saved = await api.call('PUT', '/v1/feeds/proof', { body: { url, kinds: KINDS } });
    this.#secret = String((saved as Record<string, unknown>)['secret']);
    const closed = 'select attempt_id from attempts where t_end_ms is not null';
    for (const row of await this.#query<{ attempt_id: string }>(closed, [])) {
      this.#before.add(row.attempt_id);
    }
    await this.startReceiver();
  }

  async startReceiver(): Promise<void> {
    const child = fileURLToPath(new URL(`file://${packagePath('test/support/feed-receiver-child.mjs')}`));
    const args = [child, String(this.#port), this.#effects, this.#secret];
    this.#receiver = await startServer(process.execPath, args, /listening/);
  }

  async startServer(): Promise<void> {
    this.#server = new OwnProgram([
      ...['--data-folder', this.#data, 'demo', '--switch', 'simulator', '--port', '0', '--metrics-port', '0'],
      ...['--agents', String(this.#agents)],
    ]);
    await this.#server.said(/API token:/, 120_000);
  }

  /** Lets calls close for so long by the count of what arrives, not by a look at the clock alone. */
  async workFor(ms: number): Promise<void> {
    const before = await this.#heard();
    const endMs = performance.now() + ms;
    await until(async (): Promise<true | string> => {
      const more = (await this.#heard()) > before && performance.now() >= endMs;
      return more ? true : `the receiver has heard nothing new after ${before}: ${await this.#standing()}`;
    }, 120_000);
  }

  async kill(victim: Victim): Promise<void> {
    switch (victim) {
      case 'server':
        await this.#server?.kill();
        return this.startServer();
      case 'database':
        // The server notices that its database died, and starts it again at its place.
        process.kill(await this.#postmaster(), 'SIGKILL');
        return;
      case 'receiver':
        if (this.#receiver !== null) {
          await stopServer(this.#receiver, 'SIGKILL');
        }
        return this.startReceiver();
      default:
        throw new Error(`Nobody is called ${victim satisfies never}`);
    }
  }

  /** No more calls, the live ones to their end, and whatever waits for its next try is due now. */
  async finish(): Promise<void> {
    const api = await this.#api();
    await until(async (): Promise<true> => {
      await api.call('POST', '/v1/stop-all', { body: { why: 'the proof ends' } });
      return true;
    }, 120_000);
    // Talks go on for as long as they like; what is open when all others have ended has no event yet.
    await until(async () => {
      const { openAttempts } = (await api.call('GET', '/v1/engine')) as Record<string, number>;
      return openAttempts === 0 || `${openAttempts} calls open`;
    }, 60_000).catch(() => undefined);
    await until(async () => {
      await this.#query(
        `update feed_deliveries set next_at_ms = 0 where state = 'waiting' and tries > 0`,
        [],
      );
      const [left] = await this.#query<{ n: number }>(
        `select (select count(*) from feed_outbox)::int
          + (select count(*) from feed_deliveries where state <> 'delivered')::int as n`,
        [],
      );
      return left?.n === 0 || `${left?.n} on their way`;
    }, 180_000);
  }

  async compare(): Promise<Omit<FeedProof, 'kills' | 'seconds'>> {
    const stores = new PostgresStores({ url: await this.#url() });
    const told = new Set<string>();
    let calls = 0;
    try {
      for await (const row of stores.callLog.read({})) {
        if (this.#before.has(row.opening.attemptId)) {
          continue;
        }
        calls += 1;
        for (const { id, kind } of feedEventsOf({ place: 0, what: 'attempt', row, contactDone: false })) {
          if (KINDS.includes(kind)) {
            told.add(id);
          }
        }
      }
    } finally {
      await stores.close();
    }
    const lines = (await readFile(this.#effects, 'utf8')).split('\n');
    const of = (word: string): string[] =>
      lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1));
    const effects = of('effect');
    const had = new Set(effects);
    return {
      calls,
      events: told.size,
      effects: effects.length,
      suppressed: of('again').length,
      lost: [...told].filter((id) => !had.has(id)),
      twice: effects.filter((id) => !had.delete(id) || !told.has(id)),
      forged: of('forged').length,
    };
  }

  /** A demo that is told to end ends its database too. */
  async end(): Promise<void> {
    this.#server?.signal('SIGTERM');
    await this.#server?.ended;
    if (this.#receiver !== null) {
      await stopServer(this.#receiver, 'SIGKILL');
    }
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  async #api(): Promise<ApiClient> {
    const { url } = JSON.parse(await readFile(join(this.#data, 'server.json'), 'utf8')) as {
      readonly url: string;
    };
    return new ApiClient(url, (await readFile(join(this.#data, 'token'), 'utf8')).trim());
  }

  async #url(): Promise<string> {
    const [password, port] = await Promise.all(
      ['password', 'port'].map((name) => readFile(join(this.#data, 'postgres', name), 'utf8')),
    );
    return `postgres://cadencia:${password?.trim()}@127.0.0.1:${port?.trim()}/cadencia`;
  }

  /** The process that holds the tables. */
  async #postmaster(): Promise<number> {
    const [{ folder } = { folder: '' }] = await this.#query<{ folder: string }>(
      'show data_directory',
      [],
      (row) => ({
        folder: String(row['data_directory']),
      }),
    );
    return Number((await readFile(join(folder, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  }

  /** What waits, and what the server said last. */
  async #standing(): Promise<string> {
    const waiting = await this.#query(
      `select state, last_error, count(*)::int as n, (select count(*)::int from feed_outbox) as outbox
        from feed_deliveries group by 1, 2`,
      [],
    ).catch(String);
    return `${JSON.stringify(waiting)} ${this.#server?.output.slice(-1500)}`;
  }

  async #heard(): Promise<number> {
    const text = await readFile(this.#effects, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line.startsWith('effect ')).length;
  }

  async #query<Row extends object>(
    text: string,
    values: unknown[],
    read: (row: Record<string, unknown>) => Row = (row) => row as Row,
  ): Promise<Row[]> {
    const client = new pg.Client({ connectionString: await this.#url() });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text, values)).rows.map(read);
    } finally {
      await client.end();
    }
  }
}
