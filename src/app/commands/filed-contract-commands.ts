import type { Command } from 'commander';
import { readDocument } from '../billing/billing-documents.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { cell, items, show, table } from './show.js';

/** The contracts on file at a server, and those that ship. */
export async function listFiled(command: Command, deps: CommandDeps): Promise<void> {
  const answer = await connect(command, deps).call('GET', '/v1/contracts');
  const keys = ['id', 'version', 'validFrom', 'validTo', 'addedBy', 'title'];
  const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
  show(command, deps, answer, () => table(['CONTRACT', 'VERSION', 'FROM', 'TO', 'ADDED BY', 'TITLE'], rows));
}

/** `contract add`, `contract facts` and `contract tell`: what statements are made from. */
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
