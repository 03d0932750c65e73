import { once } from 'node:events';
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { FakeAri } from './fake-ari.js';
import { FakeDrachtio } from './fake-drachtio.js';
import { FakeEsl } from './fake-esl.js';

/** Everything a server of ours knocks at, each of which lets nobody in: another password, 401, 5xx. */
export interface RefusingDoors {
  readonly ari: FakeAri;
  readonly esl: FakeEsl;
  readonly drachtio: FakeDrachtio;
  readonly redisPort: number;
  readonly issuer: string;
  readonly receiver: string;
  /** Request lines that came to the provider and to the receiver. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const portOf = (server: Server | HttpServer): number => (server.address() as AddressInfo).port;

/** Redis as far as a wrong password goes: it says so, and nothing else to whoever asks on. */
function refusingRedis(): Server {
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      for (const command of bytes
        .toString()
        .split(/^\*\d+\r\n/m)
        .slice(1)) {
        socket.write(
          /^\$\d+\r\n(auth|hello)\r\n/i.test(command)
            ? '-WRONGPASS invalid username-password pair or user is disabled.\r\n'
            : '-NOAUTH Authentication required.\r\n',
        );
      }
    });
  });
}

/** A provider of identities that knows nobody's secret, and a receiver that breaks. */
function refusingWeb(asked: string[]): HttpServer {
  const server = createHttpServer((request, reply) => {
    const { method = '', url = '' } = request;
    asked.push(`${method} ${url}`);
    const issuer = `http://127.0.0.1:${portOf(server)}`;
    const known: Readonly<Record<string, readonly [number, object]>> = {
      '/.well-known/openid-configuration': [
        200,
        {
          issuer,
          authorization_endpoint: `${issuer}/auth`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          code_challenge_methods_supported: ['S256'],
        },
      ],
      '/token': [401, { error: 'invalid_client', error_description: 'unknown client or secret' }],
    };
    const [status, body] = known[url] ?? [500, { error: 'broken' }];
    request.resume();
    reply.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return server;
}

export async function openRefusingDoors(): Promise<RefusingDoors> {
  const asked: string[] = [];
  const [redis, web] = [refusingRedis(), refusingWeb(asked)];
  for (const server of [redis, web]) {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  }
  const [ari, esl, drachtio] = [
    await FakeAri.start('cadencia', 'another'),
    await FakeEsl.start('another'),
    await FakeDrachtio.start({ secret: 'another' }),
  ];
  return {
    ...{ ari, esl, drachtio, asked, redisPort: portOf(redis) },
    issuer: `http://127.0.0.1:${portOf(web)}`,
    receiver: `http://127.0.0.1:${portOf(web)}/receiver`,
    async close() {
      await Promise.all([ari.close(), esl.close(), drachtio.stop()]);
      web.closeAllConnections();
      web.close();
      redis.close();
    },
  };
}
