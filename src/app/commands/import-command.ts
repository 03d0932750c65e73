import type { Command } from 'commander';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { ApiClient } from '../api-client.js';
import { type CommandDeps, connect, repeated, segment } from './command-deps.js';
import { waitForJob } from './job-wait.js';
import { makeProgressLine, type ProgressLine } from './progress-line.js';
import { sendFile } from './send-file.js';
import { at, cell, items, show } from './show.js';

interface ImportOptions {
  readonly campaign: string;
  readonly map?: readonly string[];
  readonly rejects?: string;
}

/** `import FILE --campaign ID`. */
export function registerImportCommand(program: Command, deps: CommandDeps): void {
  program
    .command('import <file>')
    .description('load a mailing (CSV or XLSX) into a campaign; docs/reference/mailing.md describes the file')
    .requiredOption('--campaign <id>', 'the campaign')
    .option(
      '--map <word=header>',
      'which column is what, such as phone1="Tel. Res."; may be repeated',
      repeated,
    )
    .option('--rejects <file>', 'where the rejected rows go (default: <file>.rejects.csv)')
    .action(async (file: string, options: ImportOptions, command: Command) => {
      const client = connect(command, deps);
      const progress = makeProgressLine(deps);
      const job = await send(client, file, options, progress);
      const ended = await waitForJob(client, cell(job, 'id'), progress);
      const rejectsFile = options.rejects ?? `${file}.rejects.csv`;
      const rejected = Number(cell(ended, 'result', 'rejected'));
      if (rejected > 0) {
        await saveRejects(client, cell(ended, 'result', 'mailingId'), rejectsFile);
      }
      show(command, deps, ended, () => summary(ended, rejected > 0 ? rejectsFile : null));
    });
}

function summary(job: unknown, rejectsFile: string | null): string {
  const figure = (key: string) => cell(job, 'result', key);
  const lines = [
    `${figure('rows')} rows read (${figure('form')}): ${figure('added')} added, ${figure('duplicates')} already there, ${figure('rejected')} rejected.`,
    ...(figure('phonesIgnored') === '0'
      ? []
      : [`${figure('phonesIgnored')} bad phones left out of rows that have a good one.`]),
    ...(rejectsFile === null ? [] : [`Rejected rows, with line and reason: ${rejectsFile}`]),
  ];
  return lines.join('\n');
}

function readMap(map: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    map.map((pair) => {
      const cut = pair.indexOf('=');
      if (cut < 1) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: `--map '${pair}' must be word=header, such as phone1=Telefone`,
        });
      }
      return [pair.slice(0, cut).trim(), pair.slice(cut + 1).trim()];
    }),
  );
}

function send(
  client: ApiClient,
  file: string,
  options: ImportOptions,
  progress: ProgressLine,
): Promise<unknown> {
  const mapping = readMap(options.map ?? []);
  const fields = Object.keys(mapping).length > 0 ? { mapping: JSON.stringify(mapping) } : {};
  return sendFile(client, `/v1/campaigns/${segment(options.campaign)}/mailings`, file, fields, progress);
}

async function saveRejects(client: ApiClient, mailingId: string, path: string): Promise<void> {
  const sink = await openAtomicFileSink(path);
  try {
    await sink.write(csvLine(['line', 'column', 'reason']));
    let after = '';
    do {
      const query = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
      const page = await client.call('GET', `/v1/mailings/${segment(mailingId)}/rejects?limit=200${query}`);
      for (const one of items(page)) {
        await sink.write(csvLine([cell(one, 'line'), cell(one, 'column'), cell(one, 'reason')]));
      }
      const next = at(page, 'next');
      after = typeof next === 'string' ? next : '';
    } while (after !== '');
    await sink.commit();
  } finally {
    await sink.abort();
  }
}
