import pg from 'pg';

type Listener = (text: string) => void;

export interface NotificationLinkOptions {
  readonly config: pg.ClientConfig;
  /** Told when the link is lost and when it is back. */
  readonly onLink?: (up: boolean) => void;
}

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;
const HEARTBEAT_MS = 10_000;

/**
 * LISTEN on a connection of its own, connected again for ever. A pool cannot carry it: a listening connection must
 * not be lent to anybody else. A heartbeat finds the link that is dead without saying so.
 */
export class NotificationLink {
  readonly #options: NotificationLinkOptions;
  readonly #listeners = new Map<string, Set<Listener>>();
  #client: pg.Client | null = null;
  #connecting: Promise<pg.Client> | null = null;
  #retry: NodeJS.Timeout | null = null;
  #heartbeat: NodeJS.Timeout | null = null;
  #delayMs = FIRST_DELAY_MS;
  #closed = false;

  constructor(options: NotificationLinkOptions) {
    this.#options = options;
  }

  /** Resolves when the server listens; rejects with what `pg` says when it cannot be reached now. */
  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    const own: Listener = (text) => listener(text);
    const client = await this.#connected();
    const listeners = this.#listeners.get(channel) ?? new Set<Listener>();
    if (listeners.size === 0) {
      await client.query(`listen ${client.escapeIdentifier(channel)}`);
    }
    this.#listeners.set(channel, listeners.add(own));
    return async () => {
      if (listeners.delete(own) && listeners.size === 0) {
        this.#listeners.delete(channel);
        await this.#client?.query(`unlisten ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
      }
    };
  }

  /** Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#listeners.clear();
    clearTimeout(this.#retry ?? undefined);
    clearInterval(this.#heartbeat ?? undefined);
    await this.#connecting?.catch(() => undefined);
    const client = this.#client;
    this.#client = null;
    await client?.end().catch(() => undefined);
  }

  #connected(): Promise<pg.Client> {
    if (this.#client !== null) {
      return Promise.resolve(this.#client);
    }
    this.#connecting ??= this.#connect().finally(() => {
      this.#connecting = null;
    });
    return this.#connecting;
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...this.#options.config, query_timeout: 5000 });
    const lost = (): void => this.#lost(client);
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ channel, payload }) => {
      for (const listener of this.#listeners.get(channel) ?? []) {
        listener(payload ?? '');
      }
    });
    try {
      await client.connect();
      for (const channel of this.#listeners.keys()) {
        await client.query(`listen ${client.escapeIdentifier(channel)}`);
      }
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.#client = client;
    this.#delayMs = FIRST_DELAY_MS;
    this.#heartbeat = setInterval(() => {
      client.query('select 1').catch(lost);
    }, HEARTBEAT_MS);
    this.#heartbeat.unref();
    this.#options.onLink?.(true);
    return client;
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) {
      return;
    }
    this.#client = null;
    clearInterval(this.#heartbeat ?? undefined);
    client.end().catch(() => undefined);
    this.#options.onLink?.(false);
    this.#reconnectLater();
  }

  #reconnectLater(): void {
    if (this.#closed || this.#listeners.size === 0) {
      return;
    }
    const delayMs = this.#delayMs * (0.5 + Math.random() / 2);
    this.#delayMs = Math.min(this.#delayMs * 2, LONGEST_DELAY_MS);
    this.#retry = setTimeout(() => {
      this.#connected().catch(() => this.#reconnectLater());
    }, delayMs);
    this.#retry.unref();
  }
}
