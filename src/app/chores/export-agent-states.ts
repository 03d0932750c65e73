import { csvLine } from '../../core/export/csv-cell.js';
import type { AgentStateRow } from '../../ports/attempt-store.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { JobContext } from '../../ports/jobs.js';
import type { TextSink } from '../../ports/text-sink.js';
import { type ExportFormat, type ExportRequest, makeExportPace } from './export-request.js';

/** The export's columns in their order. */
export const AGENT_STATE_COLUMNS = ['agent_id', 'state', 'reason', 't_start', 't_end'] as const;

/** One stretch of an agent's day by column; an open stretch has no `t_end`. */
export function agentStateRecord(
  row: AgentStateRow,
): Readonly<Record<(typeof AGENT_STATE_COLUMNS)[number], string | null>> {
  return {
    agent_id: row.agentId,
    state: row.state,
    reason: row.reason,
    t_start: new Date(row.tStartMs).toISOString(),
    t_end: row.tEndMs === null ? null : new Date(row.tEndMs).toISOString(),
  };
}

export function agentStateLine(row: AgentStateRow, format: ExportFormat): string {
  const record = agentStateRecord(row);
  return format === 'csv'
    ? csvLine(AGENT_STATE_COLUMNS.map((column) => record[column]))
    : `${JSON.stringify(record)}\n`;
}

/** Streams the agents' states to a sink; memory stays flat. */
export async function exportAgentStates(
  request: ExportRequest,
  deps: { readonly reader: Pick<CallLogReader, 'readAgentStates'>; readonly sink: TextSink },
  context: Pick<JobContext, 'id' | 'report' | 'signal'>,
): Promise<{ readonly rows: number }> {
  const pace = makeExportPace(context);
  try {
    if (request.format === 'csv') {
      await deps.sink.write(csvLine(AGENT_STATE_COLUMNS));
    }
    for await (const row of deps.reader.readAgentStates(request.query)) {
      await deps.sink.write(agentStateLine(row, request.format));
      await pace.row();
    }
    const rows = await pace.end();
    await deps.sink.commit();
    return { rows };
  } catch (thrown) {
    await deps.sink.abort();
    throw thrown;
  }
}
