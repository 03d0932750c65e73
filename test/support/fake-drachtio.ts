/*
 * drachtio-server as far as it is used: its control protocol (`<bytes>#<id>|<body>`), and a proxy over UDP behind it that
 * keeps to what was measured of the real one (0.9.10): no 18x is told, nothing at all after a CANCEL, confirmation and
 * answer of a request may stand in one segment, an outcome of a proxied call is `continue` and then `done`.
 */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { CertificatePair } from '../../src/ports/server-certificate.js';
import { FakeSipProxy } from './fake-sip-proxy.js';

export interface FakeDrachtioFaults {
  /** Takes requests and confirms none. @default false */
  confirmsNothing: boolean;
  /** Greets nobody. @default false */
  silentDoor: boolean;
  /** Sends confirmation and answer of a request in one segment. @default false */
  joinsAnswers: boolean;
  /** Stays connected and answers nothing, as a process that is stopped. @default false */
  mute: boolean;
  /** Writes each frame in pieces of so many bytes; 0 writes it whole. @default 0 */
  pieceBytes: number;
}

export interface FakeDrachtioOptions {
  readonly secret?: string;
  /** Port that copies of messages are sent to (HEP); none without. */
  readonly capturePort?: number;
  readonly certificate?: CertificatePair;
}

const frame = (text: string): string => `${Buffer.byteLength(text)}#${text}`;
let ids = 0;
function nextId(): string {
  ids += 1;
  return `m${ids}`;
}

/** The server; `kill` and `revive` keep its ports. */
export class FakeDrachtio {
  readonly faults: FakeDrachtioFaults = {
    confirmsNothing: false,
    silentDoor: false,
    joinsAnswers: false,
    mute: false,
    pieceBytes: 0,
  };
  /** First bytes of each connection, as they came on the wire of TCP or TLS. */
  readonly connections: string[] = [];
  /** Commands as they came, without their ids. */
  readonly commands: string[] = [];
  readonly #secret: string;
  readonly #certificate: CertificatePair | null;
  readonly #sockets = new Set<Socket>();
  readonly proxy: FakeSipProxy;
  #server: Server | null = null;
  #port = 0;
  #held: string | null = null;

  private constructor(options: FakeDrachtioOptions, udp: UdpSocket) {
    this.#secret = options.secret ?? 'segredo';
    this.#certificate = options.certificate ?? null;
    this.proxy = new FakeSipProxy(udp, options.capturePort ?? null, (text) => this.#tell(text));
  }

  static async start(options: FakeDrachtioOptions = {}): Promise<FakeDrachtio> {
    const udp = createSocket('udp4');
    await new Promise<void>((resolve) => {
      udp.bind(0, '127.0.0.1', resolve);
    });
    const fake = new FakeDrachtio(options, udp);
    await fake.revive();
    return fake;
  }

  get port(): number {
    return this.#port;
  }

  get sipPort(): number {
    return this.proxy.port;
  }

  /** Listens again, on the port it had. */
  async revive(): Promise<void> {
    const take = (socket: Socket): void => this.#take(socket);
    const pair = this.#certificate;
    const server =
      pair === null ? createServer(take) : createTlsServer({ cert: pair.certificate, key: pair.key }, take);
    server.on('tlsClientError', () => this.connections.push('no TLS'));
    await new Promise<void>((resolve) => {
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  /** As a process that ends: nobody is told anything. */
  async kill(): Promise<void> {
    this.proxy.forget();
    this.breakLinks();
    const server = this.#server;
    this.#server = null;
    await new Promise<void>((resolve) => {
      server === null ? resolve() : server.close(() => resolve());
    });
  }

  breakLinks(): void {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }

  /** Sends bytes that are no frame. */
  sendRaw(bytes: string | Uint8Array): void {
    for (const socket of this.#sockets) {
      socket.write(bytes);
    }
  }

  /** Ends every connection once all that was said has gone. */
  endLinks(): void {
    for (const socket of this.#sockets) {
      socket.end();
    }
  }

  async stop(): Promise<void> {
    await this.kill();
    this.proxy.close();
  }

  #take(socket: Socket): void {
    this.#sockets.add(socket);
    let text = '';
    let isFirst = true;
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (bytes: Buffer) => {
      if (isFirst) {
        this.connections.push(bytes.toString('latin1', 0, 60));
        isFirst = false;
      }
      text += bytes.toString();
      for (let hash = text.indexOf('#'); hash > 0; hash = text.indexOf('#')) {
        const length = Number(text.slice(0, hash));
        if (text.length < hash + 1 + length) {
          return;
        }
        const [id = '', ...rest] = text.slice(hash + 1, hash + 1 + length).split('|');
        text = text.slice(hash + 1 + length);
        this.#command(socket, id, rest.join('|'));
      }
    });
  }

  #command(socket: Socket, id: string, body: string): void {
    const [word = '', ...words] = body.split('\r\n', 1).join('').split('|');
    this.commands.push(body);
    const { silentDoor, confirmsNothing, mute } = this.faults;
    if (silentDoor || mute) {
      return;
    }
    switch (word) {
      case 'authenticate':
        this.#welcome(socket, id, words[0] ?? '');
        break;
      case 'route':
        this.#write(socket, `${nextId()}|response|${id}|OK`);
        break;
      case 'ping':
        this.#write(socket, `${nextId()}|response|${id}|OK|pong`);
        break;
      case 'proxy':
        this.proxy.proxy(words[0] ?? '', words[7] ?? '', body, (text) =>
          this.#write(socket, `${nextId()}|response|${id}|${text}`),
        );
        break;
      case 'sip':
        if (!confirmsNothing) {
          this.#sip(socket, id, words[0] ?? '', body);
        }
        break;
      default:
        this.#write(socket, `${nextId()}|response|${id}|NOK|Unknown message type`);
    }
  }

  #welcome(socket: Socket, id: string, secret: string): void {
    const isRight = secret === this.#secret;
    const text = isRight ? `OK|udp/127.0.0.1:${this.sipPort}|v0.9.10|` : 'NOK|invalid secret';
    this.#write(socket, `${nextId()}|response|${id}|${text}`);
  }

  /** A request of the application's, or its answer to one. */
  #sip(socket: Socket, id: string, transactionId: string, body: string): void {
    const message = body.slice(body.indexOf('\r\n') + 2);
    if (transactionId !== '') {
      this.proxy.answer(transactionId, message);
      this.#write(socket, `${nextId()}|response|${id}|OK`);
      return;
    }
    const sent = this.proxy.request(message);
    const meta = `application|${sent.text.length}|udp|127.0.0.1|${this.sipPort}|12:00:00.000000`;
    const confirmation = `${nextId()}|response|${id}|OK|${meta}|${sent.transactionId}|Msg sent:|\r\n${sent.text}`;
    if (this.faults.joinsAnswers) {
      this.#held = frame(confirmation);
    } else {
      this.#write(socket, confirmation);
    }
  }

  /** A message of the network goes to whoever is connected. */
  #tell(text: string): boolean {
    const [socket] = this.#sockets;
    if (socket === undefined || this.faults.mute) {
      return false;
    }
    this.#write(socket, `${nextId()}|${text}`);
    return true;
  }

  #write(socket: Socket, text: string): void {
    const bytes = Buffer.from((this.#held ?? '') + frame(text));
    this.#held = null;
    const piece = this.faults.pieceBytes || bytes.length;
    for (let at = 0; at < bytes.length; at += piece) {
      socket.write(bytes.subarray(at, at + piece));
    }
  }
}
