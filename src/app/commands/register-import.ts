import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import type { ApiClient } from '../api-client.js';
import { segment } from './command-deps.js';
import { downloadInto } from './download-file.js';
import { waitForJob } from './job-wait.js';
import type { ProgressLine } from './progress-line.js';
import { sendFile } from './send-file.js';
import { cell } from './show.js';

/** Sends a list or a register, waits for its job, and keeps the rows left out beside the file. */
export async function importRegister(
  client: ApiClient,
  path: string,
  file: string,
  rejectsFile: string | undefined,
  progress: ProgressLine,
): Promise<{ readonly job: unknown; readonly text: string }> {
  const order = await sendFile(client, path, file, {}, progress);
  const job = await waitForJob(client, cell(order, 'id'), progress);
  const figure = (key: string): string => cell(job, 'result', key);
  const lines = [`${figure('rows')} rows read (${figure('form')}), ${figure('rejected')} rejected.`];
  if (Number(figure('rejected')) > 0) {
    const kept = rejectsFile ?? `${file}.rejects.csv`;
    const sink = await openAtomicFileSink(kept);
    try {
      await downloadInto(client, `/v1/jobs/${segment(cell(job, 'id'))}/result`, sink);
      await sink.commit();
    } finally {
      await sink.abort();
    }
    lines.push(`Rejected rows, with line and reason: ${kept}`);
  }
  return { job, text: lines.join('\n') };
}
