import type { Command } from 'commander';
import { readAgentDuty } from '../../core/acd/agent-duty.js';
import { readInboundLine } from '../../core/acd/inbound-line.js';
import { readInboundRules } from '../../core/acd/inbound-rules.js';
import { readAcdQueue } from '../../core/acd/read-acd-queue.js';
import { readIvrMenu } from '../../core/acd/read-ivr-menu.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { readText } from './holiday-file.js';
import { putOver } from './put-over.js';
import { at, cell, items, show, table } from './show.js';

/** A kind of document, with the reader that judges it before a server is asked. */
interface Shelf {
  readonly name: string;
  readonly path: string;
  readonly what: string;
  readonly member: string | null;
  readonly read: (document: unknown) => unknown;
}

const SHELVES: readonly Shelf[] = [
  {
    name: 'queue',
    path: '/v1/queues',
    what: 'queues of callers (filas)',
    member: 'id',
    read: (document) => readAcdQueue(document),
  },
  {
    name: 'ivr',
    path: '/v1/menus',
    what: 'menus of callers (URA)',
    member: null,
    read: (document) => readIvrMenu(document),
  },
  {
    name: 'inbound-line',
    path: '/v1/inbound-lines',
    what: 'numbers that people call, and where they lead',
    member: 'number',
    read: (document) => readInboundLine(document),
  },
  {
    name: 'skills',
    path: '/v1/agent-skills',
    what: 'what agents may take: queues, skills with levels, blending',
    member: null,
    read: (document) => readAgentDuty(document),
  },
];

/** `queue|ivr|inbound-line|skills list|show|set|remove`, `queue live|callers`, `inbound-rules show|set`. */
export function registerInboundCommands(program: Command, deps: CommandDeps): void {
  for (const shelf of SHELVES) {
    const group = program.command(shelf.name).description(shelf.what);
    registerReading(group, deps, shelf);
    registerChanging(group, deps, shelf);
    if (shelf.name === 'queue') {
      registerLive(group, deps);
      registerCallers(group, deps);
    }
  }
  registerRules(program, deps);
}

function registerReading(group: Command, deps: CommandDeps, { path }: Shelf): void {
  group
    .command('list')
    .description('all, with who wrote them and when')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', path);
      const keys = ['id', 'version', 'at', 'by'];
      const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
      show(command, deps, answer, () => table(['ID', 'VERSION', 'WRITTEN', 'BY'], rows));
    });
  group
    .command('show <id>')
    .description('the document as it was written; `set` takes it back')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', `${path}/${segment(id)}`);
      show(command, deps, at(answer, 'document'), () => JSON.stringify(at(answer, 'document'), null, 2));
    });
}

function registerChanging(group: Command, deps: CommandDeps, shelf: Shelf): void {
  const { path, member, read } = shelf;
  group
    .command('set <id> <file>')
    .description('make it or change it to what a JSON file says; it holds from the next call on')
    .action(async (id: string, file: string, _: unknown, command: Command) => {
      const written = await documentOf(file);
      const body = member === null ? written : { ...written, [member]: id };
      // What is wrong with the file is said before a server is asked.
      read(body);
      const answer = await putOver(command, deps, `${path}/${segment(id)}`, () => body);
      show(command, deps, answer, () => `${shelf.name} ${id} is at version ${cell(answer, 'version')}.`);
    });
  group
    .command('remove <id>')
    .description('take it away; refused while something leads to it')
    .action(async (id: string, _: unknown, command: Command) => {
      const client = connect(command, deps);
      const place = `${path}/${segment(id)}`;
      const version = cell(await client.call('GET', place), 'version');
      const answer = await client.call('DELETE', place, { headers: { 'if-match': `"${version}"` } });
      show(command, deps, answer, () => `${shelf.name} ${id} is gone.`);
    });
}

function registerRules(program: Command, deps: CommandDeps): void {
  const path = '/v1/inbound-rules';
  const rules = program.command('inbound-rules').description('what holds for all queues');
  rules
    .command('show')
    .description('the document as it was written')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', path);
      show(command, deps, at(answer, 'document'), () => JSON.stringify(at(answer, 'document'), null, 2));
    });
  rules
    .command('set <file>')
    .description('change them to what a JSON file says')
    .action(async (file: string, _: unknown, command: Command) => {
      const body = await documentOf(file);
      readInboundRules(body);
      const answer = await putOver(command, deps, path, () => body);
      show(command, deps, answer, () => `The rules are at version ${cell(answer, 'version')}.`);
    });
}

async function documentOf(file: string): Promise<Readonly<Record<string, unknown>>> {
  const text = await readText(file, 'The file');
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) {
      return document as Readonly<Record<string, unknown>>;
    }
  } catch (cause) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: `${file}: ${messageOf(cause)}`, cause });
  }
  throw new CadenciaError('DLR_INPUT_INVALID', { detail: `${file} holds no JSON object.` });
}

function registerLive(group: Command, deps: CommandDeps): void {
  group
    .command('live')
    .description('queues as they stand: who waits, for how long, the service level of the day')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/queue-figures');
      const headers = [
        'QUEUE',
        'OPEN',
        'WAIT',
        'LONGEST',
        'EXPECTED',
        'TALK',
        'AGENTS',
        'FREE',
        'TODAY',
        'IN TIME',
      ];
      show(command, deps, answer, () => table(headers, items(answer).map(liveRow)));
    });
}

function registerCallers(group: Command, deps: CommandDeps): void {
  group
    .command('callers')
    .description('callers with whom nobody spoke yet, and when they are called back')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/callers');
      const keys = ['phone', 'queueId', 'campaignId', 'times', 'tries', 'wished', 'calling'];
      const rows = items(answer).map((one) => [
        ...keys.map((key) => cell(one, key)),
        new Date(Number(at(one, 'dueMs'))).toISOString(),
      ]);
      const headers = ['PHONE', 'QUEUE', 'CAMPAIGN', 'TIMES', 'TRIES', 'WISHED', 'CALLING', 'DUE'];
      show(command, deps, answer, () => table(headers, rows));
    });
}

function liveRow(queue: unknown): readonly string[] {
  const since = at(queue, 'longestSinceMs');
  const expected = at(queue, 'expectedWaitMs');
  const level = at(queue, 'serviceLevel');
  const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;
  return [
    cell(queue, 'id'),
    cell(queue, 'open') === 'true' ? 'yes' : 'no',
    cell(queue, 'waiting'),
    typeof since === 'number' ? seconds(Date.now() - since) : '',
    typeof expected === 'number' ? seconds(expected) : '',
    cell(queue, 'talking'),
    cell(queue, 'agents'),
    cell(queue, 'free'),
    cell(queue, 'today', 'offered'),
    typeof level === 'number' ? `${(100 * level).toFixed(1)} %` : '',
  ];
}
