import type { Command } from 'commander';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { at, cell, items, show, table } from './show.js';

/** `report list|run`: packs on schedule. */
export function registerReportCommands(program: Command, deps: CommandDeps): void {
  const report = program.command('report').description('report packs that are made on schedule');
  report
    .command('list')
    .description('packs of the configuration and the periods that were made')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/reports');
      const rows = items(answer).map((one) => {
        const made = at(one, 'made');
        return [
          cell(one, 'id'),
          cell(one, 'every'),
          cell(one, 'hour'),
          Array.isArray(made) ? made.slice(0, 3).join(' ') : '',
        ];
      });
      show(command, deps, answer, () => table(['PACK', 'EVERY', 'FROM HOUR', 'MADE LAST'], rows));
    });
  report
    .command('run <pack>')
    .description('make the pack of a period now')
    .requiredOption('--day <date>', 'a day of the period')
    .action(async (pack: string, { day }: { readonly day: string }, command: Command) => {
      const answer = await connect(command, deps).call('POST', `/v1/reports/${segment(pack)}/runs`, {
        body: { day },
      });
      show(command, deps, answer, () => `Job ${cell(answer, 'id')} makes it.`);
    });
}
