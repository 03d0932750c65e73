import { once } from 'node:events';
import WebSocket from 'ws';
import type { TelephonyLab } from '../../test/support/telephony-lab.js';

interface AriFrame {
  readonly type: string;
  readonly request_id?: string;
  readonly status_code?: number;
  readonly message_body?: string;
  readonly channel?: { readonly id: string };
}

const DEADLINE_MS = 15_000;

/**
 * The least a client of ARI can do: no state, no rows, no checks. What an Asterisk carries for it is that Asterisk's
 * own limit. Requests go over the event socket.
 */
export class BareAriClient {
  readonly #socket: WebSocket;
  readonly #replies = new Map<string, (frame: AriFrame) => void>();
  readonly #awaited = new Map<string, () => void>();
  #next = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#heard(JSON.parse(String(data)) as AriFrame));
  }

  static async connect(lab: TelephonyLab, app: string): Promise<BareAriClient> {
    const url = `${lab.ariUrl.replace('http', 'ws')}/events?app=${app}&subscribeAll=false`;
    const socket = new WebSocket(url, { auth: `${lab.user}:${lab.password}` });
    await once(socket, 'open');
    return new BareAriClient(socket);
  }

  request(
    method: 'POST' | 'DELETE',
    uri: string,
    query: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    this.#next += 1;
    const id = `b${this.#next}`;
    return this.#within(`${method} ${uri}`, (resolve, reject) => {
      this.#replies.set(id, ({ status_code = 0, message_body = '' }) => {
        if (status_code >= 200 && status_code < 300) {
          resolve();
        } else {
          reject(new Error(`${method} ${uri}: ${status_code} ${message_body}`));
        }
      });
      const query_strings = Object.entries(query).map(([name, value]) => ({ name, value }));
      this.#socket.send(
        JSON.stringify({
          type: 'RESTRequest',
          transaction_id: id,
          request_id: id,
          method,
          uri,
          query_strings,
        }),
      );
    });
  }

  /** The next event of that type on that channel; ask before what causes it. */
  event(type: string, channelId: string): Promise<void> {
    return this.#within(`${type} of ${channelId}`, (resolve) => {
      this.#awaited.set(`${type} ${channelId}`, resolve);
    });
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  #within(what: string, start: (resolve: () => void, reject: (error: Error) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error(`${what}: nothing within ${DEADLINE_MS} ms`)),
        DEADLINE_MS,
      );
      const settle = (): void => clearTimeout(deadline);
      start(
        () => {
          settle();
          resolve();
        },
        (error) => {
          settle();
          reject(error);
        },
      );
    });
  }

  #heard(frame: AriFrame): void {
    if (frame.type === 'RESTResponse') {
      const id = frame.request_id ?? '';
      const reply = this.#replies.get(id);
      this.#replies.delete(id);
      reply?.(frame);
      return;
    }
    const key = `${frame.type} ${frame.channel?.id ?? ''}`;
    const awaited = this.#awaited.get(key);
    this.#awaited.delete(key);
    awaited?.();
  }
}
