import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import Srf from 'drachtio-srf';

/** What we read of a SIP message of the library's. */
export interface LibraryMessage {
  readonly status: number;
  readonly reason: string;
  readonly body: string;
  get(name: string): string | null | undefined;
}

/** How a request that was passed on ended; the callback has either a text or a result. */
export interface ProxyResult {
  readonly finalStatus?: number;
  readonly finalResponse?: { readonly msg: LibraryMessage };
}

export interface ProxyOptions {
  readonly destination: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
}

export interface LibraryRequest extends LibraryMessage {
  readonly uri: string;
  proxy(options: ProxyOptions, done: (error: unknown, result?: ProxyResult) => void): void;
}

export interface LibraryReply {
  send(status: number, phrase?: string): void;
}

/** A request of ours, as the server has sent it. */
export interface SentRequest {
  on(event: 'response', listener: (response: LibraryMessage) => void): void;
}

export interface ConnectOptions {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly tls?: ConnectionOptions;
  readonly enablePing: true;
  readonly pingInterval: number;
  readonly reconnect: { readonly maxAttempts: 1 };
}

type Handler = (request: LibraryRequest, reply: LibraryReply) => void;

/** As much of `drachtio-srf` as is used; its own types leave out half of it. */
export interface Library {
  readonly app: { readonly client: { readonly wp: EventEmitter } };
  connect(options: ConnectOptions): void;
  on(event: 'connect', listener: (error: Error | null, addresses?: string, version?: string) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'close', listener: () => void): void;
  invite(handler: Handler): void;
  options(handler: Handler): void;
  request(
    uri: string,
    options: { readonly method: 'OPTIONS'; readonly headers: Readonly<Record<string, string>> },
    sent: (error: Error | null, request?: SentRequest) => void,
  ): void;
}

export function newLibrary(): Library {
  return new Srf() as unknown as Library;
}

/** The library's sockets are told of here, each before the library itself greets the server on it. */
export function onSocket(library: Library, listener: (socket: Socket) => void): void {
  library.app.client.wp.prependListener('connect', listener);
}

interface Reader extends EventEmitter {
  readonly mapIncomingMsg?: ReadonlyMap<Socket, { readonly incomingMsg: Buffer }>;
}

/** Bytes that came and made no whole frame yet; the library itself keeps as many as it is sent. */
export function unreadBytes(library: Library, socket: Socket): number {
  const { mapIncomingMsg }: Reader = library.app.client.wp;
  return mapIncomingMsg?.get(socket)?.incomingMsg.length ?? 0;
}

/** The library prints messages it cannot parse, with the numbers in them; while it reads, in this turn, nothing is printed. */
export function withoutPrinting(read: () => void): void {
  const print = console.error;
  console.error = () => undefined;
  try {
    read();
  } finally {
    console.error = print;
  }
}
