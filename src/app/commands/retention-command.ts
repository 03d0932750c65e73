import type { Command } from 'commander';
import { HOUR } from '../../core/kernel/time.js';
import { type CommandDeps, connect } from './command-deps.js';
import { at, cell, show } from './show.js';

/** `retention`: what the server does every day by itself, now or only counted. */
export function registerRetentionCommand(program: Command, deps: CommandDeps): void {
  program
    .command('retention')
    .description('anonymise what is older than the configured days and remove its recordings')
    .option('--dry-run', 'only say what would go')
    .action(async ({ dryRun }: { readonly dryRun?: true }, command: Command) => {
      const call = { body: { dryRun: dryRun === true }, deadlineMs: HOUR };
      const answer = await connect(command, deps).call('POST', '/v1/retention', call);
      show(command, deps, answer, () => retentionText(answer));
    });
}

function retentionText(report: unknown): string {
  const before = (key: string): string => new Date(Number(cell(report, key))).toISOString().slice(0, 10);
  const [attempts, decisions, contacts] = ['attempts', 'decisions', 'contacts'].map((key) =>
    cell(report, 'anonymised', key),
  );
  const days = at(report, 'recordingDays');
  return [
    at(report, 'dryRun') === true ? 'Would go; nothing was changed:' : 'Done:',
    `  persons taken out of ${attempts} calls, ${decisions} decisions and ${contacts} contacts from before ${before('clearBeforeMs')}`,
    `  recordings of ${Array.isArray(days) ? days.length : 0} days from before ${before('recordingsBeforeMs')}`,
  ].join('\n');
}
