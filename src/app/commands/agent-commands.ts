import type { Command } from 'commander';
import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import { LOGIN_MS } from '../api-client.js';
import { type CommandDeps, callbackOption, connect, repeated, segment } from './command-deps.js';
import { cell, items, show, table } from './show.js';

const LONGEST_LIST = 200;

function agentLine(answer: unknown): string {
  const pending = cell(answer, 'pending');
  const reason = cell(answer, 'reason');
  return `${cell(answer, 'id')} is ${cell(answer, 'state')}${reason === '' ? '' : ` (${reason})`}${pending === '' ? '' : `; ${pending} follows`}.`;
}

/** `agent …`: who the agents are and what they do. */
export function registerAgentCommands(program: Command, deps: CommandDeps): void {
  const agent = program.command('agent').description('agents: profiles, presence, calls');
  registerProfiles(agent, deps);
  registerPresence(agent, deps);
  registerDay(agent, deps);
  registerDial(agent, deps);
  registerCallCommands(agent, deps);
}

function registerProfiles(agent: Command, deps: CommandDeps): void {
  agent
    .command('list')
    .description('agents and their states')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', `/v1/agents?limit=${LONGEST_LIST}`);
      const rows = items(answer).map((one) => [
        cell(one, 'id'),
        cell(one, 'name'),
        cell(one, 'groupId'),
        cell(one, 'endpoint'),
        cell(one, 'live', 'state') || 'off',
        cell(one, 'live', 'reason'),
        cell(one, 'live', 'calls'),
      ]);
      show(command, deps, answer, () =>
        table(['AGENT', 'NAME', 'GROUP', 'PHONE', 'STATE', 'REASON', 'CALLS'], rows),
      );
    });

  agent
    .command('add <id>')
    .description('create or change an agent')
    .requiredOption('--name <name>', 'what supervisors read')
    .requiredOption('--group <group>', 'group of agents, such as quartil-1')
    .requiredOption('--endpoint <endpoint>', 'the phone, such as PJSIP/1001')
    .option('--inactive', 'may not log in')
    .action(
      async (
        id: string,
        options: { name: string; group: string; endpoint: string; inactive?: true },
        command: Command,
      ) => {
        const { name, group: groupId, endpoint } = options;
        const body = { name, groupId, endpoint, active: options.inactive !== true };
        const answer = await connect(command, deps).call('PUT', `/v1/agents/${segment(id)}`, { body });
        show(command, deps, answer, () => `Agent ${cell(answer, 'id')} saved.`);
      },
    );
}

function registerPresence(agent: Command, deps: CommandDeps): void {
  const tell = async (command: Command, id: string, verb: string, body?: unknown, deadlineMs?: number) => {
    const call = {
      ...(body === undefined ? {} : { body }),
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
    };
    const answer = await connect(command, deps).call('POST', `/v1/agents/${segment(id)}/${verb}`, call);
    show(command, deps, answer, () => agentLine(answer));
  };
  agent
    .command('login <id>')
    .description('ring the phone and keep it: the agent starts paused')
    .requiredOption('--campaign <id>', 'may be given several times', repeated)
    .action((id: string, { campaign }: { campaign: readonly string[] }, command: Command) =>
      tell(command, id, 'login', { campaignIds: campaign }, LOGIN_MS),
    );
  agent
    .command('pause <id>')
    .description('pause now, or after the present call')
    .requiredOption('--reason <reason>', 'such as lanche, banheiro, treinamento')
    .action((id: string, { reason }: { reason: string }, command: Command) =>
      tell(command, id, 'pause', { reason }),
    );
  agent
    .command('skip <id>')
    .description('skip the contact shown in preview')
    .requiredOption('--reason <reason>', 'why')
    .action((id: string, { reason }: { reason: string }, command: Command) =>
      tell(command, id, 'skip', { reason }),
    );
  const plain = [
    ['ready', 'take calls'],
    ['logout', 'go off now, or after the present call'],
    ['accept', 'dial the contact shown in preview'],
    ['hangup', 'end the talk'],
  ] as const;
  for (const [verb, description] of plain) {
    agent
      .command(`${verb} <id>`)
      .description(description)
      .action((id: string, _: unknown, command: Command) => tell(command, id, verb));
  }
}

function registerDay(agent: Command, deps: CommandDeps): void {
  agent
    .command('day <id>')
    .description('hours worked and pauses taken and due today (NR-17)')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', `/v1/agents/${segment(id)}/day`);
      show(command, deps, answer, () => dayText(answer));
    });
  agent
    .command('release <id>')
    .description('after an abusive call: the agent may take calls again')
    .option('--by <name>', 'who releases; the agent himself when left out')
    .action(async (id: string, { by }: { by?: string }, command: Command) => {
      const body = by === undefined ? {} : { by };
      const answer = await connect(command, deps).call('POST', `/v1/agents/${segment(id)}/release`, { body });
      show(command, deps, answer, () => agentLine(answer));
    });
}

function dayText(answer: unknown): string {
  const minutes = (name: string): string => `${Math.floor(Number(cell(answer, name)) / MINUTE)} min`;
  const by = cell(answer, 'nextPauseByMs');
  const blocked = cell(answer, 'blockedBy');
  return [
    `${cell(answer, 'agentId')}: ${minutes('activeMs')} of activity, ${minutes('remainingMs')} left.`,
    `Pauses: ${cell(answer, 'pausesTaken')} of ${cell(answer, 'pausesNeeded')}; meal: ${cell(answer, 'mealTaken') === 'true' ? 'taken' : cell(answer, 'mealNeeded') === 'true' ? 'owed' : 'not owed'}.`,
    ...(by === ''
      ? []
      : [`Next pause: ${minutes('nextPauseMs')}, begun by ${new Date(Number(by)).toISOString()}.`]),
    ...(blocked === '' ? [] : [`No call is given now: ${blocked}.`]),
  ].join('\n');
}

function registerDial(agent: Command, deps: CommandDeps): void {
  agent
    .command('dial <id>')
    .description('call a contact or a number by hand; the gate decides as for any other call')
    .requiredOption('--campaign <id>', 'one that the agent is logged in on')
    .option('--contact <id>', 'a contact of the campaign')
    .option('--phone <number>', 'with DDD, such as +5511987654321')
    .action(
      async (
        id: string,
        options: { campaign: string; contact?: string; phone?: string },
        command: Command,
      ) => {
        const { campaign: campaignId, contact, phone } = options;
        if ((contact === undefined) === (phone === undefined)) {
          throw new CadenciaError('DLR_INPUT_INVALID', {
            detail: 'Give --contact or --phone, one of the two.',
          });
        }
        const body = { campaignId, ...(contact === undefined ? { phone } : { contactId: contact }) };
        const answer = await connect(command, deps).call('POST', `/v1/agents/${segment(id)}/dial`, { body });
        show(command, deps, answer, () => `${agentLine(answer)} Attempt ${cell(answer, 'attemptId')}.`);
      },
    );
}

function registerCallCommands(agent: Command, deps: CommandDeps): void {
  agent
    .command('dispose <id> <disposition>')
    .description('say what the call was (promessa, sem_acordo, terceiro, …)')
    .option(
      '--callback-at <instant>',
      'with retorno_agendado: when to call back, by the person’s clock unless it has an offset',
      callbackOption,
    )
    .action(async (id: string, disposition: string, options: { callbackAt?: string }, command: Command) => {
      const { callbackAt } = options;
      const body = { disposition, ...(callbackAt === undefined ? {} : { callbackAt }) };
      const answer = await connect(command, deps).call('POST', `/v1/agents/${segment(id)}/dispose`, { body });
      show(command, deps, answer, () => {
        const protocol = cell(answer, 'protocol');
        return `${agentLine(answer)}${protocol === '' ? '' : ` Protocol to tell the person: ${protocol}.`}`;
      });
    });
}
