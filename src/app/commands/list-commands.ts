import { Argument, type Command } from 'commander';
import { FACT_REGISTER_WORDS, LIST_WORDS } from '../../contract/list-wire.js';
import { isoUtc } from '../../core/kernel/iso-utc.js';
import { type CommandDeps, connect, instantOption, segment } from './command-deps.js';
import { makeProgressLine } from './progress-line.js';
import { importRegister } from './register-import.js';
import { at, cell, items, show, table } from './show.js';

interface ListImportOptions {
  readonly asOf?: string;
  readonly acceptSmaller?: true;
  readonly rejects?: string;
}

const listArgument = () =>
  new Argument('<list>', 'sp (Não Me Ligue), pa (Pará) or nmp (Não Me Perturbe)').choices(LIST_WORDS);

/** `lists import|authorised|status|not-applicable` and `facts import`. */
export function registerListCommands(program: Command, deps: CommandDeps): void {
  const lists = program
    .command('lists')
    .description('do-not-call lists; docs/reference/lists.md describes the files');
  lists
    .command('import')
    .description('put a new version of a list in force, whole; dialling goes by the old one until then')
    .addArgument(listArgument())
    .argument('<file>', 'CSV or XLSX')
    .option('--as-of <instant>', 'when the list was drawn (default: now)', instantOption)
    .option('--accept-smaller', 'take it although it is empty or has under half of the entries in force')
    .option('--rejects <file>', 'where the rejected rows go (default: <file>.rejects.csv)')
    .action(async (list: string, file: string, options: ListImportOptions, command: Command) => {
      const query = new URLSearchParams({
        ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
        ...(options.acceptSmaller === true ? { acceptSmaller: 'true' } : {}),
      });
      const path = `/v1/lists/${segment(list)}/imports${query.size > 0 ? `?${query}` : ''}`;
      await runImport(path, file, options, command, deps, (entries) => `List ${list}: ${entries} in force.`);
    });
  lists
    .command('authorised <file>')
    .description('replace the creditors that listed consumers of São Paulo allowed (phone, creditor_cnpj)')
    .option('--rejects <file>', 'where the rejected rows go (default: <file>.rejects.csv)')
    .action((file: string, options: ListImportOptions, command: Command) =>
      runImport(
        '/v1/lists/sp_authorised/imports',
        file,
        options,
        command,
        deps,
        (entries) => `${entries} authorisations in force.`,
      ),
    );
  registerStatus(lists, deps);
  program
    .command('facts')
    .description('registers of persons and debts that were kept outside')
    .command('import')
    .description('add paid debts, opt-outs or opt-ins to what is known')
    .addArgument(new Argument('<register>', 'which').choices(FACT_REGISTER_WORDS))
    .argument('<file>', 'CSV or XLSX')
    .option('--rejects <file>', 'where the rejected rows go (default: <file>.rejects.csv)')
    .action((register: string, file: string, options: ListImportOptions, command: Command) =>
      runImport(
        `/v1/facts/imports?register=${segment(register)}`,
        file,
        options,
        command,
        deps,
        (entries) => `${entries} registered.`,
      ),
    );
}

async function runImport(
  path: string,
  file: string,
  options: ListImportOptions,
  command: Command,
  deps: CommandDeps,
  inForce: (entries: string) => string,
): Promise<void> {
  const progress = makeProgressLine(deps);
  const { job, text } = await importRegister(connect(command, deps), path, file, options.rejects, progress);
  show(command, deps, job, () => `${text}\n${inForce(cell(job, 'result', 'entries'))}`);
}

function registerStatus(lists: Command, deps: CommandDeps): void {
  lists
    .command('status')
    .description('where each list stands')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/lists');
      show(command, deps, answer, () => statusTable(answer));
    });
  lists
    .command('not-applicable')
    .description('sign that a list does not concern the operation; the next import of it ends that')
    .addArgument(listArgument())
    .requiredOption('--signed-by <name>', 'who answers for it')
    .action(async (list: string, { signedBy }: { signedBy: string }, command: Command) => {
      const path = `/v1/lists/${segment(list)}/not-applicable`;
      const answer = await connect(command, deps).call('PUT', path, { body: { signedBy } });
      show(command, deps, answer, () => statusTable(answer));
    });
}

function statusTable(answer: unknown): string {
  const instant = (one: unknown, key: string): string => {
    const ms = at(one, key);
    return typeof ms === 'number' ? isoUtc(ms) : '';
  };
  const rows = items(answer).map((one) => [
    cell(one, 'list'),
    cell(one, 'state'),
    cell(one, 'entries'),
    instant(one, 'loadedAtMs') || instant(one, 'sinceMs'),
    cell(one, 'version'),
    cell(one, 'signedBy'),
  ]);
  return table(['LIST', 'STATE', 'ENTRIES', 'AS OF', 'VERSION', 'SIGNED BY'], rows);
}
