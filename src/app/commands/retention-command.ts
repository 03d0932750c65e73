import type { Command } from 'commander';
import { HOUR } from '../../core/kernel/time.js';
import { type CommandDeps, connect } from './command-deps.js';
import { at, cell, show } from './show.js';

/** `retention`: what the server does every day by itself, now or only counted. */
export function registerRetentionCommand(program: Command, deps: CommandDeps): void {
  const retention = program.command('retention');
  retention
    .command('drop')
    .description(
      'days of calls and decisions past retention.rows_days: shows them, and with --confirm drops them',
    )
    .option('--confirm <code>', 'what the command without it said: exactly those days go')
    .action(async ({ confirm }: { readonly confirm?: string }, command: Command) => {
      const call = { body: confirm === undefined ? {} : { confirm }, deadlineMs: HOUR };
      const answer = await connect(command, deps).call('POST', '/v1/retention/rows', call);
      show(command, deps, answer, () => dropText(answer));
    });
  retention
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

function dropText(report: unknown): string {
  const days = at(report, 'days');
  const list: readonly unknown[] = Array.isArray(days) ? days : [];
  const archives = at(report, 'archives');
  const files: readonly unknown[] = Array.isArray(archives) ? archives : [];
  if (list.length === 0) {
    return 'No day is past its term (retention.rows_days; 0 keeps all). Nothing was changed.';
  }
  const lines = list.map(
    (one) => `  ${cell(one, 'day')}  ${cell(one, 'attempts')} calls, ${cell(one, 'decisions')} decisions`,
  );
  return at(report, 'dropped') === true
    ? [
        'Dropped; anchors stand for them in the chains:',
        ...lines,
        ...files.map((file) => `  kept in ${String(file)}`),
      ].join('\n')
    : [
        'Would be dropped; nothing was changed:',
        ...lines,
        `Drop exactly these: cadencia retention drop --confirm ${cell(report, 'confirmation')}`,
      ].join('\n');
}
