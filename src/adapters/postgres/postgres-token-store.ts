import type { TokenRole } from '../../core/access/role.js';
import type { StoredToken, TokenStore } from '../../ports/token-store.js';
import { type Database, sqlBuilder } from './database.js';

/** API tokens in PostgreSQL. */
export class PostgresTokenStore implements TokenStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async list(): Promise<readonly StoredToken[]> {
    const query = sqlBuilder.selectFrom('tokens').selectAll().orderBy('created_at_ms').orderBy('id');
    return (await this.#database.run('tokens.list', query)).map((row) => ({
      id: row.id,
      label: row.label,
      hash: row.hash,
      // A check of the table allows no other word.
      role: row.role as TokenRole,
      createdAtMs: row.created_at_ms,
      revoked: row.revoked,
    }));
  }

  async save(token: StoredToken): Promise<void> {
    const { id, label, hash, role, createdAtMs, revoked } = token;
    const stored = { label, hash, role, created_at_ms: createdAtMs, revoked };
    const query = sqlBuilder
      .insertInto('tokens')
      .values({ id, ...stored })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(stored));
    await this.#database.run('tokens.save', query);
  }

  async revoke(id: string): Promise<void> {
    const query = sqlBuilder.updateTable('tokens').set({ revoked: true }).where('id', '=', id);
    await this.#database.run('tokens.revoke', query);
  }
}
