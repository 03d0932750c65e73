import { type Command, Option } from 'commander';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import { makeStreamSink } from '../../adapters/export-file/stream-sink.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { EXPORT_FORMATS } from '../chores/export-request.js';
import { type CommandDeps, connect, globalOptions, instantOption, segment } from './command-deps.js';
import { downloadInto } from './download-file.js';
import { registerExportAsteriskCommands } from './export-asterisk-commands.js';
import { registerExportListsCommand } from './export-lists-command.js';
import { registerExportPacingCommand } from './export-pacing-command.js';
import { waitForJob } from './job-wait.js';
import { makeProgressLine } from './progress-line.js';
import { cell } from './show.js';

interface ExportOptions {
  readonly format: string;
  readonly from?: string;
  readonly to?: string;
  readonly campaign?: string;
  readonly out: string;
  readonly verify?: true;
}

const WHAT = {
  calls: 'the call log, one row an originate, in chain order',
  'agent-states': "the agents' states: agent, state, reason, from, to",
  ledger: 'the decision ledger, one line an answer of the gate, in chain order (jsonl)',
} as const;

/** `export calls`, `export agent-states`, `export ledger`, `export lists` and `export pacing`. */
export function registerExportCommands(program: Command, deps: CommandDeps): void {
  const parent = program
    .command('export')
    .description(
      'write the call log, the agent states, the decision ledger, the side files of an audit or what pacing decided',
    );
  for (const kind of ['calls', 'agent-states', 'ledger'] as const) {
    const command = parent
      .command(kind)
      .description(WHAT[kind])
      .addOption(new Option('--format <format>', 'how').choices([...EXPORT_FORMATS]).default('jsonl'))
      .option('--from <instant>', 'ended at or after', instantOption)
      .option('--to <instant>', 'ended before', instantOption)
      .option('--campaign <id>', 'only this campaign')
      .option('--out <file>', 'where to; - is standard output', '-');
    if (kind !== 'agent-states') {
      command.option('--verify', 'fail when a chain does not hold, naming its first broken row');
    }
    command.action((options: ExportOptions, self: Command) => runExport(kind, options, self, deps));
  }
  registerExportListsCommand(parent, deps);
  registerExportPacingCommand(parent, deps);
  registerExportAsteriskCommands(parent, deps);
}

async function runExport(
  kind: keyof typeof WHAT,
  options: ExportOptions,
  command: Command,
  deps: CommandDeps,
): Promise<void> {
  const client = connect(command, deps);
  const progress = makeProgressLine(deps);
  const { format, from, to, campaign } = options;
  const body = {
    kind,
    format,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(campaign === undefined ? {} : { campaignId: campaign }),
  };
  const order = await client.call('POST', '/v1/exports', { body });
  const job = await waitForJob(client, cell(order, 'id'), progress);
  const sink = options.out === '-' ? makeStreamSink(deps.stdout) : await openAtomicFileSink(options.out);
  try {
    await downloadInto(client, `/v1/jobs/${segment(cell(job, 'id'))}/result`, sink);
    await sink.commit();
  } finally {
    await sink.abort();
  }
  const json = globalOptions(command).json === true;
  // Standard output may be the export itself: what is said about it goes beside it.
  const say = options.out === '-' ? deps.stderr : deps.stdout;
  say.write(
    json
      ? `${JSON.stringify(job)}\n`
      : `${cell(job, 'result', 'rows')} rows${options.out === '-' ? '' : ` in ${options.out}`}\n`,
  );
  if (options.verify === true) {
    checkChains(job, (text) => say.write(text));
  }
}

function checkChains(job: unknown, say: (text: string) => void): void {
  const broken = Number(cell(job, 'result', 'brokenChains'));
  if (broken > 0) {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `${broken} of ${cell(job, 'result', 'chains')} chains do not hold. First broken: ${cell(job, 'result', 'firstBroken')}. The rows were exported as they are; compare them with a backup`,
    });
  }
  say(`${cell(job, 'result', 'chains')} chains hold\n`);
}
