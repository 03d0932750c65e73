import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';

const LOOPBACK = '127.0.0.1';
const FRAME_MS = 20;
const FRAME_SAMPLES = 160;
/** PCMA silence. */
const SILENCE = Buffer.alloc(FRAME_SAMPLES, 0xd5);
const DTMF_KEYS = '0123456789*#';

/** Sound of somebody else's making in the place of silence, and somebody who listens to what comes. */
export interface CallerVoice {
  readonly rtpPort: number;
  /** From the answer on, to that port. */
  speaksTo(port: number): void;
}

/** A call of the public network to one of our numbers, as plain SIP and RTP over loopback (RFC 3261, 3550, 4733). */
export class SipCall {
  readonly callId = randomUUID();
  /** Final status of a call that was not answered. */
  refusedBy: number | null = null;
  state: 'calling' | 'ringing' | 'answered' | 'over' = 'calling';
  readonly #wire: SipWire;
  readonly #voice: CallerVoice | null;
  readonly #caller: string;
  readonly #called: string;
  readonly #fromTag = randomUUID().slice(0, 8);
  readonly #branch = `z9hG4bK${randomUUID()}`;
  #to: string;
  #rtp: Socket | null = null;
  #remoteRtpPort = 0;
  #voicePackets = 0;
  #frames: NodeJS.Timeout | null = null;
  #sequence = 1;
  // Not 0 (RFC 3550 §5.1 says random): FreeSWITCH takes a key that began at 0 for none.
  #timestamp = 8000;
  #wantsEnd = false;

  constructor(wire: SipWire, caller: string, called: string, voice: CallerVoice | null) {
    this.#wire = wire;
    this.#voice = voice;
    this.#caller = caller;
    this.#called = called;
    this.#to = `<sip:${called}@${LOOPBACK}:${wire.serverPort}>`;
  }

  /** Packets of sound that were more than silence. */
  get voicePackets(): number {
    return this.#voicePackets;
  }

  async invite(): Promise<void> {
    const port = this.#voice === null ? await this.#openRtp() : this.#voice.rtpPort;
    const sdp = [
      'v=0',
      `o=- 1 1 IN IP4 ${LOOPBACK}`,
      's=-',
      `c=IN IP4 ${LOOPBACK}`,
      't=0 0',
      `m=audio ${port} RTP/AVP 8 101`,
      'a=rtpmap:8 PCMA/8000',
      'a=rtpmap:101 telephone-event/8000',
      'a=ptime:20',
      '',
    ].join('\r\n');
    this.#request('INVITE', 1, this.#branch, sdp);
  }

  async #openRtp(): Promise<number> {
    const rtp = createSocket('udp4');
    this.#rtp = rtp;
    rtp.on('message', (packet) => {
      const sound = packet.subarray(12);
      this.#voicePackets += sound.some((byte) => byte !== sound[0]) ? 1 : 0;
    });
    await new Promise<void>((resolve, reject) => {
      rtp.once('error', reject);
      rtp.bind(0, LOOPBACK, resolve);
    });
    return rtp.address().port;
  }

  /** Gives up, or ends the call. */
  hangUp(): void {
    if (this.state === 'answered') {
      this.#request('BYE', 2, `z9hG4bK${randomUUID()}`);
      this.#end();
    } else if (this.state !== 'over') {
      // A CANCEL may only follow a provisional response, and may cross the answer (RFC 3261, 9.1).
      this.#wantsEnd = true;
      if (this.state === 'ringing') {
        this.#request('CANCEL', 1, this.#branch);
      }
    }
  }

  /** A key of a tenth of a second. */
  press(digit: string): void {
    const event = DTMF_KEYS.indexOf(digit);
    const startedAt = this.#timestamp;
    for (let packet = 0; packet < 8; packet++) {
      const ends = packet >= 5;
      const payload = Buffer.alloc(4);
      payload.writeUInt8(event, 0);
      payload.writeUInt8((ends ? 0x80 : 0) | 10, 1);
      payload.writeUInt16BE(Math.min(5, packet + 1) * FRAME_SAMPLES, 2);
      this.#send(101, packet === 0, startedAt, payload);
    }
    this.#timestamp += 6 * FRAME_SAMPLES;
  }

  /** A response to one of ours. */
  answered(status: number, head: string, body: string): void {
    const method = /^CSeq:\s*\d+\s+(\w+)/im.exec(head)?.[1];
    if (method !== 'INVITE' || this.state === 'over') {
      return;
    }
    this.#to = /^To:\s*(.+)$/im.exec(head)?.[1]?.trim() ?? this.#to;
    if (status < 200) {
      const first = this.state === 'calling';
      this.state = 'ringing';
      if (first && this.#wantsEnd) {
        this.hangUp();
      }
      return;
    }
    this.#request('ACK', 1, status < 300 ? `z9hG4bK${randomUUID()}` : this.#branch);
    if (status >= 300) {
      this.refusedBy = status;
      this.#end();
    } else if (this.state !== 'answered') {
      this.state = 'answered';
      this.#remoteRtpPort = Number(/^m=audio (\d+)/m.exec(body)?.[1] ?? 0);
      if (this.#voice === null) {
        this.#frames = setInterval(() => this.#frame(), FRAME_MS);
      } else {
        this.#voice.speaksTo(this.#remoteRtpPort);
      }
      if (this.#wantsEnd) {
        this.hangUp();
      }
    }
  }

  /** The other side hung up. */
  ended(): void {
    this.#end();
  }

  close(): void {
    if (this.state !== 'over') {
      this.hangUp();
    }
    this.#end();
  }

  #frame(): void {
    this.#send(8, false, this.#timestamp, SILENCE);
    this.#timestamp += FRAME_SAMPLES;
  }

  #send(payloadType: number, marker: boolean, timestamp: number, payload: Buffer): void {
    const header = Buffer.alloc(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8((marker ? 0x80 : 0) | payloadType, 1);
    header.writeUInt16BE(this.#sequence & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(0x0cade0c1, 8);
    this.#sequence += 1;
    this.#rtp?.send(Buffer.concat([header, payload]), this.#remoteRtpPort, LOOPBACK);
  }

  #request(method: string, cseq: number, branch: string, body = ''): void {
    const { port, serverPort } = this.#wire;
    const to = method === 'CANCEL' ? `<sip:${this.#called}@${LOOPBACK}:${serverPort}>` : this.#to;
    this.#wire.send(
      [
        `${method} sip:${this.#called}@${LOOPBACK}:${serverPort} SIP/2.0`,
        `Via: SIP/2.0/UDP ${LOOPBACK}:${port};branch=${branch}`,
        'Max-Forwards: 70',
        `From: <sip:${this.#caller}@${LOOPBACK}:${port}>;tag=${this.#fromTag}`,
        `To: ${to}`,
        `Call-ID: ${this.callId}`,
        `CSeq: ${cseq} ${method}`,
        `Contact: <sip:${this.#caller}@${LOOPBACK}:${port}>`,
        ...(body === '' ? [] : ['Content-Type: application/sdp']),
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
  }

  #end(): void {
    this.state = 'over';
    if (this.#frames !== null) {
      clearInterval(this.#frames);
      this.#frames = null;
    }
    this.#rtp?.close();
    this.#rtp = null;
  }
}

interface SipWire {
  readonly port: number;
  readonly serverPort: number;
  send(message: string): void;
}

/** The side of a carrier from which calls come in: one SIP address, any number of calls. */
export class SipCallers implements SipWire {
  readonly port: number;
  readonly serverPort: number;
  readonly #socket: Socket;
  readonly #calls = new Map<string, SipCall>();

  private constructor(socket: Socket, port: number, serverPort: number) {
    this.#socket = socket;
    this.port = port;
    this.serverPort = serverPort;
    socket.on('message', (packet) => this.#received(packet.toString('utf8')));
  }

  static async open(port: number, serverPort: number): Promise<SipCallers> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, LOOPBACK, resolve);
    });
    return new SipCallers(socket, port, serverPort);
  }

  async call(caller: string, called: string, voice: CallerVoice | null = null): Promise<SipCall> {
    const call = new SipCall(this, caller, called, voice);
    this.#calls.set(call.callId, call);
    await call.invite();
    return call;
  }

  send(message: string): void {
    this.#socket.send(message, this.serverPort, LOOPBACK);
  }

  /** Ends what is left and lets the port go. Idempotent. */
  close(): Promise<void> {
    for (const call of this.#calls.values()) {
      call.close();
    }
    this.#calls.clear();
    return new Promise((resolve) => this.#socket.close(() => resolve()));
  }

  #received(message: string): void {
    const cut = message.indexOf('\r\n\r\n');
    const head = cut === -1 ? message : message.slice(0, cut);
    const call = this.#calls.get(/^Call-ID:\s*(.+)$/im.exec(head)?.[1]?.trim() ?? '');
    const status = /^SIP\/2\.0 (\d{3})/.exec(head)?.[1];
    if (status !== undefined) {
      call?.answered(Number(status), head, message.slice(cut + 4));
      return;
    }
    const method = /^(\w+) /.exec(head)?.[1] ?? '';
    if (method !== 'ACK') {
      const kept = head.split('\r\n').filter((line) => /^(Via|From|To|Call-ID|CSeq):/i.test(line));
      this.send(['SIP/2.0 200 OK', ...kept, 'Content-Length: 0', '', ''].join('\r\n'));
    }
    if (method === 'BYE') {
      call?.ended();
    }
  }
}
