import { type Command, Option } from 'commander';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import { makeStreamSink } from '../../adapters/export-file/stream-sink.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import { type CommandDeps, connect } from './command-deps.js';
import { cell, items, show, table } from './show.js';

interface PersonOptions {
  readonly cpf?: string;
  readonly phone?: string;
  readonly reason: string;
  readonly out: string;
}

/** Years of calls and decisions may be a person's. */
const SEARCH_MS = 10 * MINUTE;

/** `person export|erase|actions`: the rights of a person under the LGPD. */
export function registerPersonCommands(program: Command, deps: CommandDeps): void {
  const person = program.command('person').description('what is known of a person: give it out, erase it');
  subjectOf(person.command('export').description('all that is known of a person, as JSON'))
    .requiredOption('--reason <text>', 'why, for the record; no personal data')
    .option('--out <file>', 'where to; - is standard output', '-')
    .action(async (options: PersonOptions, command: Command) => {
      const call = { body: bodyOf(options), deadlineMs: SEARCH_MS };
      const answer = await connect(command, deps).call('POST', '/v1/persons/export', call);
      const toScreen = options.out === '-';
      const sink = toScreen ? makeStreamSink(deps.stdout) : await openAtomicFileSink(options.out);
      try {
        await sink.write(`${JSON.stringify(answer, null, 2)}\n`);
        await sink.commit();
      } finally {
        await sink.abort();
      }
      if (!toScreen) {
        deps.stdout.write(`Written to ${options.out}.\n`);
      }
    });
  subjectOf(
    person.command('erase').description('erase a person; keyed hashes stay, so that nobody calls again'),
  )
    .requiredOption('--reason <text>', 'why, for the record; no personal data')
    .action(async (options: PersonOptions, command: Command) => {
      const call = { body: bodyOf(options), deadlineMs: SEARCH_MS };
      const answer = await connect(command, deps).call('POST', '/v1/persons/erase', call);
      const [contacts, attempts, decisions, facts] = ['contacts', 'attempts', 'decisions', 'facts'].map(
        (key) => cell(answer, key),
      );
      show(
        command,
        deps,
        answer,
        () => `Erased: ${contacts} contacts, ${attempts} attempts, ${decisions} decisions, ${facts} facts.`,
      );
    });
  person
    .command('actions')
    .description('who gave out or erased data of persons, when and why')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/admin-actions');
      const rows = items(answer).map((one) => [
        new Date(Number(cell(one, 'atMs'))).toISOString(),
        cell(one, 'action'),
        cell(one, 'who'),
        cell(one, 'reason'),
        cell(one, 'subject'),
      ]);
      show(command, deps, answer, () => table(['AT', 'ACTION', 'WHO', 'REASON', 'SUBJECT'], rows));
    });
}

function subjectOf(command: Command): Command {
  return command
    .addOption(new Option('--cpf <digits>', 'the person by CPF').conflicts('phone'))
    .option('--phone <number>', 'whoever is called at this number (E.164)');
}

function bodyOf({ cpf, phone, reason }: PersonOptions): object {
  if (cpf !== undefined) {
    return { cpf, reason };
  }
  if (phone === undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'Say who it is: --cpf DIGITS or --phone +55…' });
  }
  return { phone, reason };
}
