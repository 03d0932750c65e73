import { processEnvironment } from '../config/process-environment.js';
import { registerAuditCommand } from './commands/audit-command.js';
import { registerAuditLogCommands } from './commands/audit-log-commands.js';
import { registerBackupCommands } from './commands/backup-command.js';
import { registerCertificateCommand } from './commands/certificate-command.js';
import { registerDemoCommand } from './commands/demo-command.js';
import { registerDoctorCommand } from './commands/doctor-command.js';
import { registerLedgerVerifyCommand } from './commands/ledger-verify-command.js';
import { registerMigrateCommand } from './commands/migrate-command.js';
import { registerPaceCommand } from './commands/pace-command.js';
import { registerReplayCommand } from './commands/replay-command.js';
import { registerServeCommand } from './commands/serve-command.js';
import { registerSimulateCommand } from './commands/simulate-command.js';
import { type RegisterCommands, runProgram } from './program.js';

/** Commands that run, migrate or examine a server, or reach into its database; and the pacer, which needs none. */
const SERVER_COMMANDS: readonly RegisterCommands[] = [
  registerDemoCommand,
  registerServeCommand,
  registerMigrateCommand,
  registerBackupCommands,
  registerCertificateCommand,
  registerDoctorCommand,
  registerAuditCommand,
  registerLedgerVerifyCommand,
  registerAuditLogCommands,
  registerPaceCommand,
  registerSimulateCommand,
  registerReplayCommand,
];

// A reader that goes away (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const exitCode = await runProgram(
  process.argv.slice(2),
  {
    stdout: process.stdout,
    stderr: process.stderr,
    terminal: process.stderr.isTTY === true,
    env: processEnvironment(),
    stdin: process.stdin,
  },
  SERVER_COMMANDS,
);

// Calls that a second Ctrl-C left to the next start still have timers here, which must not hold the process.
process.stdout.write('', () => process.exit(exitCode));
