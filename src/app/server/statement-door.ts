import { randomBytes } from 'node:crypto';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { pdfOfTables } from '../../adapters/statement-file/pdf-sheets.js';
import { xlsxStatement } from '../../adapters/statement-file/xlsx-statement.js';
import { fetchWebhook } from '../../adapters/webhook/fetch-webhook.js';
import { makeSecretBox } from '../../api/auth/secret-box.js';
import type { ApiDeps } from '../../api/http/api-deps.js';
import { FeedDesk } from '../../engine/feed-desk.js';
import { StatementDesk } from '../../engine/statement-desk.js';
import type { Clock } from '../../ports/clock.js';
import { presetDocuments } from '../billing/billing-documents.js';
import { contractText } from '../billing/contract-text.js';
import { makeRehearsalThread } from '../billing/rehearsal-thread.js';

/** What the routes of bills stand on. */
export function makeStatementDoor(
  stores: PostgresStores,
  clock: Clock,
  { installationKeyHex, url }: { readonly installationKeyHex: string; readonly url: string },
): Pick<ApiDeps, 'statements' | 'contractText' | 'rehearse' | 'xlsx' | 'pdf' | 'feeds'> {
  const statements = new StatementDesk({
    store: stores.billing,
    presets: presetDocuments,
    callLog: stores.callLog,
    clock,
    newId: () => randomBytes(10).toString('hex'),
  });
  const feeds = new FeedDesk({
    store: stores.feeds,
    webhook: fetchWebhook,
    clock,
    digest: nodeDigest,
    box: makeSecretBox(installationKeyHex, 'feeds'),
    newSecretHex: () => randomBytes(32).toString('hex'),
  });
  return {
    statements,
    contractText,
    rehearse: makeRehearsalThread(url),
    xlsx: xlsxStatement,
    pdf: pdfOfTables,
    feeds,
  };
}
