import type { Digest } from '../../core/call-log/call-log-chain.js';
import { callLogRecord } from '../../core/call-log/call-log-record.js';
import { CALL_LOG_COLUMNS, type CallLogRow } from '../../core/call-log/call-log-row.js';
import { type ChainVerdict, makeChainVerifier } from '../../core/call-log/verify-chain.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { maskedRecord } from '../../core/privacy/mask-records.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { JobContext } from '../../ports/jobs.js';
import type { TextSink } from '../../ports/text-sink.js';
import { type ExportFormat, type ExportRequest, makeExportPace } from './export-request.js';

export interface ExportResult {
  readonly rows: number;
  /** One a chain when verification was asked for. */
  readonly chains: readonly ChainVerdict[];
}

/** One row of the log as a line, its columns exactly CALL_LOG_COLUMNS in their order. */
export function callLogLine(row: CallLogRow, format: ExportFormat, masked = false): string {
  const clear = callLogRecord(row);
  const record = masked ? maskedRecord(clear) : clear;
  if (format === 'csv') {
    return csvLine(CALL_LOG_COLUMNS.map((column) => record[column]));
  }
  return `${JSON.stringify(Object.fromEntries(CALL_LOG_COLUMNS.map((column) => [column, record[column]])))}\n`;
}

/**
 * Streams the call log to a sink in chain order; memory stays flat. With `verify` each row is checked against its
 * chain while it passes; a campaign's or a day's part of a chain has gaps by nature, so only its contents are
 * checked there, and the links for the whole log alone.
 */
export async function exportCalls(
  request: ExportRequest,
  deps: {
    readonly reader: Pick<CallLogReader, 'read' | 'anchors'>;
    readonly sink: TextSink;
    readonly verify?: Digest;
  },
  context: Pick<JobContext, 'id' | 'report' | 'signal'>,
): Promise<ExportResult> {
  const whole = Object.values(request.query).every((bound) => bound === undefined);
  const verifier =
    deps.verify === undefined
      ? null
      : makeChainVerifier(
          deps.verify,
          { fromGenesis: whole, linked: whole },
          whole ? await deps.reader.anchors() : [],
        );
  const pace = makeExportPace(context);
  try {
    if (request.format === 'csv') {
      await deps.sink.write(csvLine(CALL_LOG_COLUMNS));
    }
    for await (const row of deps.reader.read(request.query)) {
      verifier?.add(row);
      await deps.sink.write(callLogLine(row, request.format, request.masked));
      await pace.row();
    }
    const rows = await pace.end();
    await deps.sink.commit();
    return { rows, chains: verifier?.verdicts() ?? [] };
  } catch (thrown) {
    await deps.sink.abort();
    throw thrown;
  }
}
