import type { SystemClock } from '../../adapters/clock/system-clock.js';
import { EmbeddedPostgres } from '../../adapters/embedded-postgres/embedded-postgres.js';
import type { makeLogger } from '../../adapters/pino/logger.js';
import { migrate } from '../../adapters/postgres/migrate.js';
import { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import type { Config } from '../../config/config.js';
import { isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import { HOUR, MINUTE, SECOND } from '../../core/kernel/time.js';
import type { Boot } from './boot.js';

type Log = ReturnType<typeof makeLogger>;

const PARTITIONS_EVERY_MS = 6 * HOUR;

/** The database's URL, once it answers and has this program's schema; one that is away is waited for, aloud. */
export async function startDatabase(
  config: Config,
  boot: Boot,
  log: Log,
  clock: SystemClock,
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
  for (let first = true; ; first = false) {
    try {
      const applied = await migrate({ url, nowMs: clock.now() });
      if (applied.length > 0) {
        log.info({ migrations: applied.length }, 'database schema brought up to date');
      }
      return url;
    } catch (error) {
      if (!isCadenciaError(error, 'DLR_DATABASE_DOWN')) {
        throw error;
      }
      signal.throwIfAborted();
      if (first) {
        log.error(`${messageOf(error)} Waiting for it; Ctrl-C gives up.`);
      }
      await new Promise((resolve) => clock.setTimer(2 * SECOND, () => resolve(undefined)));
    }
  }
}

/** Every store on the database, with the attempts' days made ahead. */
export function startStores(
  config: Config,
  boot: Boot,
  log: Log,
  clock: SystemClock,
  url: string,
): Promise<PostgresStores> {
  return boot.start('Stores', 20 * SECOND, async () => {
    const opened = new PostgresStores({ url, poolSize: config.database.pool });
    await opened.partitions.prepare(clock.now());
    // Days ahead are made in good time; one that is missing all the same is made on demand, while calls wait.
    const ahead = setInterval(() => {
      opened.partitions.prepare(clock.now()).catch((error: unknown) => log.warn(messageOf(error)));
    }, PARTITIONS_EVERY_MS);
    const stop = (): Promise<void> => {
      clearInterval(ahead);
      return opened.close();
    };
    return { value: opened, stop };
  });
}
