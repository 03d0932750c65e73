import type { CadenciaError } from '../../core/kernel/errors.js';
import type { AriEvent } from './ari-codec.js';
import type { AriRequest } from './ari-request.js';

/** What a transport tells its one listener. */
export type AriSignal =
  | { readonly kind: 'up' }
  /** Comes for a lost link and for each failed attempt; `error` says what to do. */
  | { readonly kind: 'down'; readonly error: CadenciaError }
  /** The event socket holds but nobody answers requests on it: Asterisk before 20.14, 21.9 and 22.4. */
  | { readonly kind: 'restMissing' }
  | { readonly kind: 'event'; readonly event: AriEvent };

/** Counters of what came in and was not understood. */
export interface AriIntake {
  /** Frames that were not JSON objects with a type. */
  readonly badFrames: number;
  /** Replies to requests that nobody waits for any more. */
  readonly lateReplies: number;
}

/**
 * A road to one Asterisk: requests one way, events the other. It connects for ever until `close`.
 * `call` always settles: with the parsed reply, or with DLR_MEDIA_REFUSED (`fields.httpStatus`), DLR_MEDIA_GONE (404),
 * DLR_MEDIA_AUTH (401, 403), DLR_MEDIA_TIMEOUT or DLR_MEDIA_DOWN.
 */
export interface AriTransport {
  readonly name: 'websocket' | 'http';
  /** Idempotent. */
  start(): void;
  /** Idempotent; no signal comes after it. */
  close(): void;
  isUp(): boolean;
  call(request: AriRequest, deadlineMs: number): Promise<unknown>;
  /** Drops the link on purpose; the transport reports it down and connects again. */
  drop(error: CadenciaError): void;
  onSignal(listener: (signal: AriSignal) => void): void;
  intake(): AriIntake;
}

/** What every transport needs to know of its server. */
export interface AriServer {
  /** As `http://pbx.example.com:8088`, without the `/ari`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  /** The Stasis application; one running engine owns it. */
  readonly app: string;
}
