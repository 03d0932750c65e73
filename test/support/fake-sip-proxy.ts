import type { Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { headerOf, headersOf, responseHeaders, sipMessage } from './sip-peer.js';

interface Passing {
  readonly invite: string;
  readonly switchPort: number;
  carrierPort: number;
  forwarded: string;
  cancelled: boolean;
  say: (text: string) => void;
}

let branches = 0;
function nextBranch(): string {
  branches += 1;
  return `z9hG4bKfake${branches}`;
}

const chunk = (type: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(value.length + 6, 4);
  return Buffer.concat([head, value]);
};
const two = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const HOME = Buffer.from([127, 0, 0, 1]);

/** A datagram of HEP 3 with a copy of a SIP message. */
export function hepDatagram(text: string, fromPort: number, toPort: number): Buffer {
  const chunks = Buffer.concat([
    chunk(1, Buffer.from([2])),
    chunk(2, Buffer.from([17])),
    chunk(3, HOME),
    chunk(4, HOME),
    chunk(7, two(fromPort)),
    chunk(8, two(toPort)),
    chunk(11, Buffer.from([1])),
    chunk(15, Buffer.from(text)),
  ]);
  return Buffer.concat([Buffer.from('HEP3'), two(chunks.length + 6), chunks]);
}

/** The SIP side of the fake server: a stateful proxy without Record-Route, and a client of its own for OPTIONS. */
export class FakeSipProxy {
  readonly #udp: Socket;
  readonly #capturePort: number | null;
  readonly #tell: (text: string) => boolean;
  /** By transaction id. */
  readonly #passing = new Map<string, Passing>();
  /** Branches of our own requests. */
  readonly #asked = new Set<string>();

  constructor(udp: Socket, capturePort: number | null, tell: (text: string) => boolean) {
    this.#udp = udp;
    this.#capturePort = capturePort;
    this.#tell = tell;
    udp.on('message', (bytes, { port }) => this.#take(bytes.toString(), port));
  }

  get port(): number {
    return (this.#udp.address() as AddressInfo).port;
  }

  close(): void {
    this.#udp.close();
  }

  /** As after a restart. */
  forget(): void {
    this.#passing.clear();
    this.#asked.clear();
  }

  /** A request of the application's own. */
  request(message: string): { readonly text: string; readonly transactionId: string } {
    const branch = nextBranch();
    const [head = ''] = message.split('\r\n\r\n');
    const [first = '', ...headers] = head.split('\r\n');
    const added = [
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=${branch}`,
      'From: <sip:fake@127.0.0.1>;tag=f',
      `To: <${first.split(' ')[1] ?? ''}>`,
      `Call-ID: ${branch}@fake`,
      'CSeq: 1 OPTIONS',
    ];
    const text = sipMessage(first, [...added, ...headers.filter((line) => !/^content-length/i.test(line))]);
    this.#asked.add(branch);
    this.#send(text, portOf(first));
    return { text, transactionId: branch };
  }

  /** The application's answer to a request it was told of. */
  answer(transactionId: string, message: string): void {
    const passing = this.#passing.get(transactionId);
    const [first = ''] = message.split('\r\n');
    if (passing !== undefined) {
      this.#send(sipMessage(first, responseHeaders(passing.invite, 'f')), passing.switchPort);
    }
  }

  proxy(transactionId: string, destination: string, body: string, say: (text: string) => void): void {
    const passing = this.#passing.get(transactionId);
    if (passing === undefined) {
      say('NOK|transaction is not there any more');
      return;
    }
    const added = body
      .split('\r\n')
      .slice(2)
      .filter((line) => /^[A-Z][\w-]*: /i.test(line) && !/^content-length/i.test(line));
    const [head = '', sdp = ''] = passing.invite.split('\r\n\r\n');
    const [, ...headers] = head.split('\r\n').filter((line) => !/^(content-|max-forwards)/i.test(line));
    const via = `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=${nextBranch()}`;
    const first = `INVITE ${destination} SIP/2.0`;
    passing.forwarded = sipMessage(first, [via, ...headers, 'Max-Forwards: 69', ...added], sdp);
    passing.carrierPort = portOf(first);
    passing.say = say;
    this.#send(passing.forwarded, passing.carrierPort);
  }

  #send(text: string, port: number): void {
    this.#copy(text, this.port, port);
    this.#udp.send(text, port, '127.0.0.1');
  }

  #copy(text: string, fromPort: number, toPort: number): void {
    if (this.#capturePort !== null) {
      this.#udp.send(hepDatagram(text, fromPort, toPort), this.#capturePort, '127.0.0.1');
    }
  }

  #take(text: string, port: number): void {
    this.#copy(text, port, this.port);
    const [first = ''] = text.split('\r\n');
    const method = first.split(' ')[0] ?? '';
    if (first.startsWith('SIP/2.0')) {
      this.#response(text, Number(first.split(' ')[1]));
    } else if (method === 'INVITE') {
      this.#invite(text, port);
    } else if (method === 'CANCEL') {
      this.#cancel(text, port);
    }
  }

  #invite(text: string, port: number): void {
    const transactionId = headerOf(text, 'Call-ID');
    this.#send(sipMessage('SIP/2.0 100 Trying', responseHeaders(text)), port);
    this.#passing.set(transactionId, {
      invite: text,
      switchPort: port,
      carrierPort: 0,
      forwarded: '',
      cancelled: false,
      say: () => undefined,
    });
    const meta = `network|${text.length}|udp|127.0.0.1|${port}|12:00:00.000000|${transactionId}|`;
    if (!this.#tell(`sip|${meta}|\r\n${text}`)) {
      this.#send(sipMessage('SIP/2.0 503 Service Unavailable', responseHeaders(text, 'f')), port);
    }
  }

  #cancel(text: string, port: number): void {
    const passing = this.#passing.get(headerOf(text, 'Call-ID'));
    this.#send(sipMessage('SIP/2.0 200 OK', responseHeaders(text, 'f')), port);
    if (passing === undefined) {
      return;
    }
    passing.cancelled = true;
    this.#send(sipMessage('SIP/2.0 487 Request Terminated', responseHeaders(passing.invite, 'f')), port);
    this.#carrierRequest(passing, 'CANCEL');
  }

  /** CANCEL and ACK of a refusal are of the hop, and have its branch. */
  #carrierRequest({ forwarded, carrierPort }: Passing, method: string): void {
    const [first = ''] = forwarded.split('\r\n');
    const headers = [
      `Via: ${headerOf(forwarded, 'Via')}`,
      ...responseHeaders(forwarded).filter((line) => !/^(via|cseq)/i.test(line)),
      `CSeq: 1 ${method}`,
    ];
    this.#send(sipMessage(first.replace(/^INVITE/, method), headers), carrierPort);
  }

  #response(text: string, status: number): void {
    const [own = ''] = headersOf(text, 'Via');
    const branch = /branch=([\w]+)/.exec(own)?.[1] ?? '';
    if (this.#asked.delete(branch)) {
      const meta = `network|${text.length}|udp|127.0.0.1|5060|12:00:00.000000|${branch}|`;
      this.#tell(`sip|${meta}|\r\n${text}`);
      return;
    }
    const passing = this.#passing.get(headerOf(text, 'Call-ID'));
    if (passing === undefined || !headerOf(text, 'CSeq').endsWith('INVITE') || status === 100) {
      return;
    }
    if (status >= 300) {
      this.#carrierRequest(passing, 'ACK');
    }
    if (passing.cancelled) {
      return;
    }
    const upstream = withoutFirstVia(text);
    this.#send(upstream, passing.switchPort);
    if (status >= 200) {
      passing.say(
        `OK|network|${text.length}|udp|127.0.0.1|${passing.carrierPort}|12:00:00|||continue\r\n${text}`,
      );
      passing.say('OK|done');
    }
  }
}

const portOf = (requestLine: string): number =>
  Number(/:(\d+)(?:;[^ ]*)? SIP/.exec(requestLine)?.[1] ?? 5060);

/** Takes the topmost Via off; several may stand in one line (RFC 3261, 7.3.1). */
function withoutFirstVia(text: string): string {
  return text.replace(/\r\nVia:([^\r\n]*)/, (_, values: string) => {
    const [, ...others] = values.split(',');
    return others.length === 0 ? '' : `\r\nVia:${others.join(',')}`;
  });
}
