import { type Command, Option } from 'commander';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { openAtomicFileSink } from '../../adapters/export-file/atomic-file-sink.js';
import type { Bill } from '../../core/billing/bill.js';
import { BillRun, isWholeBill } from '../../core/billing/bill-of.js';
import type { CallFates } from '../../core/billing/call-fates.js';
import { compareBills } from '../../core/billing/compare-bills.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { billLogs } from '../billing/bill-log.js';
import { adjustmentsText, billText } from '../billing/bill-text.js';
import { presetIds, readContract, readFacts } from '../billing/billing-documents.js';
import { type CommandDeps, repeated } from './command-deps.js';
import { listFiled, registerFiledContractCommands } from './filed-contract-commands.js';
import { readText } from './holiday-file.js';
import { show, table } from './show.js';

interface BillOptions {
  readonly contract: string;
  readonly log?: readonly string[];
  readonly facts?: string;
  readonly period: string;
  readonly against?: string;
  readonly calls?: string;
}

/** `bill`: the bill of a period from contract, call log and facts alone. Asks no server. */
export function registerBillCommand(program: Command, deps: CommandDeps): void {
  program
    .command('bill')
    .description('make the bill of a period from contract, call log and facts; asks no server')
    .requiredOption(
      '--contract <file or id>',
      'contract (YAML or JSON), or the id of one that ships (see `contract list`)',
    )
    .requiredOption('--period <month>', 'the month in which the period ends, such as 2026-10')
    .addOption(
      new Option('--log <file>', 'call log, JSONL or CSV, - for standard input; may be repeated').argParser(
        repeated,
      ),
    )
    .option('--facts <file>', 'what no log knows: corrections, volumes, balances … (JSON or YAML)')
    .option('--calls <file>', 'write each call of the period with what became of it (CSV)')
    .option('--against <bill>', 'a bill made earlier with --json: give the credits and debits to it')
    .action((options: BillOptions, command: Command) => runBill(options, command, deps));
  registerContractCommands(program, deps);
}

async function runBill(options: BillOptions, command: Command, deps: CommandDeps): Promise<void> {
  const contract = await readContract(options.contract);
  const issued = options.against === undefined ? null : await issuedBill(options.against);
  const run = new BillRun(contract, await readFacts(options.facts), options.period, nodeDigest);
  await billLogs(run, options.log ?? [], deps.stdin);
  const bill = run.finish();
  if (options.calls !== undefined) {
    await writeFates(run.takeFates(), options.calls);
  }
  if (issued === null) {
    show(command, deps, bill, () => billText(bill));
    return;
  }
  const adjustments = compareBills(issued, bill);
  show(command, deps, adjustments, () => adjustmentsText(adjustments));
}

/** One line a call, each call once. */
async function writeFates(fates: CallFates, path: string): Promise<void> {
  const sink = await openAtomicFileSink(path);
  await sink.write(csvLine(['attempt_id', 'fate']));
  for (const fate of fates.fates()) {
    await sink.write(
      fates
        .of(fate)
        .map((id) => csvLine([id, fate]))
        .join(''),
    );
  }
  await sink.commit();
}

/** A bill that `bill --json` wrote and nobody changed since. */
async function issuedBill(path: string): Promise<Bill> {
  const refused = (why: string, cause?: unknown): CadenciaError =>
    new CadenciaError('DLR_BILLING_REFUSED', {
      detail: `--against ${path}: ${why}. Give what \`bill --json\` wrote`,
      cause,
    });
  let read: unknown;
  try {
    read = JSON.parse(await readText(path, '--against'));
  } catch (cause) {
    throw cause instanceof CadenciaError ? cause : refused(`is not JSON (${messageOf(cause)})`, cause);
  }
  // A bill is known by its hash: what has another form has another one.
  const bill = read as Bill;
  if (
    typeof read !== 'object' ||
    read === null ||
    bill.format !== 'cadencia-bill/1' ||
    !isWholeBill(bill, nodeDigest)
  ) {
    throw refused('is no bill, or its hash is not that of what it says');
  }
  return bill;
}

function registerContractCommands(program: Command, deps: CommandDeps): void {
  const contract = program.command('contract').description('contracts that bills are made by');
  contract
    .command('list')
    .description('the contracts that ship; each may be the `base` of a file')
    .option('--server', 'those on file at the server too, every version')
    .action(async ({ server }: { server?: true }, command: Command) => {
      if (server === true) {
        await listFiled(command, deps);
        return;
      }
      const contracts = await Promise.all((await presetIds()).map((id) => readContract(id)));
      const rows = contracts.map(({ id, version, title, lastDay }) => ({ id, version, title, lastDay }));
      show(command, deps, rows, () =>
        table(
          ['CONTRACT', 'VERSION', 'LAST DAY', 'TITLE'],
          rows.map((row) => [row.id, row.version, row.lastDay, row.title]),
        ),
      );
    });
  registerFiledContractCommands(contract, deps);
  contract
    .command('check <contract>')
    .description(
      'read a contract (a file, or the id of one that ships) and say what is wrong with it, by place',
    )
    .action(async (idOrFile: string, _: unknown, command: Command) => {
      const { id, version, services, steps, prices } = await readContract(idOrFile);
      const answer = {
        contract: `${id}@${version}`,
        services: services.size,
        prices: prices.length,
        steps: steps.length,
      };
      show(
        command,
        deps,
        answer,
        () =>
          `${answer.contract} is in order: ${answer.services} services, ${answer.prices} prices, ${answer.steps} steps.`,
      );
    });
}
