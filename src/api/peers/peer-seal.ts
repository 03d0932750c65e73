import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EngineId } from '../../core/kernel/ids.js';
import { MINUTE } from '../../core/kernel/time.js';

/** Carries the seal of a request that another server of the installation passes on. */
export const PEER_HEADER = 'x-cadencia-peer';
/** Clocks of servers are within a second; the rest is the way. */
const GOOD_FOR_MS = MINUTE;
const FORM = /^([\w.-]{1,64}) ([\w.-]{1,64}) (\d{1,15}) ([0-9A-Fa-f.:]{2,45}) ([0-9a-f]{64})$/;

/** A request as it is sealed. */
interface Sealed {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly url: string;
}

/**
 * Shows that a request was passed on by a server with the same installation.key, to this one, a moment ago: then the
 * address it came from is believed. Who asks is checked again all the same, by his own token or cookie.
 */
export class PeerSeal {
  readonly #own: EngineId;
  readonly #key: Buffer;
  readonly #nowMs: () => number;

  constructor(own: EngineId, installationKeyHex: string, nowMs: () => number) {
    this.#own = own;
    this.#key = createHmac('sha256', Buffer.from(installationKeyHex, 'hex'))
      .update('cadencia peers v1')
      .digest();
    this.#nowMs = nowMs;
  }

  /** The header for a request to that server; `address` is whose request it is. */
  write(to: EngineId, address: string, sealed: Sealed): string {
    const told = `${this.#own} ${to} ${this.#nowMs()} ${address}`;
    return `${told} ${this.#macOf(told, sealed).toString('hex')}`;
  }

  /** Null where it is no seal of this installation, or one for another server, another request or another time. */
  open(header: string, sealed: Sealed): { readonly from: string; readonly address: string } | null {
    const [, from = '', to, atMs, address = '', mac = ''] = FORM.exec(header) ?? [];
    if (to !== this.#own || Math.abs(this.#nowMs() - Number(atMs)) > GOOD_FOR_MS) {
      return null;
    }
    const expected = this.#macOf(`${from} ${to} ${atMs} ${address}`, sealed);
    return timingSafeEqual(expected, Buffer.from(mac, 'hex')) ? { from, address } : null;
  }

  #macOf(told: string, { method, url }: Sealed): Buffer {
    return createHmac('sha256', this.#key).update(`${told}\n${method} ${url}`).digest();
  }
}
