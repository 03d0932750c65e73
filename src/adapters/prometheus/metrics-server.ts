import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { EngineMetrics } from './engine-metrics.js';

type Page = Pick<EngineMetrics, 'contentType' | 'page'>;

/** `/metrics` on a listener of its own: what scrapes needs no token and reaches nothing else. */
export interface MetricsServer {
  /** Listens; DLR_PORT_TAKEN when somebody else does. */
  start(): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
  /** Address of the page, '' before `start`. */
  address(): string;
}

export function makeMetricsServer(metrics: Page, host: string, port: number): MetricsServer {
  const server = createServer((request, response) => {
    answer(metrics, request, response).catch(() => {
      response.writeHead(500).end('# the figures could not be read\n');
    });
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 10_000;
  return {
    start: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) =>
          reject(
            new CadenciaError('DLR_PORT_TAKEN', {
              detail: `/metrics cannot listen on ${host}:${port} (${cause.code ?? 'error'}); choose another (metrics.port).`,
              cause,
            }),
          ),
        );
        server.listen(port, host, resolve);
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    address() {
      const at = server.address();
      if (at === null || typeof at === 'string') {
        return '';
      }
      return `http://${at.family === 'IPv6' ? `[${at.address}]` : at.address}:${at.port}/metrics`;
    },
  };
}

async function answer(metrics: Page, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('GET /metrics is all there is\n');
    return;
  }
  const text = await metrics.page();
  response.writeHead(200, { 'content-type': metrics.contentType }).end(text);
}
