import { createSocket, type Socket } from 'node:dgram';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { SipMessageSeen } from '../../ports/sip-watch.js';
import { type HepPacket, readHep } from './hep-packet.js';
import { ATTEMPT_HEADER, type SipCall, type SipCalls } from './sip-calls.js';
import { q850OfReason, readSip, type SipText } from './sip-text.js';

/** Calls whose messages are kept apart at a time; a call is forgotten by age alone. */
const MOST_CALLS = 20_000;
/** A call that goes wrong may repeat itself without end. */
const MOST_MESSAGES = 200;

export interface SipCaptureOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly calls: SipCalls;
  /** Copies from elsewhere are not taken. */
  readonly isTrusted: (address: string) => boolean;
  readonly tell: (message: SipMessageSeen) => void;
}

interface Ladder {
  readonly call: SipCall;
  /** The media server's side: what goes there is a repetition of what came from the carrier. */
  readonly switchSide: string;
  /** Addresses of the SIP server: that which the media server calls, and that it calls carriers from. */
  readonly ownSides: Set<string>;
  messages: number;
}

/** Listens to the copies (HEP 3) a SIP server makes of its messages, and tells those between it and the carrier. */
export class SipCapture {
  readonly #options: SipCaptureOptions;
  /** By Call-ID, the oldest first. */
  readonly #ladders = new Map<string, Ladder>();
  #socket: Socket | null = null;
  #notUnderstood = 0;

  constructor(options: SipCaptureOptions) {
    this.#options = options;
  }

  /** Resolves with the port once it listens. */
  start(): Promise<number> {
    const { host, port } = this.#options;
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    this.#socket = socket;
    socket.on('message', (datagram, sender) => {
      if (this.#options.isTrusted(sender.address)) {
        this.#take(datagram);
      }
    });
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void =>
        reject(
          new CadenciaError('DLR_PORT_TAKEN', {
            detail: `Copies of SIP messages cannot be taken at ${host}:${port} (UDP): ${error.message}`,
            fields: { port },
            cause: error,
          }),
        );
      socket.once('error', fail);
      socket.bind(port, host, () => {
        socket.off('error', fail);
        socket.on('error', () => undefined);
        resolve(socket.address().port);
      });
    });
  }

  /** Idempotent. */
  close(): void {
    this.#socket?.close();
    this.#socket = null;
  }

  /** Datagrams that were no copy of a SIP message. */
  get notUnderstood(): number {
    return this.#notUnderstood;
  }

  #take(datagram: Buffer): void {
    const packet = readHep(datagram);
    const sip = packet === null ? null : readSip(packet.text);
    if (packet === null || sip === null) {
      this.#notUnderstood += 1;
      return;
    }
    const callId = sip.headers.get('call-id') ?? '';
    const ladder = this.#ladders.get(callId) ?? this.#open(callId, packet, sip);
    const known = ladder !== null && packet.from !== ladder.switchSide && packet.to !== ladder.switchSide;
    if (!known || ladder.messages >= MOST_MESSAGES) {
      return;
    }
    ladder.messages += 1;
    this.#options.tell(this.#seen(ladder, callId, packet, sip));
  }

  /** The first INVITE of a call comes from the media server and names the attempt. */
  #open(callId: string, { from, to }: HepPacket, { method, status, headers }: SipText): Ladder | null {
    const attempt = headers.get(ATTEMPT_HEADER.toLowerCase()) ?? '';
    const call = method === 'INVITE' && status === null ? this.#options.calls.get(attempt) : null;
    if (call === null) {
      return null;
    }
    const ladder = { call, switchSide: from, ownSides: new Set([to]), messages: 0 };
    this.#ladders.set(callId, ladder);
    if (this.#ladders.size > MOST_CALLS) {
      const [oldest = ''] = this.#ladders.keys();
      this.#ladders.delete(oldest);
    }
    return ladder;
  }

  #seen(ladder: Ladder, callId: string, { from }: HepPacket, sip: SipText): SipMessageSeen {
    const { method, status, phrase, headers, hasBody } = sip;
    const { attemptId, trunkId } = ladder.call;
    if (status === null && method === 'INVITE') {
      ladder.ownSides.add(from);
    }
    const reason = headers.get('reason') ?? '';
    return {
      attemptId,
      trunkId,
      atMs: this.#options.clock.now(),
      callId,
      direction: ladder.ownSides.has(from) ? 'out' : 'in',
      method,
      status,
      phrase,
      reason,
      q850: q850OfReason(reason),
      sdp: hasBody && (headers.get('content-type') ?? '').startsWith('application/sdp'),
    };
  }
}
