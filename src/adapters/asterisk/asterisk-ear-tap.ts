/*
 * The sound of one leg, as it comes from the far end: a snoop channel on the leg, joined with a WebSocket channel to which
 * we connect (chan_websocket, Asterisk 22.5 and later), so that no port of ours has to be open. The leg itself is not
 * touched: it rings, waits and talks as if nobody listened, and every command for it works meanwhile.
 */
import { WebSocket } from 'ws';
import type { LegId } from '../../core/kernel/ids.js';
import { parseChannelVariable } from './ari-codec.js';
import { basicAuthorization } from './ari-http-request.js';
import type { AriServer } from './ari-transport.js';
import { earBridgeOf, earMediaOf, earSnoopOf } from './asterisk-leg-table.js';
import type { AsteriskSession } from './asterisk-session.js';

/** A packet of sound has 320. */
const LARGEST_FRAME_BYTES = 65_536;
const CONNECTION_VARIABLE = 'MEDIA_WEBSOCKET_CONNECTION_ID';

export interface EarTapOwner {
  /** 16-bit samples at 8 kHz. */
  sound(samples: Int16Array): void;
  /** No more will come: it could not be had, or it broke off. Not after `close`. */
  lost(): void;
}

/** 16-bit samples of little-endian bytes, wherever in memory they lie. */
function samplesOf(bytes: Buffer): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const samples = new Int16Array(bytes.length >> 1);
  for (let n = 0; n < samples.length; n += 1) {
    samples[n] = view.getInt16(2 * n, true);
  }
  return samples;
}

/** Listens from `open` to `close`. */
export class AsteriskEarTap {
  readonly legId: LegId;
  readonly #session: Pick<AsteriskSession, 'app' | 'call' | 'commandDeadlineMs'>;
  readonly #server: AriServer;
  readonly #owner: EarTapOwner;
  readonly #started = new Set<string>();
  #socket: WebSocket | null = null;
  #bridged = false;
  #closed = false;

  constructor(
    session: Pick<AsteriskSession, 'app' | 'call' | 'commandDeadlineMs'>,
    server: AriServer,
    legId: LegId,
    owner: EarTapOwner,
  ) {
    this.#session = session;
    this.#server = server;
    this.legId = legId;
    this.#owner = owner;
  }

  /** Never rejects: what goes wrong is `lost`. */
  async open(): Promise<void> {
    const { app } = this.#session;
    const made = await Promise.allSettled([
      this.#post(['channels', 'externalMedia'], {
        channelId: earMediaOf(this.legId),
        app,
        external_host: 'INCOMING',
        transport: 'websocket',
        encapsulation: 'none',
        connection_type: 'server',
        format: 'slin',
      }),
      this.#post(['channels', this.legId, 'snoop', earSnoopOf(this.legId)], {
        app,
        appArgs: 'ear',
        spy: 'in',
        whisper: 'none',
      }),
      this.#post(['bridges', earBridgeOf(this.legId)], { type: 'mixing' }),
    ]);
    const [media] = made;
    if (this.#closed) {
      // Closed while they were on their way: what came into being meanwhile goes.
      this.#takeDown();
    } else if (media.status === 'fulfilled' && made.every(({ status }) => status === 'fulfilled')) {
      this.#bridged = true;
      this.#connect(parseChannelVariable(media.value, CONNECTION_VARIABLE));
      this.#join();
    } else {
      this.#fail();
    }
  }

  /** Takes everything down again, in whatever state it is. Idempotent; the leg stays. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#socket?.terminate();
      this.#takeDown();
    }
  }

  /** One of its two channels is under our control. */
  channelStarted(channelId: string): void {
    this.#started.add(channelId);
    this.#join();
  }

  #join(): void {
    if (this.#bridged && this.#started.size === 2 && !this.#closed) {
      const channel = [...this.#started].join(',');
      this.#post(['bridges', earBridgeOf(this.legId), 'addChannel'], { channel }).catch(() => this.#fail());
    }
  }

  #connect(connection: string): void {
    const { url } = this.#server;
    const address = `${url.replace(/^http/, 'ws').replace(/\/$/, '')}/media/${encodeURIComponent(connection)}`;
    const socket = new WebSocket(address, ['media'], {
      headers: { authorization: basicAuthorization(this.#server) },
      handshakeTimeout: this.#session.commandDeadlineMs,
      perMessageDeflate: false,
      maxPayload: LARGEST_FRAME_BYTES,
    });
    this.#socket = socket;
    socket.on('message', (data, isBinary) => {
      if (isBinary && Buffer.isBuffer(data) && !this.#closed) {
        this.#owner.sound(samplesOf(data));
      }
    });
    // After an error comes a close.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#fail());
  }

  #fail(): void {
    if (!this.#closed) {
      this.close();
      this.#owner.lost();
    }
  }

  #takeDown(): void {
    for (const path of [
      ['channels', earSnoopOf(this.legId)],
      ['channels', earMediaOf(this.legId)],
      ['bridges', earBridgeOf(this.legId)],
    ]) {
      // Gone already, or the link is: then the next resync looks for what is left.
      this.#session.call({ method: 'DELETE', path }).catch(() => undefined);
    }
  }

  #post(path: readonly string[], query: Readonly<Record<string, string>>): Promise<unknown> {
    return this.#session.call({ method: 'POST', path, query });
  }
}
