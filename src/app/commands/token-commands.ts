import { type Command, Option } from 'commander';
import { TOKEN_ROLES } from '../../core/access/role.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { cell, items, show, table } from './show.js';

/** `token issue|list|revoke`; issuing and revoking works on the machine of the server. */
export function registerTokenCommands(program: Command, deps: CommandDeps): void {
  const token = program.command('token').description('tokens of the persons and programs that may come in');
  token
    .command('issue <person>')
    .description('issue a token to a person; it is shown once')
    .addOption(
      new Option('--role <role>', 'viewer: sees, persons masked; supervisor: runs campaigns; admin: all')
        .choices([...TOKEN_ROLES])
        .makeOptionMandatory(),
    )
    .action(async (person: string, { role }: { readonly role: string }, command: Command) => {
      const body = { label: person, role };
      const answer = await connect(command, deps).call('POST', '/v1/tokens', { body });
      show(command, deps, answer, () => cell(answer, 'secret'));
    });
  token
    .command('list')
    .description('tokens, without their secrets')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/tokens');
      const rows = items(answer).map((one) => [
        cell(one, 'id'),
        cell(one, 'label'),
        cell(one, 'role'),
        cell(one, 'revoked') === 'true' ? 'revoked' : '',
      ]);
      show(command, deps, answer, () => table(['TOKEN', 'PERSON', 'ROLE', 'STATE'], rows));
    });
  token
    .command('revoke <id>')
    .description('revoke a token')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('POST', `/v1/tokens/${segment(id)}/revoke`);
      show(command, deps, answer, () => `The token of ${cell(answer, 'label')} is revoked.`);
    });
}
