import type { PauseCode } from '../../core/pauses/pause-code.js';
import type { PauseCodeStore } from '../../ports/pause-code-store.js';
import type { Database, Statement } from './database.js';

const LIST: Statement = {
  name: 'pauseCodes.list',
  text: `select code, label_pt_br as "labelPtBr", label_en as "labelEn", kind, paid, planned, active
from pause_codes order by code collate "C"`,
};

const SAVE: Statement = {
  name: 'pauseCodes.save',
  text: `insert into pause_codes (code, label_pt_br, label_en, kind, paid, planned, active)
values ($1, $2, $3, $4, $5, $6, $7)
on conflict (code) do update set label_pt_br = excluded.label_pt_br, label_en = excluded.label_en,
  kind = excluded.kind, paid = excluded.paid, planned = excluded.planned, active = excluded.active`,
};

/** Pause codes in PostgreSQL. */
export class PostgresPauseCodeStore implements PauseCodeStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  list(): Promise<readonly PauseCode[]> {
    return this.#database.query<PauseCode>(LIST, []);
  }

  async save({ code, labelPtBr, labelEn, kind, paid, planned, active }: PauseCode): Promise<void> {
    await this.#database.query(SAVE, [code, labelPtBr, labelEn, kind, paid, planned, active]);
  }
}
