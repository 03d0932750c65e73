import { type Command, Option } from 'commander';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import { makeStreamSink } from '../../adapters/export-file/stream-sink.js';
import { cdrLine, type QueueLogLine, queueLogLines } from '../../core/export/asterisk-files.js';
import { readLogs } from '../billing/bill-log.js';
import { type CommandDeps, repeated } from './command-deps.js';

interface AsteriskOptions {
  readonly log: readonly string[];
  readonly out: string;
}

type Texts = readonly string[];

async function cdrTexts(logs: readonly string[], deps: CommandDeps): Promise<Texts> {
  const texts: string[] = [];
  await readLogs(logs, deps.stdin, (values, place) => {
    const line = cdrLine(values, place);
    if (line !== null) {
      texts.push(line);
    }
  });
  return texts;
}

/** Readers of `queue_log` take its lines in the order of time. */
async function queueLogTexts(logs: readonly string[], deps: CommandDeps): Promise<Texts> {
  const lines: QueueLogLine[] = [];
  await readLogs(logs, deps.stdin, (values, place) => void lines.push(...queueLogLines(values, place)));
  return lines.sort((one, other) => one.atMs - other.atMs).map(({ text }) => text);
}

/** `export cdr` and `export queue-log`: files of Asterisk's form from an exported call log; ask no server. */
export function registerExportAsteriskCommands(parent: Command, deps: CommandDeps): void {
  for (const [name, about, make] of [
    ['cdr', 'calls as Asterisk’s CSV call records (Master.csv), from an exported call log', cdrTexts],
    ['queue-log', 'waits and talks as Asterisk’s queue_log, from an exported call log', queueLogTexts],
  ] as const) {
    parent
      .command(name)
      .description(about)
      .addOption(
        new Option('--log <file>', 'call log, JSONL or CSV, - for standard input; may be repeated')
          .argParser(repeated)
          .makeOptionMandatory(),
      )
      .option('--out <file>', 'where to; - is standard output', '-')
      .action(async ({ log, out }: AsteriskOptions) => {
        const texts = await make(log, deps);
        const sink = out === '-' ? makeStreamSink(deps.stdout) : await openAtomicFileSink(out);
        try {
          for (const text of texts) {
            await sink.write(text);
          }
          await sink.commit();
        } finally {
          await sink.abort();
        }
      });
  }
}
