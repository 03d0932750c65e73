import type { Command } from 'commander';
import { type CommandDeps, callbackOption, connect, segment } from './command-deps.js';
import { cell, show } from './show.js';

/** `callback …`: agree, move or call off when a person is called back. */
export function registerCallbackCommands(program: Command, deps: CommandDeps): void {
  const callback = program.command('callback').description('callbacks that persons asked for');
  callback
    .command('set <contact>')
    .description('agree a callback, or move it')
    .requiredOption(
      '--at <instant>',
      'when to call back, by the person’s clock unless it has an offset',
      callbackOption,
    )
    .action(async (contact: string, { at }: { at: string }, command: Command) => {
      const answer = await connect(command, deps).call('PUT', `/v1/contacts/${segment(contact)}/callback`, {
        body: { at },
      });
      show(command, deps, answer, () =>
        [
          `Contact ${cell(answer, 'contactId')} is called back at ${cell(answer, 'agreedLocal')}`,
          ` (${cell(answer, 'zone')}); next try ${cell(answer, 'nextTry')}.`,
        ].join(''),
      );
    });
  callback
    .command('cancel <contact>')
    .description('call a callback off: the contact goes on by its cadence')
    .action(async (contact: string, _: unknown, command: Command) => {
      const answer = await connect(command, deps).call('DELETE', `/v1/contacts/${segment(contact)}/callback`);
      show(
        command,
        deps,
        answer,
        () =>
          `Contact ${cell(answer, 'contactId')} has no callback any more; next try ${cell(answer, 'nextTry')}.`,
      );
    });
}
