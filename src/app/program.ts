import { Command, CommanderError } from 'commander';
import { CadenciaError, messageOf } from '../core/kernel/errors.js';
import { registerAgentCommands } from './commands/agent-commands.js';
import { registerArchiveCommand } from './commands/archive-command.js';
import { registerBillCommand } from './commands/bill-command.js';
import { registerCadenceCommands } from './commands/cadence-commands.js';
import { registerCallbackCommands } from './commands/callback-commands.js';
import { registerCampaignCommands } from './commands/campaign-commands.js';
import type { CommandDeps } from './commands/command-deps.js';
import { CommandExit } from './commands/command-exit.js';
import { registerEarCommand } from './commands/ear-command.js';
import { registerEngineCommands } from './commands/engine-commands.js';
import { registerEvidenceCommand } from './commands/evidence-command.js';
import { registerExportCommands } from './commands/export-command.js';
import { registerFeedCommands, registerIntakeCommand } from './commands/feed-commands.js';
import { registerHashCpfCommand } from './commands/hash-cpf-command.js';
import { registerHolidayCommands } from './commands/holiday-commands.js';
import { registerImportCommand } from './commands/import-command.js';
import { registerInboundCommands } from './commands/inbound-commands.js';
import { registerIndicatorsCommand } from './commands/indicators-command.js';
import { registerLedgerCommands } from './commands/ledger-commands.js';
import { registerListCommands } from './commands/list-commands.js';
import { registerPersonCommands } from './commands/person-commands.js';
import { registerPolicyCommands } from './commands/policy-commands.js';
import { registerReadyCommand } from './commands/ready-command.js';
import { registerReportCommands } from './commands/report-commands.js';
import { registerRetentionCommand } from './commands/retention-command.js';
import { registerSizeCommand } from './commands/size-command.js';
import { registerCorrectionCommands, registerStatementCommands } from './commands/statement-commands.js';
import { registerSwitchCommands } from './commands/switch-commands.js';
import { registerTokenCommands } from './commands/token-commands.js';
import { registerTraceCommand } from './commands/trace-command.js';
import { registerTrunkCommands } from './commands/trunk-commands.js';
import { registerUserCommands } from './commands/user-commands.js';
import { registerWindowCommand } from './commands/window-command.js';

/** Adds commands to the program. */
export type RegisterCommands = (program: Command, deps: CommandDeps) => void;

/** The commands that ask a running server; those that run one are registered by `main.ts` before them. */
const CLIENT_COMMANDS: readonly RegisterCommands[] = [
  registerEngineCommands,
  registerCampaignCommands,
  registerReadyCommand,
  registerCadenceCommands,
  registerCallbackCommands,
  registerAgentCommands,
  registerTrunkCommands,
  registerSwitchCommands,
  registerInboundCommands,
  registerImportCommand,
  registerExportCommands,
  registerListCommands,
  registerEvidenceCommand,
  registerTraceCommand,
  registerLedgerCommands,
  registerPersonCommands,
  registerRetentionCommand,
  registerArchiveCommand,
  registerHashCpfCommand,
  registerWindowCommand,
  registerEarCommand,
  registerSizeCommand,
  registerBillCommand,
  registerStatementCommands,
  registerIndicatorsCommand,
  registerFeedCommands,
  registerIntakeCommand,
  registerReportCommands,
  registerCorrectionCommands,
  registerPolicyCommands,
  registerHolidayCommands,
  registerTokenCommands,
  registerUserCommands,
];

function makeProgram(deps: CommandDeps, more: readonly RegisterCommands[]): Command {
  const program = new Command('cadencia')
    .description('Predictive, power and preview dialer and ACD')
    .option(
      '--url <url>',
      'address of the server (CADENCIA_URL; default: from server.json in the data folder)',
    )
    .option('--token <token>', 'API token (CADENCIA_TOKEN; safer than here)')
    .option('--data-folder <folder>', 'data folder of the server on this machine (CADENCIA_DATA_FOLDER)')
    .option('--json', 'answer in JSON')
    .showHelpAfterError('(--help tells the options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => deps.stdout.write(text),
      writeErr: (text) => deps.stderr.write(text),
    });
  for (const register of [...more, ...CLIENT_COMMANDS]) {
    register(program, deps);
  }
  return program;
}

/** An error for a person: what, where, what to do. */
function errorText(thrown: unknown): string {
  return thrown instanceof CadenciaError ? `error: ${thrown.message}` : `error: ${messageOf(thrown)}`;
}

/** Runs one command line and returns the exit code: 0 only on success, 2 when the command line itself is wrong. */
export async function runProgram(
  args: readonly string[],
  deps: CommandDeps,
  more: readonly RegisterCommands[] = [],
): Promise<number> {
  try {
    await makeProgram(deps, more).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommandExit) {
      return thrown.code;
    }
    if (thrown instanceof CommanderError) {
      // Commander has said what was wrong; help and version end with 0.
      return thrown.exitCode === 0 ? 0 : 2;
    }
    deps.stderr.write(`${errorText(thrown)}\n`);
    return 1;
  }
}
