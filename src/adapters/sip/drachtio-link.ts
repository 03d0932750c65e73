/*
 * The control connection to one drachtio-server, kept alive for ever.
 *
 *   waiting ──attempt──► connecting ──authenticate──► up
 *      ▲                     │                        │
 *      └────── back-off ◄────┴────────────────────────┘
 *
 * One attempt is one instance of the library, which is never left to reconnect (drachtio-srf 5.0.29): it would do so in
 * clear where the link was TLS and send the secret so, every 255 ms for ever where the secret is wrong, and with pauses
 * that grow to hours where none are set. What it leaves open when the link dies is settled here.
 */
import type { Socket } from 'node:net';
import { backoffMs } from '../../core/kernel/backoff.js';
import { messageOf } from '../../core/kernel/errors.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { ReachSample } from '../../core/route/trunk-reach.js';
import type { Clock, Timer } from '../../ports/clock.js';
import {
  type Library,
  type LibraryReply,
  type LibraryRequest,
  newLibrary,
  onSocket,
  type SentRequest,
  unreadBytes,
  withoutPrinting,
} from './drachtio-library.js';

export interface DrachtioServer {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly tls: boolean;
  /** Certificates that its own must be signed by, as PEM; '' for the system's. */
  readonly ca: string;
}

export interface DrachtioTiming {
  /** Longest wait from the connect to the welcome. @default 4000 */
  readonly handshakeMs: number;
  /** @default 500 */
  readonly minBackoffMs: number;
  /** @default 15000 */
  readonly maxBackoffMs: number;
  /** Pause after the secret was refused: only a person changes that. @default 60000 */
  readonly unwelcomeMs: number;
  /** How often the server is asked whether it lives; the library takes no less than 5000. @default 10000 */
  readonly pingMs: number;
}

const DEFAULT_TIMING: DrachtioTiming = {
  handshakeMs: 4000,
  minBackoffMs: 500,
  maxBackoffMs: 15_000,
  unwelcomeMs: 60_000,
  pingMs: 10_000,
};
/** A link that said nothing for so many pings is dead. */
const SILENT_PINGS = 2.5;
/** A SIP message has 64 KiB at most (RFC 3261 §18.1.1), and a frame holds one. */
const LONGEST_FRAME = 1 << 20;

export interface DrachtioLinkOptions {
  readonly server: DrachtioServer;
  readonly clock: Clock;
  /** For the chance in the back-off. */
  readonly rng: Rng;
  readonly timing?: Partial<DrachtioTiming>;
}

export interface DrachtioLinkOwner {
  /** `addresses` are those it takes SIP at. */
  up(found: { readonly version: string; readonly addresses: readonly string[] }): void;
  /** The link was lost, or an attempt failed; another follows. */
  down(why: string, refused: boolean): void;
  /** Takes calls; null leaves them to whoever else is connected: the server shares them out among all who ask for them. */
  readonly invite: ((request: LibraryRequest, reply: LibraryReply) => void) | null;
}

interface Attempt {
  readonly srf: Library;
  /** What waits for an answer of the server; called with why none comes. */
  readonly open: Set<() => void>;
  socket: Socket | null;
  heardMs: number;
}

/** Owns the connection, its reconnection, and what was asked over it. */
export class DrachtioLink {
  readonly #options: DrachtioLinkOptions;
  readonly #owner: DrachtioLinkOwner;
  readonly #timing: DrachtioTiming;
  #attempt: Attempt | null = null;
  #up = false;
  #running = false;
  #failures = 0;
  #timer: Timer | null = null;

  constructor(options: DrachtioLinkOptions, owner: DrachtioLinkOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
  }

  start(): void {
    if (!this.#running) {
      this.#running = true;
      this.#connect();
    }
  }

  /** Idempotent. */
  close(): void {
    this.#running = false;
    this.#release();
  }

  isUp(): boolean {
    return this.#up;
  }

  /** Where the server is reached from here; '' before the first connection. */
  get peerAddress(): string {
    return this.#attempt?.socket?.remoteAddress ?? '';
  }

  /** Asks a carrier whether it is there; null where nobody could ask it. Settles in any case. */
  probe(uri: string, deadlineMs: number): Promise<ReachSample | null> {
    const attempt = this.#attempt;
    if (attempt === null || !this.#up) {
      return Promise.resolve(null);
    }
    const startedMs = performance.now();
    const { clock } = this.#options;
    return new Promise((resolve) => {
      let confirmed = false;
      const settle = (sample: ReachSample | null): void => {
        clock.clearTimer(timer);
        attempt.open.delete(lost);
        resolve(sample);
      };
      const answer = (status: number | null): void =>
        settle({ status, ms: Math.round((performance.now() - startedMs) * 10) / 10 });
      const lost = (): void => settle(null);
      const timer = clock.setTimer(deadlineMs, () => {
        if (confirmed) {
          answer(null);
        } else {
          settle(null);
          this.#lose(attempt, 'it took a request and did not confirm it');
        }
      });
      attempt.open.add(lost);
      this.#send(attempt, uri, (request) => {
        confirmed = true;
        if (request === null) {
          answer(null);
        } else {
          // In this very turn: the answer may stand in the same segment as the confirmation.
          request.on('response', (response) => answer(response.status));
        }
      });
    });
  }

  /** The library throws where it has no connection, at once and not through its callback. */
  #send(attempt: Attempt, uri: string, sent: (request: SentRequest | null) => void): void {
    try {
      const headers = { 'User-Agent': 'Cadencia', Accept: 'application/sdp' };
      attempt.srf.request(uri, { method: 'OPTIONS', headers }, (error, request) =>
        sent(error === null || error === undefined ? (request ?? null) : null),
      );
    } catch (error) {
      this.#lose(attempt, messageOf(error));
    }
  }

  #connect(): void {
    const { server, clock } = this.#options;
    const srf = newLibrary();
    const attempt: Attempt = { srf, open: new Set(), socket: null, heardMs: clock.now() };
    this.#attempt = attempt;
    this.#timer = clock.setTimer(this.#timing.handshakeMs, () =>
      this.#lose(attempt, `no welcome within ${this.#timing.handshakeMs / 1000} s`),
    );
    srf.on('error', (error) => this.#lose(attempt, messageOf(error)));
    srf.on('close', () => this.#lose(attempt, 'it ended the connection'));
    srf.on('connect', (error, addresses = '', version = '') => {
      if (error === null || error === undefined) {
        this.#welcome(attempt, version, addresses);
      } else {
        this.#lose(attempt, 'it refuses the secret', true);
      }
    });
    const { invite } = this.#owner;
    if (invite !== null) {
      srf.invite((request, reply) => {
        if (attempt === this.#attempt) {
          invite(request, reply);
        }
      });
      // Carriers ask too.
      srf.options((_, reply) => reply.send(200));
    }
    srf.connect({
      host: server.host,
      port: server.port,
      secret: server.secret,
      ...(server.tls ? { tls: server.ca === '' ? {} : { ca: server.ca } } : {}),
      enablePing: true,
      pingInterval: this.#timing.pingMs,
      reconnect: { maxAttempts: 1 },
    });
    onSocket(srf, (socket) => this.#adopt(attempt, socket));
  }

  /** Nothing that the server sends may be thrown at the socket, where it would end the process. */
  #adopt(attempt: Attempt, socket: Socket): void {
    if (attempt !== this.#attempt) {
      socket.destroy();
      return;
    }
    attempt.socket = socket;
    const readers = socket.listeners('data');
    socket.removeAllListeners('data');
    socket.on('data', (chunk: Buffer) => {
      attempt.heardMs = this.#options.clock.now();
      try {
        withoutPrinting(() => {
          for (const read of readers) {
            read(chunk);
          }
        });
        if (unreadBytes(attempt.srf, socket) > LONGEST_FRAME) {
          throw new Error('a frame without end');
        }
      } catch (error) {
        this.#lose(attempt, `it says what nobody understands: ${messageOf(error).slice(0, 80)}`);
      }
    });
  }

  #welcome(attempt: Attempt, version: string, addresses: string): void {
    if (attempt !== this.#attempt) {
      return;
    }
    this.#clearTimer();
    this.#up = true;
    this.#failures = 0;
    this.#watch(attempt);
    this.#owner.up({ version, addresses: addresses.split(',').filter((address) => address !== '') });
  }

  /** The library sends pings and never misses an answer; a link may die without a word. */
  #watch(attempt: Attempt): void {
    const { clock } = this.#options;
    this.#timer = clock.setTimer(this.#timing.pingMs, () => {
      if (clock.now() - attempt.heardMs > this.#timing.pingMs * SILENT_PINGS) {
        this.#lose(attempt, 'it has fallen silent');
      } else {
        this.#watch(attempt);
      }
    });
  }

  #lose(attempt: Attempt, why: string, refused = false): void {
    if (attempt !== this.#attempt) {
      return;
    }
    this.#release();
    const { clock, rng } = this.#options;
    const pauseMs = refused ? this.#timing.unwelcomeMs : backoffMs(this.#timing, this.#failures, rng.next());
    this.#failures += 1;
    this.#timer = clock.setTimer(pauseMs, () => this.#connect());
    this.#owner.down(why, refused);
  }

  #release(): void {
    this.#clearTimer();
    const attempt = this.#attempt;
    this.#attempt = null;
    this.#up = false;
    attempt?.socket?.destroy();
    for (const lost of [...(attempt?.open ?? [])]) {
      lost();
    }
  }

  #clearTimer(): void {
    if (this.#timer !== null) {
      this.#options.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }
}
