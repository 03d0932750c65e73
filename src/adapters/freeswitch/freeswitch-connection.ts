/*
 * From a socket that is up to a server that may be used.
 *
 * After each connection the server counts as down until its channels are read. Events that come meanwhile wait, and
 * follow `serverUp` and `resync`: FreeSWITCH does not repeat what was said to nobody. A reading that fails drops the link,
 * which connects again.
 */
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { LegId } from '../../core/kernel/ids.js';
import type { MediaEvent } from '../../ports/media.js';
import { readSessions } from './back-pressure.js';
import type { EslEvent } from './esl-event.js';
import { eslDown } from './esl-failure.js';
import { type EslJob, EslSession } from './esl-session.js';
import { FREESWITCH_DEFAULTS, type FreeswitchMediaServerOptions } from './freeswitch-options.js';
import { type Channel, type FoundLeg, foundLegs, listedIds, readChannel } from './freeswitch-snapshot.js';
import { type SoundWay, soundWay } from './sound-way.js';

/** Those of which something follows; `ALL` would be ten times as many. */
const EVENTS = [
  'CHANNEL_CREATE',
  'CHANNEL_PROGRESS',
  'CHANNEL_PROGRESS_MEDIA',
  'CHANNEL_ANSWER',
  'CHANNEL_PARK',
  'CHANNEL_UNPARK',
  'CHANNEL_BRIDGE',
  'CHANNEL_UNBRIDGE',
  'CHANNEL_EXECUTE',
  'CHANNEL_EXECUTE_COMPLETE',
  'CHANNEL_HANGUP_COMPLETE',
  'DTMF',
  'MEDIA_BUG_STOP',
  'CUSTOM conference::maintenance',
].join(' ');

/** Channels that are asked about at a time. */
const READERS = 16;
/** While FreeSWITCH counts more sessions than its table of channels shows, it is read again, for a second at most. */
const MOST_LOOKS = 11;
const LOOK_AGAIN_MS = 100;

/** What was found on the server after a connection. */
export interface Resumption {
  readonly found: readonly FoundLeg[];
  /** Events that came while it was read, in order. */
  readonly held: readonly EslEvent[];
  /** Says `serverUp` and `resync`. */
  announce(): void;
}

export interface ConnectionOwner {
  emit(event: MediaEvent): void;
  /** The legs that are held for alive. */
  known(): readonly LegId[];
  resume(resumption: Resumption): void;
  event(event: EslEvent): void;
  lost(error: CadenciaError): void;
}

/** Owns the session; says when the server may be used and with what state. */
export class FreeswitchConnection {
  readonly #options: FreeswitchMediaServerOptions;
  readonly #owner: ConnectionOwner;
  readonly #session: EslSession;
  #ready = false;
  #closed = false;
  /** Events that wait for the resync; null while none is due. */
  #held: EslEvent[] | null = [];
  /** Why it is not up; null while it is, and before the first attempt. */
  #lastError: CadenciaError | null = null;

  constructor(options: FreeswitchMediaServerOptions, owner: ConnectionOwner) {
    this.#options = options;
    this.#owner = owner;
    const { host, port, password, clock, rng, timing } = options;
    this.#session = new EslSession(
      {
        server: { host, port, password },
        clock,
        rng,
        events: EVENTS,
        commandDeadlineMs: options.commandDeadlineMs ?? FREESWITCH_DEFAULTS.commandDeadlineMs,
        ...(timing === undefined ? {} : { timing }),
      },
      {
        up: () => void this.#synchronise(),
        down: (error) => this.#onDown(error),
        event: (event) => this.#onEvent(event),
      },
    );
  }

  start(): void {
    if (!this.#closed) {
      this.#session.start();
    }
  }

  close(): void {
    this.#closed = true;
    this.#ready = false;
    this.#session.close();
  }

  isReady(): boolean {
    return this.#ready;
  }

  /** Throws DLR_MEDIA_DOWN unless commands may be sent. */
  requireReady(): void {
    if (!this.#ready) {
      throw this.#lastError ?? eslDown(`Media server ${this.#options.id}`, 'not connected yet');
    }
  }

  async api(line: string): Promise<string> {
    this.requireReady();
    return await this.#session.api(line);
  }

  async sendMessage(channelId: string, headers: Readonly<Record<string, string>>): Promise<void> {
    this.requireReady();
    await this.#session.sendMessage(channelId, headers);
  }

  /** Where sound may be sent to us. */
  soundWay(): SoundWay | null {
    const { here, there } = this.#session.ends;
    return soundWay(here, there);
  }

  job(line: string, deadlineMs: number): EslJob {
    this.requireReady();
    return this.#session.job(line, deadlineMs);
  }

  /**
   * Every leg of this engine that lives there; those of another on the same FreeSWITCH are its own to end. Its table of
   * channels is behind: `looks` says how often it is read anew while FreeSWITCH counts more sessions than were found.
   */
  async readLegs(looks = 1, app = this.#options.app): Promise<readonly FoundLeg[]> {
    const channels = new Map<LegId, Channel | null>();
    for (let look = 1; ; look += 1) {
      const ids = new Set([...(await this.#listed()), ...this.#owner.known()]);
      await this.#readEach(
        [...ids].filter((legId) => (channels.get(legId) ?? null) === null),
        channels,
      );
      const living = [...channels.values()].filter((one) => one !== null);
      const sessions = look < looks ? (readSessions(await this.#session.api('status')) ?? 0) : 0;
      if (living.length >= sessions) {
        const ours = living.filter((one) => one.app === app);
        return foundLegs(ours, this.#options.clock.now(), Date.now());
      }
      await this.#pause(LOOK_AGAIN_MS);
    }
  }

  async #listed(): Promise<readonly LegId[]> {
    return listedIds(await this.#session.api('show channels as json'));
  }

  /** A few at a time: what waits behind a thousand others would pass its deadline. */
  async #readEach(legIds: readonly LegId[], into: Map<LegId, Channel | null>): Promise<void> {
    const left = [...legIds];
    const reader = async (): Promise<void> => {
      for (let legId = left.pop(); legId !== undefined; legId = left.pop()) {
        into.set(legId, readChannel(legId, await this.#session.api(`uuid_dump ${legId} json`)));
      }
    };
    await Promise.all(Array.from({ length: READERS }, reader));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#options.clock.setTimer(ms, resolve);
    });
  }

  #onEvent(event: EslEvent): void {
    if (this.#held === null) {
      this.#owner.event(event);
    } else {
      this.#held.push(event);
    }
  }

  #onDown(error: CadenciaError): void {
    const wasReady = this.#ready;
    this.#ready = false;
    this.#held = [];
    this.#owner.lost(error);
    // A server that stays away is told once for each reason, not at each attempt.
    const isNews = wasReady || error.message !== this.#lastError?.message;
    this.#lastError = error;
    if (isNews) {
      const atMs = this.#options.clock.now();
      this.#owner.emit({ kind: 'serverDown', serverId: this.#options.id, atMs, reason: error.message });
    }
  }

  async #synchronise(): Promise<void> {
    this.#held = [];
    const held = this.#held;
    try {
      const found = await this.readLegs(MOST_LOOKS);
      if (this.#held === held && !this.#closed) {
        this.#resume(found, held);
      }
    } catch (error) {
      if (this.#held === held && !this.#closed) {
        this.#session.drop(error instanceof CadenciaError ? error : eslDown('The resync', messageOf(error)));
      }
    }
  }

  #resume(found: readonly FoundLeg[], held: readonly EslEvent[]): void {
    this.#lastError = null;
    this.#held = null;
    this.#ready = true;
    const { id: serverId, clock } = this.#options;
    this.#owner.resume({
      found,
      held,
      announce: () => {
        const atMs = clock.now();
        this.#owner.emit({ kind: 'serverUp', serverId, atMs });
        this.#owner.emit({ kind: 'resync', serverId, atMs, legs: found.map(({ live }) => live) });
      },
    });
  }
}
