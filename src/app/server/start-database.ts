import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { EmbeddedPostgres } from '../../adapters/embedded-postgres/embedded-postgres.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import { migrate } from '../../adapters/postgres/migrate.js';
import { PostgresPersonStore } from '../../adapters/postgres/postgres-person-store.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import type { Config } from '../../config/config.js';
import { messageOf } from '../../core/kernel/errors.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { Boot } from './boot.js';
import { untilStoresAnswer } from './until-stores-answer.js';

type Log = ReturnType<typeof makeLogger>;

const PARTITIONS_EVERY_MS = 6 * HOUR;

/** The database's URL, once it answers and has this program's schema; one that is away is waited for, aloud. */
export async function startDatabase(
  config: Config,
  boot: Boot,
  log: Log,
  clock: Clock,
  signal: AbortSignal,
): Promise<string> {
  const { url: configured } = config.database;
  const url =
    configured !== null && !config.database.embedded
      ? configured
      : await boot.start('PostgreSQL', 2 * MINUTE, async () => {
          const embedded = await EmbeddedPostgres.start({
            folder: config.dataFolder,
            log: (text) => log.info(text),
          });
          return { value: embedded.url, stop: () => embedded.stop() };
        });
  return untilStoresAnswer(log, signal, async () => {
    const applied = await migrate({ url, nowMs: clock.now() });
    if (applied.length > 0) {
      log.info({ migrations: applied.length }, 'database schema brought up to date');
    }
    return url;
  });
}

/** Every store on the database. */
export function startStores(config: Config, boot: Boot, url: string): Promise<PostgresStores> {
  return boot.start('Stores', 20 * SECOND, async () => {
    const opened = new PostgresStores({ url, poolSize: config.database.pool });
    return { value: opened, stop: () => opened.close() };
  });
}

/**
 * Makes the attempts' days in good time, and says until when they stand ready; one that is missing all the same is made on demand, while calls wait. Beside it
 * the dial keys of persons erased a day ago go: no engine can hold facts that old.
 */
export function keepDaysAhead(
  boot: Boot,
  log: Log,
  stores: PostgresStores,
  clock: Clock,
): Promise<() => number> {
  return boot.start('Days of the call log', 20 * SECOND, async () => {
    const persons = new PostgresPersonStore(stores.database, nodeDigest);
    let readyUntilMs = 0;
    const keep = async (): Promise<void> => {
      await stores.partitions.prepare(clock.now());
      readyUntilMs = await stores.partitions.readyUntilMs(clock.now());
      await persons.dropForgottenKeys(clock.now() - DAY);
    };
    await keep();
    const ahead = setInterval(() => {
      keep().catch((error: unknown) => log.warn(messageOf(error)));
    }, PARTITIONS_EVERY_MS);
    return { value: () => readyUntilMs, stop: async () => clearInterval(ahead) };
  });
}
