import type { Command } from 'commander';
import { HOUR } from '../../core/kernel/time.js';
import { type CommandDeps, connect } from './command-deps.js';
import { CommandExit } from './command-exit.js';
import { at, cell, show } from './show.js';

const BROKEN = 1;

/** `archive`: days of calls and decisions outside the database. */
export function registerArchiveCommand(program: Command, deps: CommandDeps): void {
  const archive = program.command('archive');
  archive
    .command('verify [day]')
    .description('check archived days: bytes, seals, and every row against its chain')
    .action(async (day: string | undefined, _: object, command: Command) => {
      const call = { body: day === undefined ? {} : { day }, deadlineMs: HOUR };
      const answer = await connect(command, deps).call('POST', '/v1/archive/verify', call);
      show(command, deps, answer, () => checksText(answer));
      if (filesOf(answer, 'files').some((file) => at(file, 'verdict') !== 'holds')) {
        throw new CommandExit(BROKEN);
      }
    });
  archive
    .command('restore <day>')
    .description(
      'put an archived day back into the database, after it was checked; the next drop takes it again',
    )
    .action(async (day: string, _: object, command: Command) => {
      const call = { body: { day }, deadlineMs: HOUR };
      const answer = await connect(command, deps).call('POST', '/v1/archive/restore', call);
      show(command, deps, answer, () => `Restored:\n${checksText(answer)}`);
    });
  archive
    .description('what is kept until when, in the database and outside it')
    .action(async (_: object, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/archive');
      show(command, deps, answer, () => stateText(answer));
    });
}

function filesOf(answer: unknown, key: string): readonly unknown[] {
  const files = at(answer, key);
  return Array.isArray(files) ? files : [];
}

function stateText(state: unknown): string {
  const before = (key: string): string => new Date(Number(cell(state, key))).toISOString().slice(0, 10);
  const days = filesOf(state, 'days').map(String);
  const files = filesOf(state, 'archived');
  return [
    days.length === 0
      ? 'No day is in the database.'
      : `In the database: ${days.length} days, ${days[0]} to ${days.at(-1)} (UTC).`,
    `  persons are in clear from ${before('clearBeforeMs')} on, recordings are kept from ${before('recordingsBeforeMs')} on`,
    at(state, 'rowsBeforeMs') === null
      ? '  rows are kept for ever (retention.rows_days is 0)'
      : `  days before ${before('rowsBeforeMs')} may leave: cadencia retention drop`,
    files.length === 0 ? 'Nothing left the database.' : 'Left the database:',
    ...files.map(
      (file) =>
        `  ${cell(file, 'day')}  ${cell(file, 'rows')} ${cell(file, 'log')}  ${cell(file, 'file') || 'not kept'}`,
    ),
  ].join('\n');
}

const VERDICT_TEXT: Readonly<Record<string, string>> = {
  holds: 'holds',
  not_kept: 'was not kept (retention.archive_rows was off); its anchors stand',
  missing: 'is missing: bring the file back from a backup',
  changed: 'was changed: it is not the file that was sealed',
  seal: 'has an anchor that this installation did not seal',
  content: 'holds a row that is not what was hashed',
  link: 'holds a row that does not follow the one before it',
  count: 'lacks rows',
};

function checksText(answer: unknown): string {
  const files = filesOf(answer, 'files');
  return files.length === 0
    ? 'Nothing left the database.'
    : files
        .map((file) => {
          const name = cell(file, 'file') || `${cell(file, 'log')} of ${cell(file, 'day')}`;
          const where = cell(file, 'at') === '' ? '' : ` (${cell(file, 'at')})`;
          return `  ${name}: ${cell(file, 'rows')} rows, ${VERDICT_TEXT[cell(file, 'verdict')] ?? cell(file, 'verdict')}${where}`;
        })
        .join('\n');
}
