import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';
const RATE = 8000;
const FRAME_MS = 20;
const FRAME = (RATE * FRAME_MS) / 1000;
const PCMA = 8;

/** G.711 A-law (ITU-T G.711): one sample of 16 bits to its byte. */
function toAlaw(sample: number): number {
  const sign = sample >= 0 ? 0x80 : 0;
  let value = Math.min(32_635, Math.abs(sample)) >> 4;
  let exponent = 0;
  if (value >= 16) {
    for (exponent = 1; value >= 32; exponent += 1) {
      value >>= 1;
    }
    value &= 15;
  }
  return (sign | (exponent << 4) | value) ^ 0x55;
}

function fromAlaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code & 0x70) >> 4;
  const mantissa = (code & 0x0f) << 4;
  const value = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1);
  return (code & 0x80) === 0 ? -value : value;
}

/** Hann's: a tone of 700 Hz would be heard at 425 as 650 of its 9000 through a frame's bare edges, and is as 18. */
const WINDOW = Array.from({ length: FRAME }, (_, at) => 1 - Math.cos((2 * Math.PI * (at + 0.5)) / FRAME));

/** How strong a tone is in the samples of a frame (Goertzel, 1958), as the amplitude it would have alone. */
function toneIn(samples: readonly number[], hz: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let [before, last] = [0, 0];
  for (const [at, sample] of samples.entries()) {
    [before, last] = [last, sample * (WINDOW[at] ?? 0) + factor * last - before];
  }
  const power = before * before + last * last - factor * before * last;
  return (2 * Math.sqrt(Math.max(0, power))) / Math.max(1, samples.length);
}

/** Somebody called: answers at once, sends a tone, and listens. */
export class ToneCustomer {
  readonly number: string;
  /** When he answered, by this process's wall clock. */
  answeredAtMs = 0;
  packets = 0;
  hungUp = false;
  readonly #rtp: Socket;
  readonly #heard: number[] = [];
  #timer: NodeJS.Timeout | null = null;

  private constructor(number: string, rtp: Socket) {
    this.number = number;
    this.#rtp = rtp;
    rtp.on('message', (packet) => this.#listen(packet));
  }

  static async open(number: string): Promise<ToneCustomer> {
    const rtp = createSocket('udp4');
    rtp.bind(0, LOOPBACK);
    await once(rtp, 'listening');
    return new ToneCustomer(number, rtp);
  }

  get rtpPort(): number {
    return this.#rtp.address().port;
  }

  /**
   * Amplitude of a tone in the last half second of what he heard: frame by frame, since a browser's false microphone on a
   * busy machine leaves out pieces, and a tone whose phase jumps is next to nothing over half a second.
   */
  hears(hz: number): number {
    const last = this.#heard.slice(-RATE / 2);
    const frames = Math.floor(last.length / FRAME);
    let sum = 0;
    for (let at = 0; at < frames; at += 1) {
      sum += toneIn(last.slice(at * FRAME, (at + 1) * FRAME), hz);
    }
    return sum / Math.max(1, frames);
  }

  forget(): void {
    this.#heard.length = 0;
  }

  /** Sound begins with a sequence number of chance, as in real telephones: RFC 3550 §5.1. */
  speak(port: number, hz: number): void {
    if (this.#timer !== null) {
      return;
    }
    const ssrc = (Math.random() * 2 ** 32) >>> 0;
    const first = Math.floor(Math.random() * 65_536);
    const begun = performance.now();
    let sent = 0;
    const sound = (first: number): Buffer =>
      Buffer.from(
        Array.from({ length: FRAME }, (_, index) =>
          toAlaw(Math.round(9000 * Math.sin((2 * Math.PI * hz * (first + index)) / RATE))),
        ),
      );
    // Whole cycles a frame: each is as the one before, and many telephones cost next to nothing.
    const same = Number.isInteger((hz * FRAME) / RATE) ? sound(0) : null;
    this.#timer = setInterval(() => {
      const due = Math.floor((performance.now() - begun) / FRAME_MS) + 1;
      for (; sent < due; sent += 1) {
        const packet = Buffer.alloc(12 + FRAME);
        packet.writeUInt8(0x80, 0);
        packet.writeUInt8((sent === 0 ? 0x80 : 0) | PCMA, 1);
        packet.writeUInt16BE((first + sent) & 0xffff, 2);
        packet.writeUInt32BE((sent * FRAME) >>> 0, 4);
        packet.writeUInt32BE(ssrc, 8);
        packet.set(same ?? sound(sent * FRAME), 12);
        this.#rtp.send(packet, port, LOOPBACK);
      }
    }, FRAME_MS / 2);
  }

  close(): void {
    if (this.#timer !== null) {
      clearInterval(this.#timer);
    }
    this.hungUp = true;
    this.#rtp.close();
  }

  #listen(packet: Buffer): void {
    if ((packet.readUInt8(1) & 0x7f) === PCMA) {
      this.packets += 1;
      this.#heard.push(...[...packet.subarray(12)].map(fromAlaw));
      this.#heard.splice(0, Math.max(0, this.#heard.length - RATE));
    }
  }
}

/** The carrier's side: every call is answered, at once unless they are to ring, by somebody who sends a tone. */
export class ToneCustomers {
  readonly port: number;
  readonly customers: ToneCustomer[] = [];
  /** What each of them sends. */
  readonly hz: number;
  /** They ring until then; null: they answer at once. */
  rings: Promise<void> | null = null;
  readonly #sip: Socket;
  readonly #calls = new Map<string, { customer: ToneCustomer; port: number }>();

  private constructor(sip: Socket, hz: number) {
    this.#sip = sip;
    this.hz = hz;
    this.port = sip.address().port;
    sip.on('message', (packet, { address, port }) => void this.#received(String(packet), address, port));
  }

  static async open(hz: number): Promise<ToneCustomers> {
    const sip = createSocket('udp4');
    sip.bind(0, LOOPBACK);
    await once(sip, 'listening');
    return new ToneCustomers(sip, hz);
  }

  get last(): ToneCustomer | undefined {
    return this.customers.at(-1);
  }

  close(): void {
    for (const { customer } of this.#calls.values()) {
      customer.close();
    }
    this.#calls.clear();
    this.#sip.close();
  }

  async #received(message: string, address: string, port: number): Promise<void> {
    const header = (name: string): string =>
      new RegExp(`^${name}:\\s*(.+)$`, 'im').exec(message)?.[1]?.trim() ?? '';
    const [method = '', uri = ''] = message.split(' ');
    const id = header('Call-ID');
    const reply = (status: string, tag: string, body = ''): void => {
      const kept = message.split('\r\n').filter((line) => /^(Via|From|Call-ID|CSeq):/i.test(line));
      const to = header('To');
      const lines = [
        `SIP/2.0 ${status}`,
        ...kept,
        `To: ${to}${/;tag=/.test(to) ? '' : `;tag=${tag}`}`,
        `Contact: <sip:${LOOPBACK}:${this.port}>`,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ];
      this.#sip.send(lines.join('\r\n'), port, address);
    };
    const call = this.#calls.get(id);
    switch (method) {
      case 'INVITE': {
        const customer = call?.customer ?? (await ToneCustomer.open(/sip:\+?(\w+)@/.exec(uri)?.[1] ?? ''));
        if (call === undefined) {
          this.#calls.set(id, { customer, port: Number(/^m=audio (\d+)/m.exec(message)?.[1]) });
          this.customers.push(customer);
        }
        if (this.rings !== null) {
          reply('180 Ringing', `t${customer.rtpPort}`);
          await this.rings;
        }
        customer.answeredAtMs = Date.now();
        reply('200 OK', `t${customer.rtpPort}`, sdpOf(customer.rtpPort));
        break;
      }
      case 'ACK': {
        call?.customer.speak(call.port, this.hz);
        break;
      }
      case 'BYE':
      case 'CANCEL': {
        reply('200 OK', 't');
        call?.customer.close();
        this.#calls.delete(id);
        break;
      }
      case 'OPTIONS': {
        reply('200 OK', 't');
        break;
      }
      default: {
        break;
      }
    }
  }
}

function sdpOf(port: number): string {
  return [
    'v=0',
    `o=- 1 1 IN IP4 ${LOOPBACK}`,
    's=-',
    `c=IN IP4 ${LOOPBACK}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${PCMA}`,
    'a=rtpmap:8 PCMA/8000',
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n');
}
