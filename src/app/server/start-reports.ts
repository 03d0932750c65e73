import { resolve } from 'node:path';
import type { makeLogger } from '../../adapters/pino/logger.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import type { Config } from '../../config/config.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { JobQueue } from '../../ports/jobs.js';
import { inThread } from '../billing/work-thread.js';
import type { MadeReport } from '../reports/make-report.js';
import { ReportDesk } from '../reports/report-desk.js';
import type { Boot } from './boot.js';
import { lookAgain } from './look-again.js';

/** The packs of the configuration, made in a thread of their own over connections of their own. */
export function makeReportDesk(
  { reports, sharedFolder }: Config,
  jobs: JobQueue,
  clock: Clock,
  url: string,
  stores: Pick<PostgresStores, 'campaigns' | 'feeds'>,
): ReportDesk {
  const script = new URL('../reports/report-worker.js', import.meta.url);
  return new ReportDesk({
    packs: reports.packs,
    folder: reports.folder === '' ? resolve(sharedFolder, 'reports') : resolve(reports.folder),
    clock,
    jobs,
    campaigns: stores.campaigns,
    tell: (notice, atMs) => stores.feeds.tellReport(notice, atMs),
    run: (order, { report, signal }) => {
      const progress = (rows: number): void => {
        void report({ done: rows, total: null, note: `${rows} rows` }).catch(() => undefined);
      };
      return inThread<MadeReport>(script, { url, order }, { progress, signal });
    },
  });
}

/** Looks every minute which packs are due, and orders the jobs that make them. */
export function startReports(
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  desk: ReportDesk,
): Promise<null> {
  return lookAgain(boot, log, {
    name: 'Reports',
    everyMs: MINUTE,
    look: () => desk.look(),
    waiting: 'reports wait',
  });
}
