/*
 * The sound of one leg, as it comes from the far end: FreeSWITCH sends what it reads in park as packets of 16-bit samples
 * to a port of ours (`unicast`). No channel is added and nothing is mixed; the leg takes every command meanwhile.
 *
 * 1. It lasts as long as the leg sits in park, and no command ends it before. So the port stays ours until then, whether
 *    somebody still listens or not: given back it could be the next leg's, and hear this one.
 * 2. What comes back to FreeSWITCH's own port would be played to the leg. It binds that to the address at which we reach
 *    it, and ours takes packets from there alone. Neither ever leaves loopback or a private network.
 */
import { createSocket, type Socket } from 'node:dgram';
import { SAMPLE_RATE } from '../../core/ear/spectrum.js';
import type { LegId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Timer } from '../../ports/clock.js';
import type { FreeswitchSession } from './freeswitch-session.js';

/** FreeSWITCH sends a packet each 20 ms, also while the far end is silent. */
const FIRST_SOUND_MS = SECOND;
/** Octets that the kernel holds for us while we are busy: some two seconds of one leg. */
const HELD_BYTES = 96_000;

export interface EarTapOwner {
  /** 16-bit samples at 8 kHz. */
  sound(samples: Int16Array): void;
  /** None came, or none could be had. Not after `close`. */
  lost(): void;
}

/** 16-bit samples at 8 kHz of little-endian bytes: of a wider codec the mean of as many as make one. */
export function samplesOf(bytes: Buffer, rate: number): Int16Array {
  const step = rate / SAMPLE_RATE;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const samples = new Int16Array(Math.floor(bytes.length / (2 * step)));
  for (let n = 0; n < samples.length; n += 1) {
    let sum = 0;
    for (let k = 0; k < step; k += 1) {
      sum += view.getInt16(2 * (n * step + k), true);
    }
    samples[n] = Math.round(sum / step);
  }
  return samples;
}

/** Listens from `open` to `close`. */
export class FreeswitchEarTap {
  readonly #session: FreeswitchSession;
  readonly #owner: EarTapOwner;
  #socket: Socket | null = null;
  #timer: Timer | null = null;
  #heard = false;
  #closed = false;

  constructor(session: FreeswitchSession, owner: EarTapOwner) {
    this.#session = session;
    this.#owner = owner;
  }

  /** The leg has to sit in park. What goes wrong is `lost`. */
  open(legId: LegId, rate: number): void {
    const way = this.#session.soundWay();
    if (way === null || rate < SAMPLE_RATE || rate % SAMPLE_RATE !== 0) {
      // Not before the caller holds what it opened.
      this.#timer = this.#session.clock.setTimer(0, () => this.#fail());
      return;
    }
    // What came while we were busy is read first: it waits in the socket, behind timers.
    this.#timer = this.#session.clock.setTimer(FIRST_SOUND_MS, () => setImmediate(() => this.#expire()));
    const socket = createSocket({ type: 'udp4', recvBufferSize: HELD_BYTES });
    this.#socket = socket;
    socket.on('error', () => this.#fail());
    socket.on('message', (bytes, from) => {
      if (from.address === way.there && !this.#closed) {
        this.#heard = true;
        this.#clearTimer();
        this.#owner.sound(samplesOf(bytes, rate));
      }
    });
    socket.bind(0, way.here, () => {
      if (this.#closed) {
        return;
      }
      const remote = { 'remote-ip': way.here, 'remote-port': String(socket.address().port) };
      const local = { 'local-ip': way.there, 'local-port': '0' };
      this.#session
        .sendMessage(legId, { 'call-command': 'unicast', ...local, ...remote, transport: 'udp' })
        .catch(() => this.#fail());
    });
  }

  /** Gives the port back; only once the leg has left park. Idempotent. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#clearTimer();
      this.#socket?.close();
    }
  }

  #clearTimer(): void {
    if (this.#timer !== null) {
      this.#session.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  #expire(): void {
    if (!this.#heard) {
      this.#fail();
    }
  }

  #fail(): void {
    this.#clearTimer();
    if (!this.#closed) {
      this.#owner.lost();
    }
  }
}
