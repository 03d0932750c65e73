import type { Command } from 'commander';
import { SWITCH_STATES } from '../../core/fleet/switch-setting.js';
import { type CommandDeps, connect, numberOption, segment } from './command-deps.js';
import { putOver } from './put-over.js';
import { at, cell, items, show, table } from './show.js';

const VERBS = { in_service: 'resume', draining: 'drain', maintenance: 'maintain' } as const;
const WHAT = {
  in_service: 'let new calls and agents come to it again',
  draining: 'nothing more is dialled by it; talks end, agents move at their next pause',
  maintenance: 'it takes nothing at all; free agents move at once',
} as const;
const KEYS = ['id', 'state', 'up', 'calls', 'agents', 'weight', 'why'] as const;

/** `switch list|drain|maintain|resume|weigh`. */
export function registerSwitchCommands(program: Command, deps: CommandDeps): void {
  const group = program.command('switch').description('media servers');
  group
    .command('list')
    .description('media servers with their state, calls and agents')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/switches');
      const rows = items(answer).map((one) => KEYS.map((key) => cell(one, key)));
      const heads = ['SWITCH', 'STATE', 'UP', 'CALLS', 'AGENTS', 'WEIGHT', 'WHY'];
      show(command, deps, answer, () => table(heads, rows));
    });
  for (const state of SWITCH_STATES) {
    group
      .command(`${VERBS[state]} <id>`)
      .description(WHAT[state])
      .option('--why <text>', 'for whoever asks', '')
      .action((id: string, { why }: { readonly why: string }, command: Command) =>
        put(command, deps, id, (present) => ({ state, why, weight: at(present, 'weight') })),
      );
  }
  group
    .command('weigh <id> <weight>')
    .description('its share of agents and calls among switches that fit; 0 takes none')
    .action((id: string, weight: string, _: unknown, command: Command) =>
      put(command, deps, id, (present) => ({
        state: at(present, 'state'),
        why: at(present, 'why'),
        weight: numberOption(weight),
      })),
    );
}

async function put(
  command: Command,
  deps: CommandDeps,
  id: string,
  body: (present: unknown) => object,
): Promise<void> {
  const answer = await putOver(command, deps, `/v1/switches/${segment(id)}`, body);
  show(command, deps, answer, () => ['id', 'state', 'weight'].map((key) => cell(answer, key)).join(' '));
}
