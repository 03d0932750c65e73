import type { Digest } from '../call-log/call-log-chain.js';
import { HOUR, SECOND } from '../kernel/time.js';
import type { FeedEvent, FeedKind } from './feed-event.js';
import type { FeedKey } from './feed-key.js';

/** A receiver and what it is told of. */
export interface FeedSubscription {
  readonly id: string;
  readonly url: string;
  readonly kinds: readonly FeedKind[];
  readonly active: boolean;
  /** Newest first. */
  readonly keys: readonly FeedKey[];
}

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What became of the last try. */
export interface FeedTry {
  readonly atMs: number;
  readonly tookMs: number;
  /** What the receiver answered; null where it gave no answer. */
  readonly answer: number | null;
}

/** An event on its way to one receiver. */
export interface FeedDelivery {
  /** Subscription and event: there is one of each pair, however often it is made. */
  readonly id: string;
  readonly subscriptionId: string;
  readonly event: FeedEvent;
  readonly state: DeliveryState;
  readonly tries: number;
  readonly nextAtMs: number;
  readonly lastError: string;
  /** Null before the first try. */
  readonly lastTry: FeedTry | null;
  /** The first of the tries that failed since it was made or replayed; null where none has. */
  readonly firstFailedMs: number | null;
}

/** Tries before an event is dead: with the waits below they last fifteen hours. */
export const MOST_TRIES = 24;
const FIRST_WAIT = 5 * SECOND;
const LONGEST_WAIT = HOUR;

/** How long a delivery waits after so many tries: 5 s, doubled each time, an hour at most. */
export function waitAfter(tries: number): number {
  return Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT);
}

/** An event as a delivery that is due. */
export function deliveryOf(subscriptionId: string, event: FeedEvent, nowMs: number): FeedDelivery {
  return {
    id: `${subscriptionId}/${event.id}`,
    subscriptionId,
    event,
    state: 'waiting',
    tries: 0,
    nextAtMs: nowMs,
    lastError: '',
    lastTry: null,
    firstFailedMs: null,
  };
}

/** What a delivery became of a try that ended now: delivered, or waiting for the next, or dead. */
export function afterTry(
  delivery: FeedDelivery,
  failure: string | null,
  nowMs: number,
  { tookMs, answer }: Pick<FeedTry, 'tookMs' | 'answer'> = { tookMs: 0, answer: null },
): FeedDelivery {
  const tries = delivery.tries + 1;
  const lastTry = { atMs: nowMs, tookMs, answer };
  if (failure === null) {
    return { ...delivery, state: 'delivered', tries, nextAtMs: nowMs, lastError: '', lastTry };
  }
  const dead = tries >= MOST_TRIES;
  return {
    ...delivery,
    lastTry,
    firstFailedMs: delivery.firstFailedMs ?? nowMs,
    state: dead ? 'dead' : 'waiting',
    tries,
    nextAtMs: nowMs + (dead ? 0 : waitAfter(tries)),
    lastError: failure.slice(0, 500),
  };
}

/** What is sent: body and headers, signed with the time so that a copy cannot be sent again later. */
export interface SignedEvent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** HMAC-SHA-256 (RFC 2104) over `timestamp.body`, both as they are sent; one for each key that signs now. */
export function signedEvent(
  secretsHex: readonly string[],
  { event, tries }: Pick<FeedDelivery, 'event' | 'tries'>,
  nowMs: number,
  digest: Pick<Digest, 'hmacSha256'>,
): SignedEvent {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(nowMs / SECOND));
  const signed = `${timestamp}.${body}`;
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': event.id,
      'cadencia-event': event.kind,
      'cadencia-try': String(tries + 1),
      'cadencia-timestamp': timestamp,
      'cadencia-signature': secretsHex.map((secret) => `v1=${digest.hmacSha256(secret, signed)}`).join(','),
    },
  };
}
