import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { stringify } from 'yaml';
import { CadenciaError } from '../../core/kernel/errors.js';
import { agentStateLine } from '../chores/export-agent-states.js';
import { callLogLine } from '../chores/export-calls.js';
import { combinations, parseChange, parseVariation } from '../twin/change-scenario.js';
import { compareSettings } from '../twin/compare-settings.js';
import { fitScenario } from '../twin/fit-scenario.js';
import { readLogDay } from '../twin/read-log-day.js';
import { libraryNames, readScenario, readScenarioSource } from '../twin/read-scenario.js';
import { reportText } from '../twin/report-text.js';
import type { TwinRun } from '../twin/run-twin.js';
import { type CommandDeps, globalOptions, repeated } from './command-deps.js';
import { wholeNumber } from './number-options.js';
import { table } from './show.js';

interface SimulateOptions {
  readonly scenario?: string;
  readonly fromLog?: string;
  readonly agentStates?: string;
  readonly config?: string;
  readonly campaign?: string;
  readonly set?: readonly string[];
  readonly vary?: readonly string[];
  readonly seeds: number;
  readonly firstSeed: number;
  readonly timings?: true;
  readonly list?: true;
  readonly writeScenario?: string;
  readonly writeLog?: string;
  readonly writeAgentStates?: string;
}

/** `simulate`: the engine on a scenario in virtual time, settings side by side. Asks no server but for a log. */
export function registerSimulateCommand(program: Command, deps: CommandDeps): void {
  program
    .command('simulate')
    .description('run a day in virtual time with the engine of production and compare settings')
    .option('--scenario <file or name>', 'a scenario (YAML or JSON), or one of the library')
    .option('--list', 'name the scenarios of the library')
    .option('--from-log <day or file>', 'fit the scenario to a day of the call log, or to an exported one')
    .option('--agent-states <file>', 'with --from-log FILE: the export of the agent states')
    .option('--config <file>', 'with --from-log DAY: read the configured database; else the server is asked')
    .option('--campaign <id>', 'with --from-log: only this campaign')
    .addOption(new Option('--set <key=value>', 'change the scenario; may be repeated').argParser(repeated))
    .addOption(
      new Option('--vary <key=v1,v2>', 'compare these values; several give every combination').argParser(
        repeated,
      ),
    )
    .addOption(
      new Option('--seeds <number>', 'runs of each setting').default(3).argParser(wholeNumber(1, 1000)),
    )
    .addOption(
      new Option('--first-seed <number>', 'the first of them').default(1).argParser(wholeNumber(0, 1e9)),
    )
    .option('--timings', 'tell what the runs cost this machine; such an answer is not the same twice')
    .option('--write-scenario <file>', 'write the scenario as it was fitted or read, and run nothing')
    .option('--write-log <file>', 'write the call log of the first run, as JSONL')
    .option('--write-agent-states <file>', 'and its agent states')
    .action((options: SimulateOptions, command: Command) => runSimulate(options, command, deps));
}

async function listScenarios(json: boolean, deps: CommandDeps): Promise<void> {
  const names = await libraryNames();
  const scenarios = await Promise.all(names.map((name) => readScenario(name)));
  const rows = scenarios.map(({ name, description }) => ({ name, description }));
  const text = json
    ? JSON.stringify(rows)
    : table(
        ['scenario', 'what it is'],
        rows.map((row) => [row.name, row.description]),
      );
  deps.stdout.write(`${text}\n`);
}

async function sourceOf(options: SimulateOptions, command: Command, deps: CommandDeps): Promise<unknown> {
  const { scenario, fromLog } = options;
  if ((scenario === undefined) === (fromLog === undefined)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'Give --scenario or --from-log, one of the two (--list names the scenarios of the library)',
    });
  }
  return fromLog === undefined
    ? readScenarioSource(scenario ?? '')
    : fitScenario(await readLogDay({ ...options, fromLog }, command, deps));
}

async function writeRun(options: SimulateOptions, run: TwinRun): Promise<void> {
  if (options.writeLog !== undefined) {
    const lines: string[] = [];
    for await (const row of run.stores.callLog.read({})) {
      lines.push(callLogLine(row, 'jsonl'));
    }
    await writeFile(options.writeLog, lines.join(''));
  }
  if (options.writeAgentStates !== undefined) {
    const lines: string[] = [];
    for await (const row of run.stores.callLog.readAgentStates({})) {
      lines.push(agentStateLine(row, 'jsonl'));
    }
    await writeFile(options.writeAgentStates, lines.join(''));
  }
}

async function runSimulate(options: SimulateOptions, command: Command, deps: CommandDeps): Promise<void> {
  const json = globalOptions(command).json === true;
  if (options.list === true) {
    await listScenarios(json, deps);
    return;
  }
  const source = await sourceOf(options, command, deps);
  if (options.writeScenario !== undefined) {
    await writeFile(options.writeScenario, stringify(source));
    deps.stdout.write(json ? `${JSON.stringify({ scenario: source })}\n` : `${options.writeScenario}\n`);
    return;
  }
  const report = await compareSettings({
    source,
    origin: options.scenario ?? 'the fitted scenario',
    changes: (options.set ?? []).map(parseChange),
    settings: combinations((options.vary ?? []).map(parseVariation)),
    seeds: Array.from({ length: options.seeds }, (_, i) => options.firstSeed + i),
    timings: options.timings === true,
    onRun: async (done, of, label, run) => {
      deps.stderr.write(`${done}/${of} ${label}: ${run.figures.attempts} attempts\n`);
      if (done === 1) {
        await writeRun(options, run);
      }
    },
  });
  deps.stdout.write(json ? `${JSON.stringify(report)}\n` : `${reportText(report)}\n`);
}
