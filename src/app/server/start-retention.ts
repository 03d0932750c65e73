import { nodeDigest } from '../../adapters/digest/node-digest.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import { PostgresPersonStore } from '../../adapters/postgres/postgres-person-store.js';
import { PostgresRetentionStore } from '../../adapters/postgres/postgres-retention-store.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { RecordingFolder } from '../../adapters/recording-folder/recording-folder.js';
import type { Config } from '../../config/config.js';
import { messageOf } from '../../core/kernel/errors.js';
import { DAY, SECOND } from '../../core/kernel/time.js';
import type { PolicyBook } from '../../engine/policy-book.js';
import { RetentionDesk } from '../../engine/retention-desk.js';
import type { Clock } from '../../ports/clock.js';
import type { Boot } from './boot.js';

interface RetentionParts {
  readonly stores: PostgresStores;
  readonly policies: PolicyBook;
  readonly clock: Clock;
}

/** Forgets once a day what is old enough; the first time a day after the start, or when it is asked for. */
export function startRetention(
  { retention }: Config,
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { stores, policies, clock }: RetentionParts,
): Promise<RetentionDesk> {
  return boot.start('Retention', 10 * SECOND, async () => {
    const { recordingsFolder } = retention;
    const desk = new RetentionDesk({
      store: new PostgresRetentionStore(stores.database, nodeDigest),
      recordings: recordingsFolder === '' ? null : new RecordingFolder(recordingsFolder),
      persons: new PostgresPersonStore(stores.database, nodeDigest),
      policies,
      clock,
      days: retention,
    });
    let running: Promise<void> = Promise.resolve();
    const daily = setInterval(() => {
      running = desk.run('retention').then(
        ({ anonymised, recordingDays }) =>
          log.info({ ...anonymised, recordingDays: recordingDays.length }, 'retention done'),
        (error: unknown) => log.warn(messageOf(error)),
      );
    }, DAY);
    const stop = async (): Promise<void> => {
      clearInterval(daily);
      await running;
    };
    return { value: desk, stop };
  });
}
