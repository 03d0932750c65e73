/*
 * The event socket of one Asterisk, kept alive for ever.
 *
 *   waiting ──attempt──► probing ──200──► opening ──101──► preparing ──ready──► up
 *      ▲                    │                │                │                  │
 *      └────── back-off ◄───┴────────────────┴────────────────┴──────────────────┘
 *
 * 1. Before the socket, `GET /ari/asterisk/info` is asked over HTTP: a socket that is refused says nothing of why,
 *    the probe tells a wrong password from a server that boots (503) and from one that is not there.
 * 2. A TCP link can die without a word, so the link pings by itself; a ping without any sign of life until the next
 *    one ends the socket.
 * 3. Attempts never end. The pause doubles from `minBackoffMs` to `maxBackoffMs` with half of it by chance, so that
 *    several engines do not knock together; it starts anew only after a link that held for `maxBackoffMs`.
 * 4. Every attempt has a generation: whatever an outdated one still brings is thrown away with its socket.
 */
import { WebSocket } from 'ws';

import { backoffMs } from '../../core/kernel/backoff.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock, Timer } from '../../ports/clock.js';
import { parseJson, parseRefusal } from './ari-codec.js';
import { deadlinePassed, failureOfStatus, linkDown } from './ari-failure.js';
import { basicAuthorization, exchangeHttp } from './ari-http-request.js';
import type { AriServer } from './ari-transport.js';

export interface AriLinkTiming {
  /** @default 5000 */
  readonly pingEveryMs: number;
  /** Longest wait for the probe and for the socket's handshake. @default 4000 */
  readonly handshakeMs: number;
  /** @default 250 */
  readonly minBackoffMs: number;
  /** @default 15000 */
  readonly maxBackoffMs: number;
}

export const DEFAULT_LINK_TIMING: AriLinkTiming = {
  pingEveryMs: 5000,
  handshakeMs: 4000,
  minBackoffMs: 250,
  maxBackoffMs: 15_000,
};

export interface AriLinkOptions {
  readonly server: AriServer;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly timing: AriLinkTiming;
}

export interface AriLinkOwner {
  /** The socket holds; what must work before the link counts as up. `signal` ends with the attempt. */
  prepare(signal: AbortSignal): Promise<void>;
  up(): void;
  down(error: CadenciaError): void;
  text(frame: string): void;
}

/** A long list of channels comes in one frame. */
const MAXIMUM_FRAME_BYTES = 64 * 1024 * 1024;

/** Owns the event socket and its reconnection. */
export class AriLink {
  readonly #options: AriLinkOptions;
  readonly #owner: AriLinkOwner;
  #state: 'idle' | 'running' | 'closed' = 'idle';
  #socket: WebSocket | null = null;
  #attempt: AbortController | null = null;
  #upSinceMs: number | null = null;
  #failures = 0;
  #retryTimer: Timer | null = null;
  #pingTimer: Timer | null = null;
  #alive = true;

  constructor(options: AriLinkOptions, owner: AriLinkOwner) {
    this.#options = options;
    this.#owner = owner;
  }

  start(): void {
    if (this.#state === 'idle') {
      this.#state = 'running';
      void this.#connect();
    }
  }

  close(): void {
    this.#state = 'closed';
    this.#release(linkDown('The link', 'closed by us'));
  }

  isUp(): boolean {
    return this.#upSinceMs !== null;
  }

  /** Sends one text frame; false when there is no socket to send it on. */
  send(text: string): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) {
      return false;
    }
    this.#socket.send(text, () => undefined);
    return true;
  }

  /** Ends the present attempt or socket, reports it and goes on trying. */
  drop(error: CadenciaError): void {
    if (this.#state !== 'running' || this.#retryTimer !== null) {
      return;
    }
    const { clock, rng, timing } = this.#options;
    if (this.#upSinceMs !== null && clock.now() - this.#upSinceMs >= timing.maxBackoffMs) {
      this.#failures = 0;
    }
    const pauseMs = backoffMs(timing, this.#failures, rng.next());
    this.#failures += 1;
    this.#release(error);
    this.#retryTimer = clock.setTimer(pauseMs, () => {
      this.#retryTimer = null;
      void this.#connect();
    });
    this.#owner.down(error);
  }

  #release(error: CadenciaError): void {
    const { clock } = this.#options;
    this.#upSinceMs = null;
    this.#attempt?.abort(error);
    this.#attempt = null;
    for (const timer of [this.#retryTimer, this.#pingTimer]) {
      if (timer !== null) {
        clock.clearTimer(timer);
      }
    }
    this.#retryTimer = null;
    this.#pingTimer = null;
    this.#socket?.terminate();
    this.#socket = null;
  }

  async #connect(): Promise<void> {
    const attempt = new AbortController();
    this.#attempt = attempt;
    try {
      await this.#probe(attempt.signal);
      await this.#open(attempt.signal);
      await this.#owner.prepare(attempt.signal);
    } catch (error) {
      if (!attempt.signal.aborted) {
        this.drop(error instanceof CadenciaError ? error : linkDown('The link', messageOf(error)));
      }
      return;
    }
    if (!attempt.signal.aborted) {
      this.#upSinceMs = this.#options.clock.now();
      this.#owner.up();
    }
  }

  async #probe(signal: AbortSignal): Promise<void> {
    const { server, clock, timing } = this.#options;
    const target = '/ari/asterisk/info?only=status';
    const reply = await exchangeHttp({
      server,
      clock,
      method: 'GET',
      target,
      deadlineMs: timing.handshakeMs,
      signal,
    });
    if (reply.status === 200) {
      return;
    }
    if (reply.status === 401 || reply.status === 403) {
      throw failureOfStatus(
        'the probe GET /ari/asterisk/info',
        reply.status,
        parseRefusal(parseJson(reply.text)),
      );
    }
    throw linkDown('GET /ari/asterisk/info', `the server answers ${reply.status}`);
  }

  #open(signal: AbortSignal): Promise<void> {
    const { server, clock, timing } = this.#options;
    const url = new URL(`/ari/events?app=${encodeURIComponent(server.app)}`, server.url);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, {
      headers: { authorization: basicAuthorization(server) },
      maxPayload: MAXIMUM_FRAME_BYTES,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    const isCurrent = (): boolean => this.#socket === socket;
    const sign = (): void => {
      if (isCurrent()) {
        this.#alive = true;
      }
    };
    socket.on('pong', sign);
    socket.on('ping', sign);
    socket.on('message', (data, isBinary) => {
      sign();
      if (isCurrent()) {
        this.#owner.text(isBinary ? '' : data.toString());
      }
    });
    return new Promise((resolve, reject) => {
      let why = '';
      const timer = clock.setTimer(timing.handshakeMs, () => {
        reject(deadlinePassed('the handshake of the event socket', timing.handshakeMs));
        socket.terminate();
      });
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
      socket.once('open', () => {
        clock.clearTimer(timer);
        this.#alive = true;
        this.#schedulePing(socket);
        resolve();
      });
      socket.on('error', (error) => {
        why = messageOf(error);
      });
      socket.once('close', (code) => {
        clock.clearTimer(timer);
        const error = linkDown('The event socket', `closed with ${code}${why === '' ? '' : ` (${why})`}`);
        reject(error);
        if (isCurrent()) {
          this.drop(error);
        }
      });
    });
  }

  #schedulePing(socket: WebSocket): void {
    const { clock, timing } = this.#options;
    this.#pingTimer = clock.setTimer(timing.pingEveryMs, () => {
      if (!this.#alive) {
        this.drop(linkDown('The event socket', `no sign of life for ${timing.pingEveryMs} ms`));
        return;
      }
      this.#alive = false;
      socket.ping(undefined, undefined, () => undefined);
      this.#schedulePing(socket);
    });
  }
}
