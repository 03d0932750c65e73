import type { Command } from 'commander';
import type { ApiClient } from '../api-client.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { CommandExit } from './command-exit.js';
import { at, cell, items, show } from './show.js';

/** `ready`: why a campaign does not dial. Exits with 1 when something holds back every call of one. */
export function registerReadyCommand(program: Command, deps: CommandDeps): void {
  program
    .command('ready [campaign]')
    .description('why a campaign does not dial: what would block every call of it now, and what some')
    .action(async (campaign: string | undefined, _: unknown, command: Command) => {
      const client = connect(command, deps);
      const ids = campaign === undefined ? await allCampaigns(client) : [campaign];
      const answers: unknown[] = [];
      for (const id of ids) {
        answers.push(await readinessOf(client, id));
      }
      const answer = campaign === undefined ? { items: answers } : answers[0];
      show(command, deps, answer, () =>
        answers.length === 0
          ? 'There is no campaign yet: `cadencia campaign create`.'
          : answers.map(readinessText).join('\n\n'),
      );
      if (answers.some((one) => at(one, 'dialable') !== true)) {
        throw new CommandExit(1);
      }
    });
}

async function allCampaigns(client: ApiClient): Promise<readonly string[]> {
  return items(await client.call('GET', '/v1/campaigns')).map((one) => cell(one, 'settings', 'id'));
}

/** Asks for the readiness of a campaign. */
export function readinessOf(client: ApiClient, id: string): Promise<unknown> {
  return client.call('GET', `/v1/campaigns/${segment(id)}/readiness`);
}

/** Lays a campaign's readiness out for a person. */
export function readinessText(answer: unknown): string {
  const found = at(answer, 'obstacles');
  const obstacles: readonly unknown[] = Array.isArray(found) ? found : [];
  const all = obstacles.filter((one) => at(one, 'reach') === 'all').map(lineOf);
  const some = obstacles.filter((one) => at(one, 'reach') !== 'all').map(lineOf);
  const id = cell(answer, 'campaignId');
  const head = all.length === 0 ? `Campaign ${id} may dial.` : `Campaign ${id} cannot dial:`;
  return [
    head,
    ...all,
    ...(some.length === 0 ? [] : ['Part of its calls is held back:', ...some]),
    ...blockedText(at(answer, 'blockedToday')),
  ].join('\n');
}

function lineOf(one: unknown): string {
  const rule = cell(one, 'rule');
  return `  - ${rule === '' ? '' : `${rule}: `}${cell(one, 'text')}`;
}

function blockedText(blocked: unknown): readonly string[] {
  const counts = Object.entries(typeof blocked === 'object' && blocked !== null ? blocked : {});
  if (counts.length === 0) {
    return [];
  }
  const most = counts.toSorted(([, one], [, other]) => Number(other) - Number(one));
  return [`Blocked today: ${most.map(([rule, count]) => `${rule} ${count}`).join(', ')}.`];
}
