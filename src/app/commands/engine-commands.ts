import type { Command } from 'commander';
import { type CommandDeps, connect } from './command-deps.js';
import { at, cell, items, show, table } from './show.js';

/** `stop-all`, `resume` and `status`. */
export function registerEngineCommands(program: Command, deps: CommandDeps): void {
  program
    .command('stop-all')
    .description(
      'end all dialling: what rings gets its 15 s (R32), a second stop-all cuts it at once; talks go on; stays until `resume`',
    )
    .option('--why <text>', 'written to the log', 'by command line')
    .action(async ({ why }: { why: string }, command: Command) => {
      const answer = await connect(command, deps).call('POST', '/v1/stop-all', { body: { why } });
      show(
        command,
        deps,
        answer,
        () =>
          `Dialling stopped; ${cell(answer, 'cancelled')} ringing calls hung up, each once it has rung 15 s (R32; a second stop-all ends them at once).`,
      );
    });

  program
    .command('resume')
    .description('dial again after `stop-all`')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('POST', '/v1/resume');
      show(command, deps, answer, () => `Dialling is ${cell(answer, 'dialing')}.`);
    });

  program
    .command('status')
    .description('the engine, its media servers, trunks and campaigns as they stand')
    .action(async (_: unknown, command: Command) => {
      const client = connect(command, deps);
      const [engine, campaigns] = await Promise.all([
        client.call('GET', '/v1/engine'),
        client.call('GET', '/v1/campaigns'),
      ]);
      show(command, deps, { engine, campaigns: items(campaigns) }, () =>
        statusText(engine, items(campaigns)),
      );
    });
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function statusText(engine: unknown, campaigns: readonly unknown[]): string {
  const media = list(at(engine, 'media')).map((server) => [
    cell(server, 'id'),
    at(server, 'up') === true ? 'up' : 'down',
    cell(server, 'legs'),
    cell(server, 'reason'),
  ]);
  const trunks = list(at(engine, 'trunks')).map((trunk) => [
    cell(trunk, 'id'),
    cell(trunk, 'kind'),
    `${cell(trunk, 'inUse')}/${cell(trunk, 'channels')}`,
    cell(trunk, 'cps'),
  ]);
  const rows = campaigns.map((campaign) => [
    cell(campaign, 'settings', 'id'),
    cell(campaign, 'state'),
    cell(campaign, 'settings', 'mode'),
  ]);
  return [
    `Dialling: ${cell(engine, 'dialing')}; open attempts: ${cell(engine, 'openAttempts')}; rows to be written: ${cell(engine, 'unwritten')}`,
    table(['MEDIA SERVER', 'STATE', 'LEGS', 'REASON'], media),
    table(['TRUNK', 'KIND', 'IN USE', 'CPS'], trunks),
    table(['CAMPAIGN', 'STATE', 'MODE'], rows),
  ].join('\n\n');
}
