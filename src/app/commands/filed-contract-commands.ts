import type { Command } from 'commander';
import { reais } from '../../core/billing/brazilian-text.js';
import { readDocument } from '../billing/billing-documents.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { at, cell, items, show, table } from './show.js';

/** A month of millions of calls is read and sorted. */
const REHEARSAL_MS = 600_000;

/** The contracts on file at a server, and those that ship. */
export async function listFiled(command: Command, deps: CommandDeps): Promise<void> {
  const answer = await connect(command, deps).call('GET', '/v1/contracts');
  const keys = ['id', 'version', 'validFrom', 'validTo', 'addedBy', 'title'];
  const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
  show(command, deps, answer, () => table(['CONTRACT', 'VERSION', 'FROM', 'TO', 'ADDED BY', 'TITLE'], rows));
}

/** `contract add`, `rehearse`, `facts` and `tell`: what statements are made from. */
export function registerFiledContractCommands(contract: Command, deps: CommandDeps): void {
  contract
    .command('add <file>')
    .description(
      'put a version of a contract on file at the server; it is never changed (needs a person’s --token)',
    )
    .requiredOption('--why <text>', 'kept with it')
    .action(async (file: string, { why }: { why: string }, command: Command) => {
      const body = { contract: await readDocument(file, 'The contract'), why };
      const answer = await connect(command, deps).call('POST', '/v1/contracts', { body });
      show(command, deps, answer, () => `${cell(answer, 'id')}@${cell(answer, 'version')} is on file.`);
    });
  registerRehearse(contract, deps);
  contract
    .command('facts <contract>')
    .description('the facts on file at the server, as `bill --facts` takes them (JSON)')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', `/v1/contracts/${segment(id)}/facts`);
      show(command, deps, answer, () => JSON.stringify(answer, null, 2));
    });
  contract
    .command('tell <contract> [file]')
    .description(
      'add the facts of a file to those on file; each stands in the place of what was said of the same',
    )
    .requiredOption('--why <text>', 'kept with them')
    .option('--withdraw <list:key>', 'take a fact back', (value: string, before: readonly string[] = []) => [
      ...before,
      value,
    ])
    .action(
      async (
        id: string,
        file: string | undefined,
        { why, withdraw = [] }: { why: string; withdraw?: readonly string[] },
        command: Command,
      ) => {
        const body = {
          ...(file === undefined ? {} : { facts: await readDocument(file, 'The facts file') }),
          withdraw: withdraw.map((text) => {
            const at = text.indexOf(':');
            return { list: text.slice(0, at), key: text.slice(at + 1) };
          }),
          why,
        };
        const answer = await connect(command, deps).call('POST', `/v1/contracts/${segment(id)}/facts`, {
          body,
        });
        show(command, deps, answer, () => `${cell(answer, 'facts')} facts told.`);
      },
    );
}

function registerRehearse(contract: Command, deps: CommandDeps): void {
  contract
    .command('rehearse <file>')
    .description(
      'what a contract would have billed in a period, from the server’s log and facts; keeps nothing',
    )
    .requiredOption('--period <month>', 'the month in which the period ends, such as 2026-10')
    .action(async (file: string, { period }: { period: string }, command: Command) => {
      const body = { contract: await readDocument(file, 'The contract'), month: period };
      const client = connect(command, deps);
      const answer = await client.call('POST', '/v1/contract-rehearsals', { body, deadlineMs: REHEARSAL_MS });
      const steps = at(answer, 'steps');
      const rows = (Array.isArray(steps) ? steps : []).map((one: unknown) => [
        cell(one, 'step'),
        cell(one, 'title'),
        reais(cell(one, 'amount')).padStart(16),
      ]);
      show(command, deps, answer, () =>
        [
          table(['STEP', 'TITLE', 'VALUE (R$)'.padStart(16)], rows),
          `${cell(answer, 'contract', 'id')}@${cell(answer, 'contract', 'version')} in ${period}: R$ ${reais(cell(answer, 'total'))}`,
        ].join('\n'),
      );
    });
}
