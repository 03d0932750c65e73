import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import type { TextSink } from '../../ports/text-sink.js';
import { type CommandDeps, connect, instantOption, segment } from './command-deps.js';
import { downloadInto } from './download-file.js';
import { waitForJob } from './job-wait.js';
import { makeProgressLine } from './progress-line.js';
import { cell, show } from './show.js';

interface ExportListsOptions {
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
}

/** `export lists`: the files an auditor reads beside the call log. */
export function registerExportListsCommand(parent: Command, deps: CommandDeps): void {
  parent
    .command('lists')
    .description(
      'the side files of an audit: lists, opt-outs, protocols, paid debts, agents, holidays; salts for an admin (CSV)',
    )
    .requiredOption('--out <folder>', 'where to; made when it does not exist')
    .option(
      '--from <instant>',
      'events at or after; lists and registers are written from their beginning',
      instantOption,
    )
    .option('--to <instant>', 'what counts before', instantOption)
    .action((options: ExportListsOptions, command: Command) => exportLists(options, command, deps));
}

async function exportLists(
  { out, from, to }: ExportListsOptions,
  command: Command,
  deps: CommandDeps,
): Promise<void> {
  const client = connect(command, deps);
  const body = {
    kind: 'lists',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const order = await client.call('POST', '/v1/exports', { body });
  const job = await waitForJob(client, cell(order, 'id'), makeProgressLine(deps));
  const files = cell(job, 'result', 'files').split(' ').filter(Boolean);
  await mkdir(out, { recursive: true });
  const sinks: TextSink[] = [];
  try {
    for (const file of files) {
      const sink = await openAtomicFileSink(join(out, file));
      sinks.push(sink);
      await downloadInto(client, `/v1/jobs/${segment(cell(job, 'id'))}/files/${file}`, sink);
    }
    // All are here: only now does the first of them appear.
    for (const sink of sinks) {
      await sink.commit();
    }
  } finally {
    await Promise.all(sinks.map((sink) => sink.abort()));
  }
  const older = (await readdir(out)).filter((file) => file.endsWith('.csv') && !files.includes(file));
  if (older.length > 0) {
    deps.stderr.write(`Not of this export, but in ${out} as well: ${older.join(', ')}\n`);
  }
  show(command, deps, job, () => `${cell(job, 'result', 'rows')} rows in ${out}: ${files.join(', ')}`);
}
