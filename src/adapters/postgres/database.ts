import {
  type Compilable,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import pg from 'pg';
import { databaseError, deadlineError } from './database-error.js';
import type { Tables } from './tables.js';

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** @default 10 */
  readonly poolSize?: number;
  /** Deadline of a statement, kept by the server; ours ends 1 s later. @default 5000 */
  readonly statementMs?: number;
  /** Deadline for a connection, waiting for a free one included. @default 3000 */
  readonly connectMs?: number;
}

/** SQL by hand, prepared once a connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/**
 * Prepared plans outlive the size of their tables: one made while a table had a few pages would read all of it, over
 * and over, when it has thousands, until the statistics are taken again a minute later. All that we ask has an index.
 */
const INDEX_PLANS = 'set enable_seqscan = off';

const INT8 = 20;

function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError('A bigint of the database is beyond 2^53');
  }
  return value;
}

/** Builds typed SQL; what it compiles is run by Database, so that every statement has the same deadlines. */
export const sqlBuilder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? readInt8 : pg.types.getTypeParser(oid, format as 'text'),
};

/** How `pg` connects; shared by the pool and by connections of their own. */
export function clientConfig(options: DatabaseOptions): pg.ClientConfig {
  return {
    connectionString: options.url,
    connectionTimeoutMillis: options.connectMs ?? 3000,
    statement_timeout: options.statementMs ?? 5000,
    // A client that died in a transaction must not hold its locks until TCP notices.
    idle_in_transaction_session_timeout: 30_000,
    keepAlive: true,
    application_name: 'cadencia',
    types: typeParsers,
  };
}

/** A pool that outlives restarts of the server, with a deadline on every statement and errors of the catalogue. */
export class Database {
  readonly #pool: pg.Pool;
  readonly #statementMs: number;
  #closing: Promise<void> | null = null;

  constructor(options: DatabaseOptions) {
    this.#statementMs = options.statementMs ?? 5000;
    this.#pool = new pg.Pool({
      ...clientConfig(options),
      max: options.poolSize ?? 10,
      idleTimeoutMillis: 30_000,
    });
    // An idle connection that the server ends is not an error of anybody's: the pool has dropped it already.
    this.#pool.on('error', () => undefined);
    // Goes ahead of the first statement; should it fail, the connection does, and that statement says so.
    this.#pool.on('connect', (client) => void client.query(INDEX_PLANS).catch(() => undefined));
  }

  /** Clients that somebody holds now; zero when nothing runs. */
  get busy(): number {
    return this.#pool.totalCount - this.#pool.idleCount;
  }

  /** Runs one statement on any connection, as its own transaction. */
  async query<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    deadlineMs: number = this.#statementMs,
  ): Promise<Row[]> {
    const result = await this.#execute(
      statement.name,
      { name: statement.name, text: statement.text, values: [...values] },
      deadlineMs,
    );
    return result.rows as Row[];
  }

  /** Runs what `sqlBuilder` made. */
  async run<Row>(operation: string, query: Compilable<Row>): Promise<Row[]> {
    const { sql, parameters } = query.compile();
    const result = await this.#execute(operation, { text: sql, values: [...parameters] }, this.#statementMs);
    return result.rows as Row[];
  }

  /**
   * Runs one statement that is not asked again, outside of any transaction block: where its text names a table of a day,
   * and for what PostgreSQL refuses inside one.
   */
  async once(operation: string, text: string, values: readonly unknown[], deadlineMs: number): Promise<void> {
    await this.#execute(operation, { text, values: [...values] }, deadlineMs);
  }

  /** Runs SQL text without parameters, several statements if need be, as one transaction. */
  async script(operation: string, text: string, deadlineMs = 60_000): Promise<void> {
    const longer = `set local statement_timeout = ${deadlineMs}`;
    await this.#execute(operation, { text: `begin; ${longer}; ${text}; commit` }, deadlineMs);
  }

  /** Ends every connection; a running statement is cut after its deadline at the latest. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    return this.#closing;
  }

  /** The server's own deadline is the connection's, unless the statement has a longer one. */
  async #send(client: pg.PoolClient, query: pg.QueryConfig, deadlineMs: number): Promise<pg.QueryResult> {
    if (deadlineMs <= this.#statementMs || query.values === undefined) {
      return client.query(query);
    }
    await client.query(`set statement_timeout = ${Math.ceil(deadlineMs)}`);
    try {
      return await client.query(query);
    } finally {
      await client.query(`set statement_timeout = ${this.#statementMs}`);
    }
  }

  async #execute(operation: string, query: pg.QueryConfig, deadlineMs: number): Promise<pg.QueryResult> {
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw databaseError(error, operation);
    }
    let timer: NodeJS.Timeout | undefined;
    // A connection that dies while it is held says so here too; the statement's own rejection is what counts.
    const onError = (): void => undefined;
    client.on('error', onError);
    try {
      const deadline = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(deadlineError(operation, deadlineMs + 1000)), deadlineMs + 1000);
      });
      const result = await Promise.race([this.#send(client, query, deadlineMs), deadline]);
      client.off('error', onError);
      client.release();
      return result;
    } catch (thrown) {
      const error = databaseError(thrown, operation);
      client.off('error', onError);
      // A refused statement leaves a sound connection; after anything else, or in a script, its state is unknown.
      const sound =
        thrown instanceof pg.DatabaseError && thrown.severity === 'ERROR' && query.values !== undefined;
      client.release(!sound);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}
