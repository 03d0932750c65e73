import type { Command } from 'commander';
import { CadenciaError } from '../../core/kernel/errors.js';
import { type CommandDeps, connect, segment } from './command-deps.js';
import { readinessOf, readinessText } from './ready-command.js';
import { at, cell, show, table } from './show.js';

type Assignment = readonly [key: string, value: unknown];

/** `campaign show` and `campaign set`: settings as they are, and a change of some. */
export function registerCampaignSettings(campaign: Command, deps: CommandDeps): void {
  campaign
    .command('show <id>')
    .description('settings and state of a campaign, and why it does not dial')
    .action(async (id: string, _: unknown, command: Command) => {
      const client = connect(command, deps);
      const stored = await client.call('GET', `/v1/campaigns/${segment(id)}`);
      const readiness = await readinessOf(client, id);
      show(command, deps, { ...Object(stored), readiness }, () => {
        const settings = Object.keys(Object(at(stored, 'settings')));
        // The cadence and the labels have commands of their own, and are long.
        const short = settings.filter((key) => key !== 'retry' && key !== 'dispositions');
        const rows = short.map((key) => [key, cell(stored, 'settings', key)]);
        return `${table(['SETTING', 'VALUE'], [['state', cell(stored, 'state')], ...rows])}\n\n${readinessText(readiness)}`;
      });
    });
  campaign
    .command('set <id> <assignments...>')
    .description(
      'change settings, as name=value: callerCnpj=11222333000181 purpose=cobranca trunks=\'["alfa-sp"]\'',
    )
    .action(async (id: string, assignments: readonly string[], _: unknown, command: Command) => {
      const body = Object.fromEntries(assignments.map(readAssignment));
      const client = connect(command, deps);
      const path = `/v1/campaigns/${segment(id)}`;
      const present = await client.call('GET', path);
      // What somebody else has changed since then is not written over.
      const headers = { 'if-match': `"${cell(present, 'version')}"` };
      const answer = await client.call('PATCH', path, { body, headers });
      show(command, deps, answer, () =>
        table(
          ['SETTING', 'VALUE'],
          Object.keys(body).map((key) => [key, cell(answer, 'settings', key)]),
        ),
      );
    });
}

/** Numbers, lists and true are JSON; digits that are a name (a CNPJ) and any other text are themselves. */
function readAssignment(text: string): Assignment {
  const [, key, value] = /^([A-Za-z]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `'${text}' is no assignment: write name=value, such as callerCnpj=11222333000181`,
    });
  }
  if (/Cnpj$|Id$/.test(key)) {
    return [key, value];
  }
  try {
    return [key, JSON.parse(value)];
  } catch {
    return [key, value];
  }
}
