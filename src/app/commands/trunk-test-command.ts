import { setTimeout as delay } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ApiClient } from '../api-client.js';
import { type CommandDeps, connect, numberOption, segment } from './command-deps.js';
import { at, cell, items, show, table } from './show.js';

interface TestOptions {
  readonly trunk: string;
  readonly line: string;
  readonly switch?: string;
  readonly ring: number;
}

const ASK_MS = 500;
const KEYS = [
  'phone',
  'state',
  'answered',
  'pddMs',
  'ringMs',
  'sipCode',
  'q850',
  'reason',
  'codec',
  'sound',
  'id',
];
const HEADS = [
  'NUMBER',
  'STATE',
  'ANSWERED',
  'PDD MS',
  'RING MS',
  'SIP',
  'Q.850',
  'REASON',
  'CODEC',
  'SOUND',
  'ID',
];

/** `trunk test NUMBER…` places real calls, one after the other; `trunk tests` shows what came of the last ones. */
export function registerTrunkTest(trunk: Command, deps: CommandDeps): void {
  trunk
    .command('test <numbers...>')
    .description('call numbers of your own over a trunk and line; whoever answers hears a tone')
    .requiredOption('--trunk <id>', 'the trunk, also one that is switched off')
    .requiredOption('--line <number>', 'the number shown, in E.164')
    .option('--switch <id>', 'the media server (default: the one in service with the fewest calls)')
    .option('--ring <seconds>', 'longest ringing, 15 to 60', numberOption, 30)
    .action(async (numbers: readonly string[], options: TestOptions, command: Command) => {
      const client = connect(command, deps);
      const tested: unknown[] = [];
      for (const phone of numbers) {
        tested.push(await testOne(client, phone, options));
      }
      show(command, deps, { items: tested }, () => tableOf(tested));
    });
  trunk
    .command('tests')
    .description('test calls, the newest first')
    .option('--trunk <id>', 'of that trunk alone')
    .action(async (options: { readonly trunk?: string }, command: Command) => {
      const of = options.trunk === undefined ? '' : `?trunk=${segment(options.trunk)}`;
      const answer = await connect(command, deps).call('GET', `/v1/test-calls${of}`);
      show(command, deps, answer, () => tableOf(items(answer)));
    });
}

/** Until it is over. */
async function testOne(client: ApiClient, phone: string, options: TestOptions): Promise<unknown> {
  const { trunk: trunkId, line, ring: ringSeconds, switch: mediaServerId = null } = options;
  const body = { trunkId, line, phone, mediaServerId, ringSeconds };
  let call = await client.call('POST', '/v1/test-calls', { body });
  while (!['closed', 'open'].includes(String(at(call, 'state')))) {
    await delay(ASK_MS);
    call = await client.call('GET', `/v1/test-calls/${segment(cell(call, 'id'))}`);
  }
  return call;
}

function tableOf(calls: readonly unknown[]): string {
  return table(
    HEADS,
    calls.map((call) => KEYS.map((key) => cell(call, key))),
  );
}
