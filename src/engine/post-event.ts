import type { Digest } from '../core/call-log/call-log-chain.js';
import type { FeedTry } from '../core/feeds/feed-delivery.js';
import {
  type FeedDelivery,
  type FeedSubscription,
  type SignedEvent,
  signedEvent,
} from '../core/feeds/feed-delivery.js';
import { signingKeys } from '../core/feeds/feed-key.js';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import type { Clock } from '../ports/clock.js';
import type { SecretBox } from '../ports/secret-box.js';
import type { Webhook } from '../ports/webhook.js';

export interface FeedPostParts {
  readonly webhook: Webhook;
  readonly clock: Clock;
  readonly digest: Pick<Digest, 'hmacSha256'>;
  readonly box: Pick<SecretBox, 'open'>;
}

/** What a try came to; `failure` is null when the receiver took it. */
export interface FeedPosted extends Pick<FeedTry, 'tookMs' | 'answer'> {
  readonly failure: string | null;
}

/** Signs an event with every key that holds now and posts it once; whatever goes wrong is the answer. */
export async function postEvent(
  subscription: FeedSubscription,
  delivery: Pick<FeedDelivery, 'event' | 'tries'>,
  parts: FeedPostParts,
): Promise<FeedPosted> {
  const { webhook, clock } = parts;
  const startedMs = clock.now();
  const tookMs = (): number => Math.max(0, Math.round(clock.now() - startedMs));
  try {
    const { body, headers } = signed(subscription, delivery, startedMs, parts);
    const answer = await webhook.post(subscription.url, body, headers);
    const taken = answer >= 200 && answer < 300;
    return { answer, tookMs: tookMs(), failure: taken ? null : `the receiver answered ${answer}` };
  } catch (thrown) {
    return { answer: null, tookMs: tookMs(), failure: messageOf(thrown) };
  }
}

function signed(
  { id, keys }: FeedSubscription,
  delivery: Pick<FeedDelivery, 'event' | 'tries'>,
  nowMs: number,
  { box, digest }: FeedPostParts,
): SignedEvent {
  let secrets: readonly string[];
  try {
    secrets = signingKeys(keys, nowMs).map(({ sealed }) => box.open(sealed, id));
  } catch (cause) {
    throw new CadenciaError('DLR_CONFIG_INVALID', {
      detail: `The key of feed '${id}' was sealed by another installation: restore its key file, or rotate the key.`,
      cause,
    });
  }
  return signedEvent(secrets, delivery, nowMs, digest);
}
