import type { PauseCode } from '../../core/pauses/pause-code.js';
import type { PauseCodeStore } from '../../ports/pause-code-store.js';
import type { BaseVersion, Versioned } from '../../ports/versioned.js';
import type { Database, Statement } from './database.js';
import { saveVersioned, versionedUpsert } from './versioned-upsert.js';

const LIST: Statement = {
  name: 'pauseCodes.list',
  text: `select code, label_pt_br as "labelPtBr", label_en as "labelEn", kind, paid, planned, active, version
from pause_codes order by code collate "C"`,
};

const SAVE = versionedUpsert('pause_codes', [
  ['code', 'text'],
  ['label_pt_br', 'text'],
  ['label_en', 'text'],
  ['kind', 'text'],
  ['paid', 'boolean'],
  ['planned', 'boolean'],
  ['active', 'boolean'],
]);

/** Pause codes in PostgreSQL. */
export class PostgresPauseCodeStore implements PauseCodeStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): Promise<readonly Versioned<PauseCode>[]> {
    return this.#database.query<Versioned<PauseCode>>(LIST, []);
  }

  save(code: PauseCode, base: BaseVersion = null): Promise<number> {
    const { labelPtBr, labelEn, kind, paid, planned, active } = code;
    const values = [code.code, labelPtBr, labelEn, kind, paid, planned, active] as const;
    return saveVersioned(this.#database, SAVE, values, base);
  }
}
