import { type Command, Option } from 'commander';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import { makeStreamSink } from '../../adapters/export-file/stream-sink.js';
import { MOST_DECISIONS } from '../../contract/pacing-wire.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { DAY, MINUTE } from '../../core/kernel/time.js';
import type { ApiClient } from '../api-client.js';
import { type CommandDeps, connect, instantOption, segment } from './command-deps.js';
import { at, items } from './show.js';

interface ExportPacingOptions {
  readonly campaign: string;
  readonly format: string;
  readonly from?: string;
  readonly to?: string;
  readonly out: string;
}

/** Asked for at once; a stretch with more than one answer holds is asked for in halves. */
const STRETCH_MS = 10 * MINUTE;
const COLUMNS = ['at', 'lane', 'place', 'limit', 'times', 'reason', 'figures'] as const;

/** `export pacing`: how many calls each lane placed and why. */
export function registerExportPacingCommand(parent: Command, deps: CommandDeps): void {
  parent
    .command('pacing')
    .description('what the lanes of a campaign decided and why, oldest first; today and yesterday are kept')
    .requiredOption('--campaign <id>', 'of this campaign')
    .addOption(new Option('--format <format>', 'how').choices(['jsonl', 'csv']).default('jsonl'))
    .option('--from <instant>', 'decided at or after; a day back when left out', instantOption)
    .option('--to <instant>', 'decided before; now when left out', instantOption)
    .option('--out <file>', 'where to; - is standard output', '-')
    .action((options: ExportPacingOptions, command: Command) => exportPacing(options, command, deps));
}

async function exportPacing(
  options: ExportPacingOptions,
  command: Command,
  deps: CommandDeps,
): Promise<void> {
  const client = connect(command, deps);
  const engine = await client.call('GET', '/v1/engine');
  const toMs = options.to === undefined ? Number(at(engine, 'nowMs')) + 1 : Date.parse(options.to);
  const fromMs = options.from === undefined ? toMs - DAY : Date.parse(options.from);
  const sink = options.out === '-' ? makeStreamSink(deps.stdout) : await openAtomicFileSink(options.out);
  const csv = options.format === 'csv';
  let rows = 0;
  try {
    if (csv) {
      await sink.write(csvLine(COLUMNS));
    }
    for (let startMs = fromMs; startMs < toMs; startMs += STRETCH_MS) {
      const stretch = { fromMs: startMs, toMs: Math.min(toMs, startMs + STRETCH_MS) };
      for (const decision of await decisionsIn(client, options.campaign, stretch)) {
        await sink.write(lineOf(decision, csv));
        rows += 1;
      }
    }
    await sink.commit();
  } finally {
    await sink.abort();
  }
  // Standard output may be the export itself: what is said about it goes beside it.
  const say = options.out === '-' ? deps.stderr : deps.stdout;
  say.write(`${rows} decisions${options.out === '-' ? '' : ` in ${options.out}`}\n`);
}

interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

async function decisionsIn(
  client: ApiClient,
  campaign: string,
  { fromMs, toMs }: Stretch,
): Promise<readonly unknown[]> {
  const iso = (ms: number): string => segment(new Date(ms).toISOString());
  const query = `from=${iso(fromMs)}&to=${iso(toMs)}&most=${MOST_DECISIONS}`;
  const found = items(await client.call('GET', `/v1/campaigns/${segment(campaign)}/pacing?${query}`));
  if (found.length < MOST_DECISIONS || toMs - fromMs < 2) {
    return found;
  }
  const halfMs = Math.floor((fromMs + toMs) / 2);
  const first = await decisionsIn(client, campaign, { fromMs, toMs: halfMs });
  return [...first, ...(await decisionsIn(client, campaign, { fromMs: halfMs, toMs }))];
}

function lineOf(decision: unknown, csv: boolean): string {
  const record = {
    at: new Date(Number(at(decision, 'atMs'))).toISOString(),
    lane: String(at(decision, 'lane')),
    place: Number(at(decision, 'place')),
    limit: String(at(decision, 'limit')),
    times: Number(at(decision, 'times')),
    reason: String(at(decision, 'reason')),
  };
  const figures = at(decision, 'figures');
  return csv
    ? csvLine([...Object.values(record), JSON.stringify(figures)])
    : `${JSON.stringify({ ...record, figures })}\n`;
}
