import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Watchers } from './watchers.js';

export interface FakeAriRequest {
  readonly method: string;
  /** Without `/ari/` and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly over: 'http' | 'socket';
}

/** `hang` never answers; `reset` breaks the connection. */
export type FakeAriReply = { readonly status: number; readonly body?: unknown } | 'hang' | 'reset';

export interface FakeAriFaults {
  /** Answers requests on the event socket, as Asterisk 22 does. @default true */
  restOverSocket: boolean;
  /** @default true */
  pongs: boolean;
  /** Status of the pages under /ari/api-docs. @default 200 */
  apiDocsStatus: number;
  /** Breaks every new connection at once. @default false */
  resetConnections: boolean;
  /** Status of the probe. @default 200 */
  infoStatus: number;
}

const PATHS: readonly (readonly [string, string])[] = [
  ['GET', '/asterisk/info'],
  ['GET', '/channels'],
  ['POST', '/channels/{channelId}'],
  ['GET', '/channels/{channelId}'],
  ['DELETE', '/channels/{channelId}'],
  ['POST', '/channels/{channelId}/continue'],
  ['POST', '/channels/{channelId}/play/{playbackId}'],
  ['GET', '/channels/{channelId}/variable'],
  ['GET', '/bridges'],
  ['POST', '/bridges/{bridgeId}'],
  ['POST', '/bridges/{bridgeId}/addChannel'],
  ['POST', '/bridges/{bridgeId}/removeChannel'],
  ['GET', '/applications/{applicationName}'],
  ['PUT', '/applications/{applicationName}/eventFilter'],
];
const QUERIES = [
  'only',
  'endpoint',
  'app',
  'timeout',
  'callerId',
  'reason_code',
  'context',
  'channel',
  'media',
];

function describeApi(): unknown {
  return {
    apiVersion: '1',
    swaggerVersion: '1.1',
    basePath: 'http://127.0.0.1/ari',
    resourcePath: '/api-docs/all.{format}',
    apis: PATHS.map(([method, path], index) => ({
      path,
      operations: [
        {
          httpMethod: method,
          nickname: `operation${index}`,
          responseClass: 'void',
          parameters: QUERIES.map((name) => ({ name, paramType: 'query', dataType: 'string' })),
        },
      ],
    })),
    models: {},
  };
}

/** An ARI server without a telephone: requests are answered by `answer`, faults are switched on at will. */
export class FakeAri {
  readonly faults: FakeAriFaults = {
    restOverSocket: true,
    pongs: true,
    apiDocsStatus: 200,
    resetConnections: false,
    infoStatus: 200,
  };
  readonly requests: FakeAriRequest[] = [];
  /** Request lines as they came, to look for what must not stand in them. */
  readonly requestUrls: string[] = [];
  attempts = 0;
  /** What it says to any request but the probe; replace it at will. */
  answer: (request: FakeAriRequest) => FakeAriReply = () => ({ status: 200, body: [] });
  readonly #sockets = new Set<WebSocket>();
  readonly #connections = new Set<Socket>();
  readonly #watchers = new Watchers();
  readonly #http = createServer((request, response) => this.#onHttp(request, response));
  readonly #wss = new WebSocketServer({ noServer: true, autoPong: false });
  readonly #authorization: string;
  readonly #name: string;

  private constructor(user: string, password: string) {
    this.#name = user;
    this.#authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    this.#http.on('connection', (socket) => {
      this.attempts += 1;
      this.#connections.add(socket);
      socket.on('close', () => this.#connections.delete(socket));
      if (this.faults.resetConnections) socket.resetAndDestroy();
      this.#watchers.changed();
    });
    this.#http.on('upgrade', (request, socket, head) => {
      this.requestUrls.push(request.url ?? '');
      if (request.headers.authorization !== this.#authorization) {
        socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
        return;
      }
      this.#wss.handleUpgrade(request, socket, head, (one) => this.#onSocket(one));
    });
  }

  static async start(user = 'cadencia', password = 'segredo'): Promise<FakeAri> {
    const fake = new FakeAri(user, password);
    await new Promise<void>((resolve) => fake.#http.listen(0, '127.0.0.1', resolve));
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  get sockets(): number {
    return this.#sockets.size;
  }

  /** Sends a text to every event socket. */
  say(frame: unknown): void {
    for (const socket of this.#sockets) {
      socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
    }
  }

  /** Ends every event socket without a word. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Resolves when `check` holds; looked at after each connection, request and end of a socket. */
  until(check: () => boolean): Promise<void> {
    return this.#watchers.until(check);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.terminate();
    for (const connection of this.#connections) connection.destroy();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #reply(request: FakeAriRequest): FakeAriReply {
    this.requests.push(request);
    const reply = request.path === 'asterisk/info' ? this.#info() : this.answer(request);
    this.#watchers.changed();
    return reply;
  }

  #info(): FakeAriReply {
    return {
      status: this.faults.infoStatus,
      body: { status: { startup_time: '2026-11-22T05:07:53.123+0000' }, system: { entity_id: this.#name } },
    };
  }

  #onHttp(request: IncomingMessage, response: ServerResponse): void {
    this.requestUrls.push(request.url ?? '');
    const url = new URL(request.url ?? '/', 'http://fake');
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body === undefined ? '' : JSON.stringify(body));
    };
    if (url.pathname.startsWith('/ari/api-docs/')) {
      const index = { apiVersion: '1', swaggerVersion: '1.1', basePath: `${this.url}/ari` };
      const page = url.pathname.endsWith('resources.json')
        ? { ...index, apis: [{ path: '/api-docs/all.{format}', description: 'all' }] }
        : describeApi();
      send(this.faults.apiDocsStatus, this.faults.apiDocsStatus === 200 ? page : undefined);
      return;
    }
    if (request.headers.authorization !== this.#authorization) {
      send(401, { message: 'Authentication required' });
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = Buffer.concat(parts).toString();
      const reply = this.#reply({
        method: request.method ?? '',
        path: url.pathname.replace(/^\/ari\//, ''),
        query: url.searchParams,
        body: text === '' ? undefined : JSON.parse(text),
        over: 'http',
      });
      if (reply === 'reset') request.socket.resetAndDestroy();
      else if (reply !== 'hang') send(reply.status, reply.body);
    });
  }

  #onSocket(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('ping', () => {
      if (this.faults.pongs) socket.pong();
    });
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#watchers.changed();
    });
    socket.on('message', (data) => {
      if (!this.faults.restOverSocket) return;
      const frame = JSON.parse(String(data));
      const query = new URLSearchParams();
      for (const { name, value } of frame.query_strings ?? []) query.set(name, value);
      const reply = this.#reply({
        method: frame.method,
        path: frame.uri,
        query,
        body: frame.message_body === undefined ? undefined : JSON.parse(frame.message_body),
        over: 'socket',
      });
      if (reply === 'reset') socket.terminate();
      else if (reply !== 'hang') {
        const message_body = reply.body === undefined ? '' : JSON.stringify(reply.body);
        const { request_id } = frame;
        socket.send(
          JSON.stringify({ type: 'RESTResponse', request_id, status_code: reply.status, message_body }),
        );
      }
    });
    this.#watchers.changed();
  }
}
