import { examineDatabase } from '../../adapters/postgres/examine-database.js';
import { examineRedis } from '../../adapters/redis/examine-redis.js';
import type { Config } from '../../config/config.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { messageOf } from '../../core/kernel/errors.js';
import { examinePhones } from './examine-phones.js';
import type { Chart } from './symptom.js';

const LEAST_POSTGRES = 140_000;
/** Hours of calling end on the minute, and a person waits two seconds at most: clocks must agree far better than that. */
const LARGEST_SKEW_MS = 1000;
/** Connections that chores, backups and people need beside a server's pool. */
const SPARE_CONNECTIONS = 10;

/** Says whether another machine's clock agrees with ours. */
export function examineClock(whose: string, aheadMs: number, chart: Chart): void {
  const seconds = Math.abs(aheadMs) / 1000;
  const says = `${whose} is ${seconds.toFixed(1)} s ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's clock`;
  if (Math.abs(aheadMs) > LARGEST_SKEW_MS) {
    chart.error(
      says,
      'Run chrony or systemd-timesyncd on both: hours of calling and the order of rows depend on it.',
    );
  } else {
    chart.good(`${whose} agrees with this machine's clock within ${seconds.toFixed(1)} s`);
  }
}

/** The configured database, and the agents' telephones in it; an embedded one lives with its server. */
export async function examineConfiguredDatabase(
  config: Config,
  chart: Chart,
  switches: Chart,
): Promise<void> {
  const { url, embedded, pool } = config.database;
  if (url === null || embedded) {
    chart.notChecked(
      'The embedded database runs only while its server does',
      "Ask the running server: 'cadencia ready'. For more than a trial set database.url.",
    );
    return;
  }
  const host = new URL(url).hostname;
  try {
    const found = await examineDatabase(url, Date.now);
    const version = `${Math.floor(found.versionNumber / 10_000)}.${found.versionNumber % 10_000}`;
    if (found.versionNumber < LEAST_POSTGRES) {
      chart.error(`PostgreSQL ${version} is too old`, 'Use PostgreSQL 14 or later.');
    } else {
      chart.good(`PostgreSQL ${version} at ${host} answers`);
    }
    examineClock(`The clock of the database at ${host}`, found.clockAheadMs, chart);
    examineSchema(found.missingMigrations, chart);
    examinePhones(config, found.phones, switches);
    if (!found.durable) {
      chart.error(
        'The database may lose what it has confirmed (fsync or synchronous_commit is off)',
        "Set both to 'on': no call may leave whose row a power cut can lose.",
      );
    }
    if (found.maxConnections < pool + SPARE_CONNECTIONS) {
      chart.warn(
        `The database takes ${found.maxConnections} connections; this server alone uses ${pool}`,
        'Raise max_connections, or lower database.pool.',
      );
    }
    if (!found.encrypted && !isLoopbackHost(host)) {
      chart.warn(
        `Personal data travels to the database at ${host} in clear`,
        'Add sslmode=verify-full to database.url and a certificate to the database.',
      );
    }
  } catch (error) {
    chart.error(
      messageOf(error),
      'Check database.url, the password and pg_hba.conf; nothing is dialled without it.',
    );
  }
}

function examineSchema(missing: number, chart: Chart): void {
  if (missing > 0) {
    chart.warn(
      `${missing} migrations of this program are not in the database yet`,
      "Take a backup; the next start applies them, or 'cadencia migrate' does.",
    );
  } else if (missing < 0) {
    chart.error(
      `The database is ${-missing} migrations newer than this program`,
      'Start the newer Cadência that made it, or restore the backup taken before the upgrade.',
    );
  } else {
    chart.good('The schema is this program’s');
  }
}

/** The configured Redis, where there is one. */
export async function examineConfiguredRedis(config: Config, chart: Chart): Promise<void> {
  if (config.redisUrl === undefined) {
    chart.good('No Redis is configured: PostgreSQL holds jobs and leases, which serves one node');
    return;
  }
  try {
    const found = await examineRedis(config.redisUrl);
    chart.good(`Redis ${found.version} answers`);
    if (found.evictionPolicy !== 'noeviction') {
      chart.error(
        `Redis throws keys away when its memory is full (${found.evictionPolicy})`,
        "Set 'maxmemory-policy noeviction': a lost lease or job is a call too many, or one not billed.",
      );
    }
    if (!found.durable) {
      chart.warn('Redis forgets jobs when it is restarted', "Set 'appendonly yes'.");
    }
  } catch (error) {
    chart.error(messageOf(error), 'Check redis_url and that Redis runs.');
  }
}
