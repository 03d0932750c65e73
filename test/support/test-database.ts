import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/adapters/embedded-postgres/embedded-postgres.js';
import { migrate } from '../../src/adapters/postgres/migrate.js';
import { packagePath } from './package-folder.js';

const TEMPLATE = 'template_cadencia';

/** A real PostgreSQL for one test file: the embedded one, with durability off, and a migrated database to clone. */
export class TestDatabases {
  readonly server: EmbeddedPostgres;
  readonly #folder: string;
  #made = 0;

  private constructor(server: EmbeddedPostgres, folder: string) {
    this.server = server;
    this.#folder = folder;
  }

  /** `durable` for tests that kill the server; speed for all others. `settings` go on top, `name=value`. */
  static async start({
    durable = false,
    settings = [],
  }: {
    readonly durable?: boolean;
    readonly settings?: readonly string[];
  } = {}): Promise<TestDatabases> {
    const folder = await mkdtemp(join(tmpdir(), 'cadencia-test-'));
    // As root the server has an account of its own, which must reach the folder.
    await chmod(folder, 0o755);
    const fast = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
    const server = await EmbeddedPostgres.start({
      folder,
      database: TEMPLATE,
      settings: [...(durable ? [] : fast), ...settings],
    });
    // By its path: compiled benches lie deeper than the sources.
    await migrate({ url: server.url, nowMs: 0, folder: packagePath('migrations') });
    return new TestDatabases(server, folder);
  }

  /** The URL of an empty, migrated database that nobody else uses. */
  create(): Promise<string> {
    return this.#create(TEMPLATE);
  }

  /** The URL of a database without any table. */
  createBare(): Promise<string> {
    return this.#create('template0');
  }

  async #create(template: string): Promise<string> {
    this.#made += 1;
    const name = `test_${this.#made}`;
    const client = new pg.Client({ connectionString: this.#urlOf('postgres') });
    await client.connect();
    try {
      await client.query(`create database ${name} template ${template} strategy file_copy`);
    } finally {
      await client.end();
    }
    return this.#urlOf(name);
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #urlOf(database: string): string {
    const url = new URL(this.server.url);
    url.pathname = `/${database}`;
    return url.href;
  }
}
