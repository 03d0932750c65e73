import type { Digest } from '../../core/call-log/call-log-chain.js';
import {
  LEDGER_COLUMNS,
  type LedgerColumn,
  type LedgerEntry,
  ledgerRecord,
} from '../../core/ledger/decision-line.js';
import { type LedgerVerdict, LedgerVerifier } from '../../core/ledger/verify-decisions.js';
import { maskedRecord } from '../../core/privacy/mask-records.js';
import type { JobContext } from '../../ports/jobs.js';
import type { LedgerQuery, LedgerReader } from '../../ports/ledger-reader.js';
import type { TextSink } from '../../ports/text-sink.js';
import { makeExportPace } from './export-request.js';

export interface ExportLedgerDeps {
  readonly ledger: LedgerReader;
  readonly sink: TextSink;
  readonly digest: Digest;
}

function lineOf(record: Readonly<Record<LedgerColumn, unknown>>): string {
  return `${JSON.stringify(Object.fromEntries(LEDGER_COLUMNS.map((column) => [column, record[column]])))}\n`;
}

/** One decision as a line, its members exactly LEDGER_COLUMNS in their order. */
export function ledgerLine(entry: LedgerEntry): string {
  return lineOf(ledgerRecord(entry));
}

/**
 * Streams the ledger to a sink in chain order, memory stays flat. Each decision is checked while it passes; of a part
 * (a campaign, some days) only the contents, of the whole ledger its links and ends too.
 */
export async function exportLedger(
  { query, masked }: { readonly query: LedgerQuery; readonly masked?: boolean },
  { ledger, sink, digest }: ExportLedgerDeps,
  context: Pick<JobContext, 'id' | 'report' | 'signal'>,
): Promise<{ readonly rows: number; readonly verdicts: readonly LedgerVerdict[] }> {
  const whole = Object.values(query).every((bound) => bound === undefined);
  const verifier = new LedgerVerifier(digest, { whole }, whole ? await ledger.anchors() : []);
  const pace = makeExportPace(context);
  try {
    // Read before the decisions: those that are made meanwhile come after these ends.
    const ends = whole ? await ledger.ends() : [];
    for await (const entry of ledger.read(query)) {
      verifier.add(entry);
      const record = ledgerRecord(entry);
      await sink.write(lineOf(masked === true ? maskedRecord(record) : record));
      await pace.row();
    }
    verifier.endsAt(ends);
    const rows = await pace.end();
    await sink.commit();
    return { rows, verdicts: verifier.verdicts() };
  } catch (thrown) {
    await sink.abort();
    throw thrown;
  }
}
