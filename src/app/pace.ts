import { Command, CommanderError } from 'commander';
import { messageOf } from '../core/kernel/errors.js';
import { registerPaceCommand } from './commands/pace-command.js';

/**
 * `cadencia pace` alone: what it needs is loaded in a tenth of the time the whole program takes, and whoever drives it
 * waits for it at each start.
 */
async function run(): Promise<number> {
  const program = new Command('cadencia').exitOverride();
  registerPaceCommand(program, process);
  try {
    await program.parseAsync(process.argv.slice(2), { from: 'user' });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) {
      // Commander has said what was wrong; help ends with 0.
      return thrown.exitCode === 0 ? 0 : 2;
    }
    process.stderr.write(`error: ${messageOf(thrown)}\n`);
    return 1;
  }
}

// A driver that goes away is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const exitCode = await run();
process.stdout.write('', () => process.exit(exitCode));
