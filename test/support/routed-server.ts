import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll } from 'vitest';

/** What a route answers; text goes out as it is, anything else as JSON. */
export type RouteAnswer = { readonly status?: number; readonly body: unknown };
export type Route = (body: string, request: IncomingMessage) => RouteAnswer;

/** A server for the commands of a test file, which answers what each test tells it to, and 404 to all else. */
export class RoutedServer {
  /** By method and path; each test begins with none. */
  routes: Record<string, Route> = {};
  /** What was asked since the test began. */
  readonly asked: { readonly what: string; readonly body: string; readonly token: string }[] = [];
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) {
        chunks.push(chunk);
      }
      const body = Buffer.concat(chunks).toString();
      const what = `${request.method} ${request.url}`;
      this.asked.push({ what, body, token: request.headers.authorization ?? '' });
      const answer = this.routes[what]?.(body, request) ?? {
        status: 404,
        body: { code: 'DLR_NOT_FOUND', detail: `no ${what}` },
      };
      response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
      response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
    });
    beforeAll(async () => {
      this.#server.listen(0, '127.0.0.1');
      await once(this.#server, 'listening');
    });
    afterEach(() => {
      this.routes = {};
      this.asked.length = 0;
    });
    afterAll(async () => {
      this.#server.closeAllConnections();
      this.#server.close();
      await once(this.#server, 'close');
    });
  }

  /** Known once the tests run. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}
