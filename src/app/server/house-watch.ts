import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Database } from '../../adapters/postgres/database.js';
import type { HouseReadings } from '../../adapters/prometheus/house-metrics.js';
import type { Config } from '../../config/config.js';
import { SECOND } from '../../core/kernel/time.js';
import { lastBackupMs } from '../backup/last-backup.js';

/** Disks and clocks change slowly; whoever scrapes each second costs the database nothing. */
const READ_EVERY_MS = 30 * SECOND;
const CLOCK = {
  name: 'database-clock',
  text: 'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms',
};

/** What is looked at here; the record of acts and the shared folder have watches of their own. */
type MachineReadings = Omit<HouseReadings, 'auditBroken' | 'filesApart'>;

const UNKNOWN: MachineReadings = { clockSkewMs: null, disks: [], lastBackupMs: null };

/** What the machine is like, read in the background: who asks gets the latest reading and waits for none. */
export class HouseWatch {
  readonly #config: Pick<Config, 'dataFolder' | 'sharedFolder' | 'retention'>;
  readonly #database: Pick<Database, 'query'>;
  readonly #nowMs: () => number;
  #readings = UNKNOWN;
  #readMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  /** @param nowMs this machine's clock, whatever a demo's says. */
  constructor(
    config: Pick<Config, 'dataFolder' | 'sharedFolder' | 'retention'>,
    database: Pick<Database, 'query'>,
    nowMs: () => number,
  ) {
    this.#config = config;
    this.#database = database;
    this.#nowMs = nowMs;
  }

  /** The latest; reads anew when that is old. */
  latest(): MachineReadings {
    if (this.#reading === null && this.#nowMs() - this.#readMs >= READ_EVERY_MS) {
      this.#reading = this.read().finally(() => {
        this.#reading = null;
      });
    }
    return this.#readings;
  }

  async read(): Promise<void> {
    const { dataFolder, sharedFolder, retention } = this.#config;
    const folders = [
      { folder: 'data', path: dataFolder },
      ...(sharedFolder === dataFolder ? [] : [{ folder: 'shared', path: sharedFolder }]),
      ...(retention.recordingsFolder === ''
        ? []
        : [{ folder: 'recordings', path: resolve(retention.recordingsFolder) }]),
    ];
    const disks = await Promise.all(
      folders.map(async ({ folder, path }) => {
        // A folder that cannot be looked at has no figure: an absent series is an alarm of its own.
        const found = await statfs(path).catch(() => null);
        return found === null ? [] : [{ folder, freeBytes: found.bavail * found.bsize }];
      }),
    );
    this.#readings = {
      clockSkewMs: await this.#skew(),
      disks: disks.flat(),
      lastBackupMs: await lastBackupMs(dataFolder),
    };
    this.#readMs = this.#nowMs();
  }

  async #skew(): Promise<number | null> {
    const askedMs = this.#nowMs();
    try {
      const [row] = await this.#database.query<{ now_ms: number }>(CLOCK, []);
      return row === undefined ? null : row.now_ms - (askedMs + this.#nowMs()) / 2;
    } catch {
      return null;
    }
  }
}
