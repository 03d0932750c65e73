/*
 * From a transport that is up to a server that may be used.
 *
 * After each connection the server counts as down until the lists of channels and bridges are read. Events that come
 * meanwhile wait, and follow `serverUp` and `resync`: ARI does not repeat what was said to nobody. A reading that
 * fails drops the link, which connects again.
 */
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { MediaEvent } from '../../ports/media.js';
import { AriAutoTransport } from './ari-auto-transport.js';
import { type AriEvent, parseStartupTime } from './ari-codec.js';
import { linkDown } from './ari-failure.js';
import { AriHttpTransport } from './ari-http-transport.js';
import { type AriLinkOptions, DEFAULT_LINK_TIMING } from './ari-link.js';
import type { AriRequest } from './ari-request.js';
import type { AriIntake, AriSignal, AriTransport } from './ari-transport.js';
import { AriWebSocketTransport } from './ari-websocket-transport.js';
import { type AsteriskMediaServerOptions, commandDeadlineOf } from './asterisk-options.js';
import { type FoundLeg, readSnapshot } from './asterisk-snapshot.js';

/** Events that are of no use here; ChannelVarset alone comes six times a call. */
const UNWANTED_EVENTS = ['ChannelVarset', 'ChannelDialplan', 'ChannelCallerId', 'ChannelConnectedLine'];

/** What was found on the server after a connection. */
export interface Resumption {
  readonly found: readonly FoundLeg[];
  /** Events that came while it was read, in order. */
  readonly held: readonly AriEvent[];
  /** Says `serverUp` and `resync`. */
  announce(): void;
}

export interface ConnectionOwner {
  emit(event: MediaEvent): void;
  resume(resumption: Resumption): void;
  event(event: AriEvent): void;
  lost(error: CadenciaError): void;
}

function makeTransport(options: AsteriskMediaServerOptions): AriTransport {
  const link: AriLinkOptions = {
    server: options,
    clock: options.clock,
    rng: options.rng,
    timing: { ...DEFAULT_LINK_TIMING, ...options.timing },
  };
  switch (options.transport ?? 'auto') {
    case 'auto':
      return new AriAutoTransport(link);
    case 'websocket':
      return new AriWebSocketTransport(link);
    case 'http':
      return new AriHttpTransport(link);
  }
}

/** Owns the transport; says when the server may be used and with what state. */
export class AsteriskConnection {
  readonly #options: AsteriskMediaServerOptions;
  readonly #owner: ConnectionOwner;
  readonly #transport: AriTransport;
  #ready = false;
  #closed = false;
  /** Events that wait for the resync; null while none is due. */
  #held: AriEvent[] | null = [];
  #lastReason = '';
  #startupTime = '';

  constructor(options: AsteriskMediaServerOptions, owner: ConnectionOwner) {
    this.#options = options;
    this.#owner = owner;
    this.#transport = makeTransport(options);
    this.#transport.onSignal((signal) => this.#onSignal(signal));
  }

  start(): void {
    if (!this.#closed) {
      this.#transport.start();
    }
  }

  close(): void {
    this.#closed = true;
    this.#ready = false;
    this.#transport.close();
  }

  isReady(): boolean {
    return this.#ready;
  }

  intake(): AriIntake & { readonly transport: 'websocket' | 'http' } {
    return { ...this.#transport.intake(), transport: this.#transport.name };
  }

  /** Throws DLR_MEDIA_DOWN unless commands may be sent. */
  requireReady(): void {
    if (!this.#ready) {
      throw linkDown(`Media server ${this.#options.id}`, this.#lastReason || 'not connected yet');
    }
  }

  async call(request: AriRequest): Promise<unknown> {
    this.requireReady();
    return await this.#transport.call(request, commandDeadlineOf(this.#options));
  }

  /** Gives the link up on purpose; it is built anew. */
  drop(error: CadenciaError): void {
    this.#transport.drop(error);
  }

  async readLegs(): Promise<readonly FoundLeg[]> {
    const deadlineMs = commandDeadlineOf(this.#options);
    const [channels, bridges, application] = await Promise.all([
      this.#transport.call({ method: 'GET', path: ['channels'] }, deadlineMs),
      this.#transport.call({ method: 'GET', path: ['bridges'] }, deadlineMs),
      this.#transport.call({ method: 'GET', path: ['applications', this.#options.app] }, deadlineMs),
    ]);
    return readSnapshot({ channels, bridges, application }, this.#options.clock.now(), Date.now());
  }

  #onSignal(signal: AriSignal): void {
    switch (signal.kind) {
      case 'up':
        void this.#synchronise();
        return;
      case 'down':
        this.#onDown(signal.error);
        return;
      case 'event':
        if (this.#held === null) {
          this.#owner.event(signal.event);
        } else {
          this.#held.push(signal.event);
        }
        return;
      case 'restMissing':
        return;
    }
  }

  #onDown(error: CadenciaError): void {
    const wasReady = this.#ready;
    this.#ready = false;
    this.#held = [];
    this.#owner.lost(error);
    // A server that stays away is told once for each reason, not at each attempt.
    if (wasReady || error.message !== this.#lastReason) {
      this.#lastReason = error.message;
      const atMs = this.#options.clock.now();
      this.#owner.emit({ kind: 'serverDown', serverId: this.#options.id, atMs, reason: error.message });
    }
  }

  async #synchronise(): Promise<void> {
    const held = this.#held;
    try {
      await this.#options.prepare?.();
      await this.#filterEvents();
      const info = await this.#transport.call(
        { method: 'GET', path: ['asterisk', 'info'], query: { only: 'status' } },
        commandDeadlineOf(this.#options),
      );
      const found = await this.readLegs();
      if (this.#held === held && held !== null && !this.#closed) {
        this.#resume(parseStartupTime(info), found, held);
      }
    } catch (error) {
      if (this.#held === held && !this.#closed) {
        this.#transport.drop(
          error instanceof CadenciaError ? error : linkDown('The resync', messageOf(error)),
        );
      }
    }
  }

  /** Fewer events, when this Asterisk can leave them out (since 16.6). */
  async #filterEvents(): Promise<void> {
    try {
      await this.#transport.call(
        {
          method: 'PUT',
          path: ['applications', this.#options.app, 'eventFilter'],
          body: { disallowed: UNWANTED_EVENTS.map((type) => ({ type })) },
        },
        commandDeadlineOf(this.#options),
      );
    } catch (error) {
      if (!isCadenciaError(error, 'DLR_MEDIA_REFUSED', 'DLR_MEDIA_GONE')) {
        throw error;
      }
    }
  }

  #resume(startupTime: string, found: readonly FoundLeg[], held: readonly AriEvent[]): void {
    const restarted = this.#startupTime !== '' && startupTime !== this.#startupTime;
    this.#startupTime = startupTime;
    this.#lastReason = '';
    this.#held = null;
    this.#ready = true;
    const { id: serverId, clock } = this.#options;
    this.#owner.resume({
      found,
      // What a dead process said on its way out is of no use: its legs are all gone.
      held: restarted ? [] : held,
      announce: () => {
        const atMs = clock.now();
        this.#owner.emit({ kind: 'serverUp', serverId, atMs });
        this.#owner.emit({ kind: 'resync', serverId, atMs, legs: found.map((one) => one.live) });
      },
    });
  }
}
