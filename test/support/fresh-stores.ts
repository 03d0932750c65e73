import { afterAll, beforeAll, beforeEach } from 'vitest';
import { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { TestDatabases } from './test-database.js';

/** An empty database of its own for each test of a file, and the stores on it. */
export class FreshStores {
  #databases: TestDatabases | null = null;
  #stores: PostgresStores | null = null;
  #url = '';

  constructor() {
    beforeAll(async () => {
      this.#databases = await TestDatabases.start();
    });
    beforeEach(async () => {
      await this.#stores?.close();
      this.#stores = null;
      this.#url = (await this.#databases?.create()) ?? '';
      this.#stores = new PostgresStores({ url: this.#url });
    });
    afterAll(async () => {
      await this.#stores?.close();
      await this.#databases?.stop();
    });
  }

  get url(): string {
    return this.#url;
  }

  get stores(): PostgresStores {
    if (this.#stores === null) {
      throw new Error('stores are made before each test, not before');
    }
    return this.#stores;
  }
}
