import type { Command } from 'commander';
import { type CommandDeps, connect, repeated, segment } from './command-deps.js';
import { at, cell, items, show, table } from './show.js';

const path = (id: string): string => `/v1/feeds/${segment(id)}`;

interface SetOptions {
  readonly target: string;
  readonly kind: readonly string[];
  readonly off?: true;
}

/** `intake`: what came in from other systems. */
export function registerIntakeCommand(program: Command, deps: CommandDeps): void {
  program
    .command('intake')
    .description('what came in from other systems, over the API and by files, newest first')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/intake/deliveries');
      const rows = items(answer).map((one) => [
        ...[
          new Date(Number(at(one, 'atMs'))).toISOString(),
          cell(one, 'feed'),
          cell(one, 'by'),
          cell(one, 'name'),
        ],
        Object.entries(Object(at(one, 'counts')))
          .map(([word, count]) => `${word} ${count}`)
          .join(', '),
        cell(one, 'problem'),
      ]);
      show(command, deps, answer, () => table(['WHEN', 'FEED', 'BY', 'FILE', 'ROWS', 'PROBLEM'], rows));
    });
}

/** `feed set|rotate|test|list|dead|replay`: receivers that are told of what happens. */
export function registerFeedCommands(program: Command, deps: CommandDeps): void {
  const feed = program.command('feed').description('webhooks: receivers that are told of what happens');
  addReceivers(feed, deps);
  addEvents(feed, deps);
}

function addReceivers(feed: Command, deps: CommandDeps): void {
  feed
    .command('set <id>')
    .description('make a feed or change it; the key of its signature is printed when it is new')
    .requiredOption('--target <url>', 'where events are posted')
    .requiredOption('--kind <kind>', 'such as attempt.closed; may be repeated', repeated)
    .option('--off', 'tell it nothing for now')
    .action(async (id: string, { target, kind, off }: SetOptions, command: Command) => {
      const body = { url: target, kinds: kind, active: off !== true };
      const answer = await connect(command, deps).call('PUT', path(id), { body });
      const secret = cell(answer, 'secret');
      show(command, deps, answer, () =>
        [`${id} is ${off === true ? 'off' : 'told'}.`, ...(secret === '' ? [] : [`Secret ${secret}`])].join(
          '\n',
        ),
      );
    });
  feed
    .command('rotate <id>')
    .description('make a new key and print it; those before it sign beside it for some hours')
    .option('--overlap-hours <hours>', 'how long; 0: no more from now on', '24')
    .action(async (id: string, options: { readonly overlapHours: string }, command: Command) => {
      const body = { overlapHours: Number(options.overlapHours) };
      const answer = await connect(command, deps).call('POST', `${path(id)}/rotate`, { body });
      show(command, deps, answer, () => `Secret ${cell(answer, 'secret')}`);
    });
  feed
    .command('test <id>')
    .description('send an event that says nothing, and tell what the receiver answers')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('POST', `${path(id)}/test`);
      const failure = cell(answer, 'failure');
      show(
        command,
        deps,
        answer,
        () => `${failure === '' ? 'Taken' : failure} (${cell(answer, 'tookMs')} ms).`,
      );
    });
}

function addEvents(feed: Command, deps: CommandDeps): void {
  feed
    .command('list')
    .description('feeds, how they stand, where they go and what they are told of')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/feeds');
      const rows = items(answer).map((one) => {
        const kinds = at(one, 'kinds');
        return [
          cell(one, 'id'),
          cell(one, 'active'),
          cell(one, 'waiting'),
          cell(one, 'dead'),
          cell(one, 'url'),
          Array.isArray(kinds) ? kinds.join(' ') : '',
        ];
      });
      show(command, deps, answer, () => table(['FEED', 'ACTIVE', 'WAITING', 'DEAD', 'URL', 'KINDS'], rows));
    });
  feed
    .command('dead <id>')
    .description('events that were tried to the end and not taken')
    .action(async (id: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', `${path(id)}/dead`);
      const rows = items(answer).map((one) => ['eventId', 'tries', 'lastError'].map((key) => cell(one, key)));
      show(command, deps, answer, () => table(['EVENT', 'TRIES', 'LAST ERROR'], rows));
    });
  feed
    .command('replay <id> [events...]')
    .description('try dead events again, those named or all')
    .action(async (id: string, events: readonly string[], _: unknown, command: Command) => {
      const body = events.length === 0 ? {} : { eventIds: events };
      const answer = await connect(command, deps).call('POST', `${path(id)}/replay`, { body });
      show(command, deps, answer, () => `${cell(answer, 'replayed')} events are tried again.`);
    });
}
