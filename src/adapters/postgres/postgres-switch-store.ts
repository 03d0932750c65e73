import type { SwitchSetting } from '../../core/fleet/switch-setting.js';
import type { SwitchStore } from '../../ports/switch-store.js';
import type { BaseVersion, Versioned } from '../../ports/versioned.js';
import type { Database, Statement } from './database.js';
import { saveVersioned, versionedUpsert } from './versioned-upsert.js';

const LIST: Statement = {
  name: 'switches.list',
  text: `select id, state, weight, why, since_ms as "sinceMs", version from switches order by id collate "C"`,
};

const SAVE = versionedUpsert('switches', [
  ['id', 'text'],
  ['state', 'text'],
  ['weight', 'double precision'],
  ['why', 'text'],
  ['since_ms', 'bigint'],
]);

/** Settings of switches in PostgreSQL. */
export class PostgresSwitchStore implements SwitchStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): Promise<readonly Versioned<SwitchSetting>[]> {
    return this.#database.query<Versioned<SwitchSetting>>(LIST, []);
  }

  save({ id, state, weight, why, sinceMs }: SwitchSetting, base: BaseVersion = null): Promise<number> {
    return saveVersioned(this.#database, SAVE, [id, state, weight, why, sinceMs], base);
  }
}
