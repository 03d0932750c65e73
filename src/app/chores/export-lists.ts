import { csvLine } from '../../core/export/csv-cell.js';
import type { JobContext } from '../../ports/jobs.js';
import type { TextSink } from '../../ports/text-sink.js';
import { makeExportPace } from './export-request.js';
import type { SideFile, SideFilePeriod } from './side-files.js';

export interface ListsExport {
  readonly rows: number;
  /** Names of the files made. */
  readonly files: readonly string[];
}

/** Writes the files an auditor reads beside the call log, each whole or not at all, and only those that exist. */
export async function exportLists(
  period: SideFilePeriod,
  deps: {
    readonly files: readonly SideFile[];
    readonly openFile: (name: string) => Promise<TextSink>;
  },
  context: Pick<JobContext, 'id' | 'report' | 'signal'>,
): Promise<ListsExport> {
  const pace = makeExportPace(context);
  const made: string[] = [];
  for (const { name, columns, open } of deps.files) {
    const rows = await open(period);
    if (rows === null) {
      continue;
    }
    const sink = await deps.openFile(name);
    try {
      await sink.write(csvLine(columns));
      for await (const cells of rows) {
        await sink.write(csvLine(cells));
        await pace.row();
      }
      await sink.commit();
    } finally {
      await sink.abort();
    }
    made.push(name);
  }
  return { rows: await pace.end(), files: made };
}
