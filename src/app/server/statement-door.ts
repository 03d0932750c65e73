import { randomBytes } from 'node:crypto';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { pdfOfTables } from '../../adapters/statement-file/pdf-sheets.js';
import { xlsxStatement } from '../../adapters/statement-file/xlsx-statement.js';
import type { ApiDeps } from '../../api/http/api-deps.js';
import { FeedDesk } from '../../engine/feed-desk.js';
import { StatementDesk } from '../../engine/statement-desk.js';
import type { Clock } from '../../ports/clock.js';
import { presetDocuments } from '../billing/billing-documents.js';

/** What the routes of bills stand on. */
export function makeStatementDoor(
  stores: PostgresStores,
  clock: Clock,
): Pick<ApiDeps, 'statements' | 'xlsx' | 'pdf' | 'feeds'> {
  const statements = new StatementDesk({
    store: stores.billing,
    presets: presetDocuments,
    callLog: stores.callLog,
    clock,
    newId: () => randomBytes(10).toString('hex'),
  });
  const feeds = new FeedDesk({
    store: stores.feeds,
    clock,
    newSecretHex: () => randomBytes(32).toString('hex'),
  });
  return { statements, xlsx: xlsxStatement, pdf: pdfOfTables, feeds };
}
