import { type Command, Option } from 'commander';
import { USER_ROLES } from '../../core/access/role.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { at, cell, items, show, table } from './show.js';

interface AddOptions {
  readonly role: string;
  readonly name?: string;
  readonly team?: readonly string[];
  readonly allTeams?: true;
  readonly agent?: string;
  readonly creditor?: string;
}

interface TeamOptions {
  readonly name?: string;
  readonly campaign?: readonly string[];
}

const roleOption = (): Option => new Option('--role <role>', 'what the person is').choices([...USER_ROLES]);

/** `user add|list|role|block|unblock|unjoin|passwd` and `team set|list|remove`: who signs in, and over whom he looks. */
export function registerUserCommands(program: Command, deps: CommandDeps): void {
  const user = program.command('user').description('people who sign in');
  user
    .command('add <id>')
    .description('add a user; the password that is shown is good for one sign-in')
    .addOption(roleOption().makeOptionMandatory())
    .option('--name <name>', 'as others read it (default: the id)')
    .option('--team <team...>', 'teams whose agents he sees')
    .option('--all-teams', 'he sees the agents of every team (default for all but supervisors)')
    .option('--agent <id>', 'the agent he is, for the role agent')
    .option('--creditor <cnpj>', 'whose campaigns he reads, for the role creditor')
    .action(async (id: string, options: AddOptions, command: Command) => {
      const { role, name = id, team, allTeams, agent, creditor } = options;
      const all = allTeams === true || (team === undefined && role !== 'supervisor');
      const body = {
        id,
        name,
        role,
        teamIds: all ? null : (team ?? []),
        agentId: agent ?? null,
        creditorCnpj: creditor ?? '',
      };
      const answer = await connect(command, deps).call('POST', '/v1/users', { body });
      show(command, deps, answer, () => cell(answer, 'password'));
    });
  user
    .command('list')
    .description('users, blocked ones too')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/users');
      const rows = items(answer).map((one) => {
        const teams = at(one, 'teamIds');
        return [
          cell(one, 'id'),
          cell(one, 'name'),
          cell(one, 'role'),
          Array.isArray(teams) ? teams.join(' ') : 'all',
          cell(one, 'agentId'),
          cell(one, 'provider') === 'true' ? 'joined' : '',
          cell(one, 'blocked') === 'true' ? 'blocked' : '',
        ];
      });
      show(command, deps, answer, () =>
        table(['USER', 'NAME', 'ROLE', 'TEAMS', 'AGENT', 'PROVIDER', 'STATE'], rows),
      );
    });
  user
    .command('role <id>')
    .description('change what a user is; his sessions end')
    .addOption(roleOption().makeOptionMandatory())
    .option('--agent <id>', 'the agent he is, for the role agent')
    .option('--creditor <cnpj>', 'whose campaigns he reads, for the role creditor')
    .action(async (id: string, { role, agent, creditor }: AddOptions, command: Command) => {
      const body = { role, agentId: agent ?? null, creditorCnpj: creditor ?? '' };
      const answer = await connect(command, deps).call('PATCH', `/v1/users/${segment(id)}`, { body });
      show(command, deps, answer, () => `${id} is ${cell(answer, 'role')} now.`);
    });
  registerUserChanges(user, deps);
  registerTeamCommands(program, deps);
}

function registerUserChanges(user: Command, deps: CommandDeps): void {
  for (const [verb, blocked] of [
    ['block', true],
    ['unblock', false],
  ] as const) {
    user
      .command(`${verb} <id>`)
      .description(blocked ? 'end a user’s access at once, everywhere' : 'let a blocked user in again')
      .action(async (id: string, _: unknown, command: Command) => {
        const path = `/v1/users/${segment(id)}`;
        const answer = await connect(command, deps).call('PATCH', path, { body: { blocked } });
        show(command, deps, answer, () => `${id} is ${verb}ed.`);
      });
  }
  user
    .command('unjoin <id>')
    .description('part a user from the provider of identities; who comes next under his name is joined anew')
    .action(async (id: string, _: unknown, command: Command) => {
      const path = `/v1/users/${segment(id)}`;
      const answer = await connect(command, deps).call('PATCH', path, { body: { unjoinProvider: true } });
      show(command, deps, answer, () => `${id} is joined to nobody at the provider.`);
    });
  user
    .command('passwd <id>')
    .description('give a user a new password for one sign-in; his sessions end')
    .option('--drop-second-factor', 'for who lost his phone')
    .action(async (id: string, options: { readonly dropSecondFactor?: true }, command: Command) => {
      const body = { dropSecondFactor: options.dropSecondFactor === true };
      const path = `/v1/users/${segment(id)}/password`;
      const answer = await connect(command, deps).call('POST', path, { body });
      show(command, deps, answer, () => cell(answer, 'password'));
    });
}

function registerTeamCommands(program: Command, deps: CommandDeps): void {
  const team = program.command('team').description('agents who work under supervisors of their own');
  team
    .command('set <id> [agents...]')
    .description('create a team, or say anew who is in it')
    .option('--name <name>', 'as others read it (default: the id)')
    .option('--campaign <campaign...>', 'campaigns it works on (default: all)')
    .action(async (id: string, agentIds: string[], options: TeamOptions, command: Command) => {
      const { name = id, campaign = null } = options;
      const path = `/v1/teams/${segment(id)}`;
      const answer = await connect(command, deps).call('PUT', path, {
        body: { name, agentIds, campaignIds: campaign },
      });
      show(command, deps, answer, () => `${cell(answer, 'name')}: ${agentIds.length} agents.`);
    });
  team
    .command('list')
    .description('teams with their agents')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/teams');
      const rows = items(answer).map((one) => {
        const agents = at(one, 'agentIds');
        return [cell(one, 'id'), cell(one, 'name'), Array.isArray(agents) ? agents.join(' ') : ''];
      });
      show(command, deps, answer, () => table(['TEAM', 'NAME', 'AGENTS'], rows));
    });
  team
    .command('remove <id>')
    .description('remove a team; its agents stay')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('DELETE', `/v1/teams/${segment(id)}`);
      show(command, deps, answer, () => `The team ${id} is removed.`);
    });
}
