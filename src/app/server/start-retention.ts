import { join } from 'node:path';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { GzipDayArchive } from '../../adapters/export-file/gzip-day-archive.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import { PostgresArchiveStore } from '../../adapters/postgres/postgres-archive-store.js';
import { PostgresExpiryStore } from '../../adapters/postgres/postgres-expiry-store.js';
import { PostgresPersonStore } from '../../adapters/postgres/postgres-person-store.js';
import { PostgresRetentionStore } from '../../adapters/postgres/postgres-retention-store.js';
import type { Config } from '../../config/config.js';
import { messageOf } from '../../core/kernel/errors.js';
import { DAY, SECOND } from '../../core/kernel/time.js';
import { ArchiveDesk } from '../../engine/archive-desk.js';
import { ExpiryDesk } from '../../engine/expiry-desk.js';
import type { PolicyBook } from '../../engine/policy-book.js';
import type { RecordingDesk } from '../../engine/recording-desk.js';
import { RetentionDesk } from '../../engine/retention-desk.js';
import { RetentionTerms } from '../../engine/retention-terms.js';
import type { Boot } from './boot.js';
import { type RecordingParts, startRecordings } from './start-recordings.js';

interface KeepingParts extends RecordingParts {
  readonly policies: PolicyBook;
  readonly installationKeyHex: string;
}

interface RetentionParts extends KeepingParts {
  readonly recordings: RecordingDesk;
}

/** What is forgotten of persons day by day, and the days of rows that somebody drops. */
interface Retention {
  readonly retention: RetentionDesk;
  readonly expiry: ExpiryDesk;
  readonly archive: ArchiveDesk;
  readonly terms: RetentionTerms;
}

/** Recordings sealed as they end, and everything forgotten when its time is over. */
export async function startKeeping(
  config: Config,
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  parts: KeepingParts,
): Promise<Retention & { readonly recordings: RecordingDesk }> {
  const recordings = await startRecordings(config, boot, log, parts);
  return { recordings, ...(await startRetention(config, boot, log, { ...parts, recordings })) };
}

/** Forgets once a day what is old enough; the first time a day after the start, or when it is asked for. */
function startRetention(
  { retention, dataFolder }: Config,
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { stores, policies, recordings, clock, installationKeyHex }: RetentionParts,
): Promise<Retention> {
  return boot.start('Retention', 10 * SECOND, async () => {
    const shared = {
      persons: new PostgresPersonStore(stores.database, nodeDigest),
      clock,
      terms: new RetentionTerms({ policies, clock, days: retention }),
    };
    const desk = new RetentionDesk({
      ...shared,
      store: new PostgresRetentionStore(stores.database, nodeDigest),
      recordings,
    });
    const files = new GzipDayArchive(join(dataFolder, 'archive'));
    const expiry = new ExpiryDesk({
      ...shared,
      store: new PostgresExpiryStore(stores.database),
      archive: retention.archiveRows ? files : null,
      digest: nodeDigest,
      installationKeyHex,
    });
    const archive = new ArchiveDesk({
      ...shared,
      store: new PostgresArchiveStore(stores.database, stores.partitions, nodeDigest),
      files,
      digest: nodeDigest,
      installationKeyHex,
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
    return { value: { retention: desk, expiry, archive, terms: shared.terms }, stop };
  });
}
