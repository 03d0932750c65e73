import { CadenciaError } from '../../core/kernel/errors.js';
import { parseCampaignId } from '../../core/kernel/ids.js';
import type { CallLogQuery } from '../../ports/call-log-reader.js';
import type { JobContext, JobData } from '../../ports/jobs.js';
import { stopWhenAborted } from './chore-failure.js';

export const EXPORT_FORMATS = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportRequest {
  readonly format: ExportFormat;
  readonly query: CallLogQuery;
  /** Persons are masked: it was ordered by somebody who may not see them. */
  readonly masked: boolean;
}

/** Rows between two looks at the abort signal and two reports. */
const ROWS_A_REPORT = 5000;

function isExportFormat(word: string): word is ExportFormat {
  return EXPORT_FORMATS.some((format) => format === word);
}

/** Reads a request out of a job's data. */
export function exportRequestOf(data: JobData): ExportRequest {
  const [format, campaignId, fromMs, toMs] = ['format', 'campaignId', 'fromMs', 'toMs'].map(
    (key) => data[key],
  );
  if (typeof format !== 'string' || !isExportFormat(format)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `The export's format must be one of ${EXPORT_FORMATS.join(', ')}`,
    });
  }
  return {
    format,
    masked: data['masked'] === true,
    query: {
      ...(typeof campaignId === 'string' ? { campaignId: parseCampaignId(campaignId) } : {}),
      ...(typeof fromMs === 'number' ? { fromMs } : {}),
      ...(typeof toMs === 'number' ? { toMs } : {}),
    },
  };
}

/** Tells how far an export is, now and then, and stops it at a shutdown. */
export function makeExportPace(context: Pick<JobContext, 'id' | 'report' | 'signal'>) {
  let rows = 0;
  const report = () => context.report({ done: rows, total: null, note: `${rows} rows` });
  return {
    async row(): Promise<void> {
      rows += 1;
      if (rows % ROWS_A_REPORT === 0) {
        stopWhenAborted(context);
        await report();
      }
    },
    async end(): Promise<number> {
      await report();
      return rows;
    },
  };
}
