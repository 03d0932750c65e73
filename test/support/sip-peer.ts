import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';

/** A SIP message as it came, with where from. */
export interface SipDatagram {
  readonly text: string;
  /** `INVITE`, or a response's status. */
  readonly start: string;
  readonly port: number;
}

/** A port of UDP that was free a moment ago. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => {
    socket.bind(0, '127.0.0.1', resolve);
  });
  const { port } = socket.address();
  await new Promise<void>((resolve) => {
    socket.close(resolve);
  });
  return port;
}

/** All values of a header, in order. */
export function headersOf(text: string, name: string): readonly string[] {
  const [head = ''] = text.split('\r\n\r\n');
  const start = `${name.toLowerCase()}:`;
  return head
    .split('\r\n')
    .filter((line) => line.toLowerCase().startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

export const headerOf = (text: string, name: string): string => headersOf(text, name)[0] ?? '';

/** A message of these parts. */
export function sipMessage(first: string, headers: readonly string[], body = ''): string {
  const type = body === '' ? [] : ['Content-Type: application/sdp'];
  return [first, ...headers, ...type, `Content-Length: ${body.length}`, '', body].join('\r\n');
}

/** The headers that tie a response to its request. */
export function responseHeaders(request: string, tag = ''): readonly string[] {
  const to = headerOf(request, 'To');
  return [
    ...headersOf(request, 'Via').map((via) => `Via: ${via}`),
    `From: ${headerOf(request, 'From')}`,
    `To: ${tag === '' || to.includes(';tag=') ? to : `${to};tag=${tag}`}`,
    `Call-ID: ${headerOf(request, 'Call-ID')}`,
    `CSeq: ${headerOf(request, 'CSeq')}`,
  ];
}

/** One end of SIP over UDP on loopback, that keeps what it hears. */
export class SipPeer {
  readonly heard: SipDatagram[] = [];
  onHeard: (datagram: SipDatagram) => void = () => undefined;
  readonly #socket: Socket;

  protected constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('message', (bytes, { port }) => {
      const text = bytes.toString();
      const words = text.split(' ', 2);
      const datagram = { text, start: (words[0] === 'SIP/2.0' ? words[1] : words[0]) ?? '', port };
      this.heard.push(datagram);
      this.onHeard(datagram);
    });
  }

  protected static async bound(): Promise<Socket> {
    const socket = createSocket('udp4');
    await new Promise<void>((resolve) => {
      socket.bind(0, '127.0.0.1', resolve);
    });
    return socket;
  }

  get port(): number {
    return (this.#socket.address() as AddressInfo).port;
  }

  send(text: string, port: number): void {
    this.#socket.send(text, port, '127.0.0.1');
  }

  count(start: string): number {
    return this.heard.filter((one) => one.start === start).length;
  }

  close(): void {
    this.#socket.close();
  }
}

const SDP =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/AVP 8\r\n';

/** What the carrier answers to an INVITE, one after the other. */
export interface CarrierStep {
  /** Such as `486 Busy Here`. */
  readonly status: string;
  readonly reason?: string;
  readonly sdp?: boolean;
}

/** A carrier: answers OPTIONS, and INVITEs as it is told. */
export class SipCarrier extends SipPeer {
  /** Nothing for a carrier that is silent. */
  options: string | null = '200 OK';
  steps: readonly CarrierStep[] = [{ status: '486 Busy Here', reason: 'Q.850;cause=17;text="User busy"' }];

  static async start(): Promise<SipCarrier> {
    const carrier = new SipCarrier(await SipPeer.bound());
    carrier.onHeard = (datagram) => carrier.#answer(datagram);
    return carrier;
  }

  #answer({ text, start, port }: SipDatagram): void {
    switch (start) {
      case 'OPTIONS':
        if (this.options !== null) {
          this.send(sipMessage(`SIP/2.0 ${this.options}`, responseHeaders(text, 'c')), port);
        }
        break;
      case 'INVITE':
        for (const step of this.steps) {
          this.#step(text, step, port);
        }
        break;
      case 'CANCEL': {
        this.send(sipMessage('SIP/2.0 200 OK', responseHeaders(text, 'c')), port);
        const invite = this.heard.find((one) => one.start === 'INVITE')?.text ?? '';
        this.send(sipMessage('SIP/2.0 487 Request Terminated', responseHeaders(invite, 'c')), port);
        break;
      }
      case 'BYE':
        this.send(sipMessage('SIP/2.0 200 OK', responseHeaders(text)), port);
        break;
      default:
        break;
    }
  }

  #step(invite: string, { status, reason, sdp = false }: CarrierStep, port: number): void {
    const headers = [
      ...responseHeaders(invite, 'c'),
      `Contact: <sip:carrier@127.0.0.1:${this.port}>`,
      ...(reason === undefined ? [] : [`Reason: ${reason}`]),
    ];
    this.send(sipMessage(`SIP/2.0 ${status}`, headers, sdp ? SDP : ''), port);
  }
}

/** One call of the media server's. */
export interface SwitchCall {
  readonly callId: string;
  readonly invite: string;
  /** Statuses that came back to its INVITE, without 100. */
  statuses(): readonly string[];
}

let calls = 0;

/** A media server's side of SIP: calls, gives up, hangs up. */
export class SipSwitch extends SipPeer {
  static async start(): Promise<SipSwitch> {
    return new SipSwitch(await SipPeer.bound());
  }

  /** Sends an INVITE to the SIP server at `port`. */
  invite(port: number, user: string, headers: readonly string[]): SwitchCall {
    calls += 1;
    const callId = `call-${process.pid}-${calls}@switch`;
    const invite = sipMessage(
      `INVITE sip:${user}@127.0.0.1:${port} SIP/2.0`,
      [...this.#base('INVITE', 1, callId, user), 'Max-Forwards: 70', ...headers],
      SDP,
    );
    this.send(invite, port);
    const mine = (): readonly SipDatagram[] =>
      this.heard.filter(
        ({ text }) => headerOf(text, 'Call-ID') === callId && headerOf(text, 'CSeq').endsWith('INVITE'),
      );
    const statuses = (): readonly string[] => mine().flatMap(({ start }) => (start === '100' ? [] : [start]));
    return { callId, invite, statuses };
  }

  cancel(port: number, { callId, invite }: SwitchCall): void {
    const user = /sip:([^@]+)@/.exec(invite)?.[1] ?? '';
    const request = `CANCEL sip:${user}@127.0.0.1:${port} SIP/2.0`;
    this.send(sipMessage(request, this.#base('CANCEL', 1, callId, user)), port);
  }

  /** Hangs up where the answer said the other side is: at the carrier, unless the server stays in between. */
  hangUp({ callId, invite }: SwitchCall): void {
    const user = /sip:([^@]+)@/.exec(invite)?.[1] ?? '';
    const answer = this.heard.find(({ text, start }) => start === '200' && text.includes(callId))?.text ?? '';
    const contact = /<(sip:[^>]*:(\d+))>/.exec(headerOf(answer, 'Contact'));
    const bye = sipMessage(`BYE ${contact?.[1] ?? ''} SIP/2.0`, this.#base('BYE', 2, callId, user));
    this.send(bye, Number(contact?.[2]));
  }

  #base(method: string, cseq: number, callId: string, user: string): readonly string[] {
    return [
      `Via: SIP/2.0/UDP 127.0.0.1:${this.port};branch=z9hG4bK${callId.replace(/\W/g, '')}${cseq}`,
      'From: <sip:+551140001000@127.0.0.1>;tag=s',
      `To: <sip:${user}@127.0.0.1>`,
      `Call-ID: ${callId}`,
      `CSeq: ${cseq} ${method}`,
      `Contact: <sip:switch@127.0.0.1:${this.port}>`,
    ];
  }
}
