import type { Command } from 'commander';
import { type CommandDeps, connect } from './command-deps.js';
import { readHolidayFile } from './holiday-file.js';
import { cell, items, show, table } from './show.js';

/** `holidays import FILE` and `holidays list`. */
export function registerHolidayCommands(program: Command, deps: CommandDeps): void {
  const holidays = program.command('holidays').description('municipal holidays');
  holidays
    .command('import <file>')
    .description(
      'put a CSV (ibge,date,name; date 2027-01-25, or 01-25 for every year) in the place of the table',
    )
    .action(async (file: string, _: unknown, command: Command) => {
      const rows = await readHolidayFile(file, 'Municipal holidays');
      const answer = await connect(command, deps).call('PUT', '/v1/holidays', { body: { rows } });
      show(command, deps, answer, () => `${cell(answer, 'rows')} municipal holidays hold from now on.`);
    });
  holidays
    .command('list')
    .description('municipal holidays')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/holidays');
      const rows = items(answer).map((one) => ['ibge', 'date', 'name'].map((key) => cell(one, key)));
      show(command, deps, answer, () => table(['MUNICIPALITY', 'DATE', 'NAME'], rows));
    });
}
