import type { DncAuthorisation } from '../../ports/dnc-list-store.js';
import type { Database } from './database.js';
import * as statements from './dnc-statements.js';

/**
 * Creditors whom holders of listed numbers authorised: sets of rows beside each other, one of them in force, so that
 * a new set appears whole or not at all.
 */
export class PostgresDncAuthorisations {
  readonly #database: Database;
  readonly #pageRows: number;

  constructor(database: Database, pageRows: number) {
    this.#database = database;
    this.#pageRows = pageRows;
  }

  async replace(authorisations: AsyncIterable<DncAuthorisation>): Promise<number> {
    const [set] = await this.#database.query<{ set_no: number }>(statements.NEW_SET, []);
    const setNo = set?.set_no ?? 0;
    let batch: DncAuthorisation[] = [];
    const flush = async (): Promise<void> => {
      const [phones, cnpjs] = [batch.map(({ phone }) => phone), batch.map((one) => one.creditorCnpj)];
      batch = [];
      await this.#database.query(statements.ADD_AUTHORISATIONS, [setNo, phones, cnpjs]);
    };
    for await (const one of authorisations) {
      batch.push(one);
      if (batch.length >= this.#pageRows) {
        await flush();
      }
    }
    await flush();
    const [row] = await this.#database.query<{ entries: number }>(statements.ACTIVATE_SET, [setNo]);
    while ((await this.#database.query(statements.DROP_OLD_SETS, [])).length > 0) {
      // A part a statement.
    }
    return row?.entries ?? 0;
  }

  async *read(): AsyncGenerator<DncAuthorisation> {
    let [phone, cnpj] = ['', ''];
    for (;;) {
      const values = [phone, cnpj, this.#pageRows];
      const page = await this.#database.query<{ phone: string; creditor_cnpj: string }>(
        statements.AUTHORISATIONS_PAGE,
        values,
      );
      for (const row of page) {
        yield { phone: row.phone, creditorCnpj: row.creditor_cnpj };
      }
      const last = page.at(-1);
      if (last === undefined || page.length < this.#pageRows) {
        return;
      }
      [phone, cnpj] = [last.phone, last.creditor_cnpj];
    }
  }
}
