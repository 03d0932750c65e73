import { type Command, Option } from 'commander';
import { chooseStrategy } from '../../core/pacing/baselines/strategy-choice.js';
import { readLogDay } from '../twin/read-log-day.js';
import { replayDay } from '../twin/replay-day.js';
import { replayText } from '../twin/replay-text.js';
import { type CommandDeps, globalOptions } from './command-deps.js';
import { numberBetween, wholeNumber } from './number-options.js';

interface ReplayCommandOptions {
  readonly log: string;
  readonly strategy: string;
  readonly agentStates?: string;
  readonly config?: string;
  readonly campaign?: string;
  readonly cap: number;
  readonly seed: number;
  readonly rows: number;
}

/** `replay`: a recorded day through a strategy, and where its decisions would have differed. */
export function registerReplayCommand(program: Command, deps: CommandDeps): void {
  program
    .command('replay')
    .description(
      'run a recorded day through a pacing strategy and show where it would have decided otherwise',
    )
    .requiredOption('--log <day or file>', 'a day of the call log (2026-01-13), or an export of it')
    .option('--strategy <name>', 'cadencia, or a baseline such as ratio:3', 'cadencia')
    .option('--agent-states <file>', 'with a file: the export of the agent states')
    .option('--config <file>', 'with a day: read the configured database; else the server is asked')
    .option('--campaign <id>', 'only this campaign')
    .addOption(
      new Option('--cap <share>', 'ceiling of the abandoned share')
        .default(0.03)
        .argParser(numberBetween(0.001, 0.2)),
    )
    .addOption(
      new Option('--seed <number>', 'of the calls that are drawn').default(1).argParser(wholeNumber(0, 1e9)),
    )
    .addOption(
      new Option('--rows <number>', 'largest differences to tell').default(10).argParser(wholeNumber(0, 1e6)),
    )
    .action(async (options: ReplayCommandOptions, command: Command) => {
      chooseStrategy(options.strategy);
      const day = await readLogDay({ ...options, fromLog: options.log }, command, deps);
      const report = await replayDay(day, options);
      const json = globalOptions(command).json === true;
      deps.stdout.write(json ? `${JSON.stringify(report)}\n` : `${replayText(report)}\n`);
    });
}
