import type { Digest } from '../call-log/call-log-chain.js';
import { HOUR, SECOND } from '../kernel/time.js';
import type { FeedEvent, FeedKind } from './feed-event.js';

/** A receiver and what it is told of. */
export interface FeedSubscription {
  readonly id: string;
  readonly url: string;
  readonly kinds: readonly FeedKind[];
  readonly active: boolean;
  /** Key of the signature, hexadecimal; shown once, when it is made. */
  readonly secretHex: string;
}

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

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
  };
}

/** What a delivery became of a try: delivered, or waiting for the next, or dead. */
export function afterTry(delivery: FeedDelivery, failure: string | null, nowMs: number): FeedDelivery {
  const tries = delivery.tries + 1;
  if (failure === null) {
    return { ...delivery, state: 'delivered', tries, nextAtMs: nowMs, lastError: '' };
  }
  const dead = tries >= MOST_TRIES;
  return {
    ...delivery,
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

/** HMAC-SHA-256 (RFC 2104) over `timestamp.body`, both as they are sent. */
export function signedEvent(
  { secretHex }: Pick<FeedSubscription, 'secretHex'>,
  { event, tries }: Pick<FeedDelivery, 'event' | 'tries'>,
  nowMs: number,
  digest: Pick<Digest, 'hmacSha256'>,
): SignedEvent {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(nowMs / SECOND));
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'idempotency-key': event.id,
      'cadencia-event': event.kind,
      'cadencia-try': String(tries + 1),
      'cadencia-timestamp': timestamp,
      'cadencia-signature': `v1=${digest.hmacSha256(secretHex, `${timestamp}.${body}`)}`,
    },
  };
}
