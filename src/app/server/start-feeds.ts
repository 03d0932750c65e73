import { nodeDigest } from '../../adapters/digest/node-digest.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import type { PostgresFeedStore } from '../../adapters/postgres/postgres-feed-store.js';
import { fetchWebhook } from '../../adapters/webhook/fetch-webhook.js';
import { SECOND } from '../../core/kernel/time.js';
import { runCourier } from '../../engine/feed-courier.js';
import type { Clock } from '../../ports/clock.js';
import type { FeedStore } from '../../ports/feed-store.js';
import type { JobHandler, JobQueue } from '../../ports/jobs.js';
import type { SecretBox } from '../../ports/secret-box.js';
import type { Boot } from './boot.js';
import { lookAgain } from './look-again.js';

const LOOK_MS = SECOND;

/** The work of one job: everything that is due. */
export function makeFeedHandler(store: FeedStore, clock: Clock, box: SecretBox): JobHandler {
  return async ({ signal }) => {
    const stopped = (): boolean => signal.aborted;
    const done = await runCourier({ store, webhook: fetchWebhook, clock, digest: nodeDigest, box, stopped });
    return { ...done };
  };
}

/** Seals the keys of feeds that an earlier version kept in clear, before anybody uses them. */
export async function sealFeedKeys(
  log: ReturnType<typeof makeLogger>,
  feeds: PostgresFeedStore,
  box: SecretBox,
): Promise<void> {
  const sealed = await feeds.sealClearSecrets((secretHex, id) => box.seal(secretHex, id));
  if (sealed > 0) {
    log.info(
      { feeds: sealed },
      'keys of feeds sealed; those in old backups are in clear until they are rotated',
    );
  }
}

interface FeedParts {
  readonly feeds: FeedStore;
  readonly jobs: JobQueue;
  readonly clock: Clock;
}

/** Looks every second whether receivers are to be told of something, and orders the job that does it. */
export function startFeeds(
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { feeds, jobs, clock }: FeedParts,
): Promise<null> {
  const look = async (): Promise<void> => {
    if (await feeds.hasWork(clock.now())) {
      await jobs.enqueue('deliver-feeds', {}, 'feeds');
    }
  };
  // Nothing is lost: the outbox keeps it until the database is there again.
  return lookAgain(boot, log, { name: 'Feeds', everyMs: LOOK_MS, look, waiting: 'feeds wait' });
}
