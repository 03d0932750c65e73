import type { FastifyRequest } from 'fastify';
import { WebSocket } from 'ws';
import { SECOND } from '../../core/kernel/time.js';
import type { ApiLog } from '../http/api-deps.js';
import type { Peer } from './agent-seats.js';
import { PEER_HEADER, type PeerSeal } from './peer-seal.js';

const CONNECT_MS = 3 * SECOND;
/** RFC 6455 §7.4: what stands for a close without a code, and for a link that broke, and is never sent. */
const NO_CODE = 1005;
const BROKEN = 1006;
const NORMAL = 1000;
const GOING_AWAY = 1001;
const TRY_LATER = 1013;
/** Codes below this are the protocol's own; of these only some may be sent. */
const UNSENDABLE = new Set([1004, NO_CODE, BROKEN, 1015]);

export interface ForwardedSocketsDeps {
  readonly seal: PeerSeal;
  readonly log: ApiLog;
}

/** What may be said with a close: what came, or what stands for it. */
const sendable = (code: number, otherwise: number): number => (UNSENDABLE.has(code) ? otherwise : code);

/** Pages' sockets that end at another server: each word, each ping and the end of either side goes on to the other. */
export class ForwardedSockets {
  readonly #deps: ForwardedSocketsDeps;
  readonly #pages = new Set<WebSocket>();

  constructor(deps: ForwardedSocketsDeps) {
    this.#deps = deps;
  }

  /** `page` is paused, and read from once the other side is there. */
  join(page: WebSocket, request: FastifyRequest, peer: Peer): void {
    const far = this.#open(request, peer);
    this.#pages.add(page);
    far.on('open', () => page.resume());
    page.on('message', (data, binary) => far.send(data as Buffer, { binary }));
    far.on(
      'message',
      (data, binary) => page.readyState === page.OPEN && page.send(data as Buffer, { binary }),
    );
    // Whether the page still lives is asked from there, and answered by the page.
    far.on('ping', (data) => page.readyState === page.OPEN && page.ping(data));
    page.on('pong', (data) => far.readyState === far.OPEN && far.pong(data));
    far.on('error', (failure) => {
      this.#deps.log.warn({ err: failure, peer: peer.engineId }, 'no way to the server that has the agent');
    });
    far.on('close', (code, reason) => {
      page.resume();
      page.close(sendable(code, code === NO_CODE ? NORMAL : TRY_LATER), reason);
    });
    page.on('error', () => page.terminate());
    page.on('close', (code, reason) => {
      this.#pages.delete(page);
      if (code === BROKEN) {
        far.terminate();
      } else {
        far.close(sendable(code, NORMAL), reason);
      }
    });
  }

  close(): void {
    for (const page of this.#pages) {
      page.close(GOING_AWAY, 'the server goes down');
    }
  }

  #open({ headers, host, url, address }: FastifyRequest, { engineId, door }: Peer): WebSocket {
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    return new WebSocket(
      `${door.replace(/^http/, 'ws')}${url}`,
      offered.filter((name) => name !== ''),
      {
        handshakeTimeout: CONNECT_MS,
        autoPong: false,
        perMessageDeflate: false,
        headers: {
          host,
          ...(headers.cookie === undefined ? {} : { cookie: headers.cookie }),
          ...(headers.origin === undefined ? {} : { origin: headers.origin }),
          [PEER_HEADER]: this.#deps.seal.write(engineId, address, { method: 'GET', url }),
        },
      },
    );
  }
}
