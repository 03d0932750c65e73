import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { WebSocket } from 'ws';
import { LIVE_PROTOCOL } from '../../src/contract/live-protocol.js';
import { PASSWORD } from './people.js';

/** What came back over TLS. */
export interface TlsAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The certificate that was shown. */
  readonly shown: string;
}

/** A browser that knows a server by name, trusts one authority, and keeps its cookie. */
export class TlsVisitor {
  readonly #name: string;
  readonly #port: number;
  readonly #ca: string;
  cookie = '';

  constructor(name: string, port: number, ca: string) {
    this.#name = name;
    this.#port = port;
    this.#ca = ca;
  }

  get #way() {
    return {
      host: '127.0.0.1',
      port: this.#port,
      servername: this.#name,
      ca: this.#ca,
      agent: false,
    } as const;
  }

  get #headers() {
    const host = `${this.#name}:${this.#port}`;
    return { host, origin: `https://${host}`, ...(this.cookie === '' ? {} : { cookie: this.cookie }) };
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<TlsAnswer> {
    const asked = request({
      ...this.#way,
      method,
      path,
      headers: { ...this.#headers, 'content-type': 'application/json', ...headers },
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    const socket = answer.socket as IncomingMessage['socket'] & {
      getPeerCertificate(): { readonly fingerprint256: string };
    };
    const shown = socket.getPeerCertificate().fingerprint256;
    let text = '';
    for await (const part of answer) {
      text += String(part);
    }
    const [given] = answer.headers['set-cookie'] ?? [];
    this.cookie = given?.split(';')[0] ?? this.cookie;
    return { status: answer.statusCode ?? 0, headers: answer.headers, text, shown };
  }

  signIn(user: string, headers: Readonly<Record<string, string>> = {}): Promise<TlsAnswer> {
    return this.ask('POST', '/v1/session', { user, password: PASSWORD }, headers);
  }

  /** The live page's socket over wss, once it was sent its first snapshot. */
  async openLive(): Promise<WebSocket> {
    const socket = new WebSocket(`wss://127.0.0.1:${this.#port}/live`, [LIVE_PROTOCOL], {
      ...this.#way,
      headers: this.#headers,
    });
    await once(socket, 'open');
    const snapshot = once(socket, 'message');
    socket.send(JSON.stringify({ type: 'hello' }));
    await snapshot;
    return socket;
  }
}
