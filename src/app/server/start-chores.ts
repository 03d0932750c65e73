import { randomBytes } from 'node:crypto';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import { openMailingFile } from '../../adapters/mailing-file/open-mailing-file.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { makeSecretBox } from '../../api/auth/secret-box.js';
import type { Config } from '../../config/config.js';
import type { Engine } from '../../engine/engine.js';
import type { Clock } from '../../ports/clock.js';
import { JOB_KINDS, type JobQueue } from '../../ports/jobs.js';
import { makeStatementThread } from '../billing/statement-thread.js';
import { makeChoreHandlers } from '../chores/chore-handlers.js';
import { moreSideFiles } from '../chores/more-side-files.js';
import type { ReportDesk } from '../reports/report-desk.js';
import { makeFeedHandler } from './start-feeds.js';

/** Begins to work on imports and exports. */
export async function startChores(
  config: Config,
  jobs: JobQueue,
  stores: PostgresStores,
  engine: Engine,
  keyHex: string,
  clock: Clock,
  url: string,
  reports: ReportDesk,
): Promise<void> {
  const handlers = makeChoreHandlers({
    imports: {
      store: stores.mailings,
      digest: nodeDigest,
      installationKeyHex: keyHex,
      openFile: openMailingFile,
      newSalt: () => randomBytes(16).toString('hex'),
      nowMs: () => clock.now(),
      onAdded: (campaignId) => engine.campaigns.contactsAdded(campaignId),
    },
    lists: stores.lists,
    facts: stores.facts,
    rest: (ms) => (ms < 1 ? nextTurn() : delay(ms)),
    reader: stores.callLog,
    moreSideFiles: moreSideFiles({
      agents: stores.agents,
      policies: stores.policies,
      reader: stores.callLog,
      nowMs: () => clock.now(),
    }),
    ledger: stores.ledger,
    digest: nodeDigest,
    sharedFolder: config.sharedFolder,
    runStatement: makeStatementThread(url, clock),
    deliverFeeds: makeFeedHandler(stores.feeds, clock, makeSecretBox(keyHex, 'feeds')),
    makeReport: (context) => reports.make(context),
    openSink: openAtomicFileSink,
  });
  for (const kind of JOB_KINDS) {
    await jobs.work(kind, handlers[kind]);
  }
}
