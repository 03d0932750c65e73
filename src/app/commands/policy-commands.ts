import type { Command } from 'commander';
import { parsePolicyText } from '../../core/compliance/parse-policy.js';
import { policyVersionOf } from '../../core/compliance/policy.js';
import { findPreset } from '../../core/compliance/presets/find-preset.js';
import { type CommandDeps, connect, globalOptions, segment } from './command-deps.js';
import { readText } from './holiday-file.js';
import { at, cell, items, show, table } from './show.js';

/** `policy list|show|propose|approve|reject|check`. */
export function registerPolicyCommands(program: Command, deps: CommandDeps): void {
  const policy = program
    .command('policy')
    .description('compliance policies; a change takes two persons, each with a token of their own (--token)');
  registerReading(policy, deps);
  registerChanges(policy, deps);
}

function registerReading(policy: Command, deps: CommandDeps): void {
  policy
    .command('list')
    .description('presets and every version that was ever proposed: by whom, decided by whom')
    .action(async (_: unknown, command: Command) => {
      const answer = await connect(command, deps).call('GET', '/v1/policies');
      const headers = [
        'POLICY',
        'VERSION',
        'STATE',
        'IN FORCE',
        'FROM',
        'TO',
        'PROPOSED BY',
        'DECIDED BY',
        'WHY',
      ];
      const keys = [
        'id',
        'version',
        'state',
        'inForce',
        'validFrom',
        'validTo',
        'proposedBy',
        'decidedBy',
        'reason',
      ];
      const rows = items(answer).map((one) => keys.map((key) => cell(one, key)));
      show(command, deps, answer, () => table(headers, rows));
    });
  policy
    .command('show <id>')
    .description('what a policy changes; with --json the whole policy, as gate and `audit --policy` read it')
    .option('--version <version>', 'a version, instead of the one in force today')
    .action(async (id: string, { version }: { version?: string }, command: Command) => {
      const preset = findPreset(id);
      if (preset !== null && globalOptions(command).json === true) {
        // A preset is the same on every server: none is asked.
        show(command, deps, preset, () => '');
        return;
      }
      const base = `/v1/policies/${segment(id)}`;
      const path = version === undefined ? base : `${base}/versions/${segment(version)}`;
      const answer = await connect(command, deps).call('GET', path);
      show(command, deps, at(answer, 'policy'), () => showText(answer));
    });
  policy
    .command('check <file>')
    .description('read a policy file and say what is wrong or what becomes looser; asks no server')
    .action(async (file: string, _: unknown, command: Command) => {
      const { policy: read, loosened } = parsePolicyText(await readText(file, 'The policy file'));
      const version = policyVersionOf(read);
      show(command, deps, { policy: version, rules: read.rules.length, loosened }, () =>
        [`${version} is in order: ${read.rules.length} provisions.`, ...loosenedText(loosened)].join('\n'),
      );
    });
}

function loosenedText(loosened: readonly string[]): readonly string[] {
  return loosened.length === 0 ? [] : [`Not law, and looser than in the preset: ${loosened.join(', ')}.`];
}

function showText(answer: unknown): string {
  const differences = at(answer, 'differences');
  const rows = (Array.isArray(differences) ? differences : []).map((one: unknown) => {
    const parameters = at(one, 'parameters');
    const changed = (Array.isArray(parameters) ? parameters : []).map(
      (each: unknown) => `${cell(each, 'name')} ${shown(at(each, 'from'))} → ${shown(at(each, 'to'))}`,
    );
    return [cell(one, 'key'), cell(one, 'what').replace('_', ' '), changed.join(', '), cell(one, 'source')];
  });
  const loosened = at(answer, 'loosened');
  const who = (verb: string, name: string): string => (name === '' ? '' : `${verb} by ${name}. `);
  return [
    `${cell(answer, 'id')}@${cell(answer, 'version')}: ${cell(answer, 'state')}${cell(answer, 'inForce') === 'true' ? ', in force today' : ''}`,
    `${who('Proposed', cell(answer, 'proposedBy'))}${who('Decided', cell(answer, 'decidedBy'))}${cell(answer, 'reason')}`.trim(),
    ...loosenedText(Array.isArray(loosened) ? loosened.map(String) : []),
    rows.length === 0 ? 'No provision differs.' : table(['PROVISION', 'WHAT', 'FIGURES', 'SOURCE'], rows),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function shown(value: unknown): string {
  return value === null ? 'closed' : String(value);
}

function registerChanges(policy: Command, deps: CommandDeps): void {
  policy
    .command('propose <file>')
    .description('propose the policy of a file; another person has to approve it')
    .requiredOption('--reason <text>', 'why; kept with the change')
    .action(async (file: string, { reason }: { reason: string }, command: Command) => {
      const text = await readText(file, 'The policy file');
      // What is wrong with the file is said before a server is asked.
      parsePolicyText(text);
      const body = { policy: JSON.parse(text) as unknown, reason };
      const answer = await connect(command, deps).call('POST', '/v1/policies', { body });
      show(
        command,
        deps,
        answer,
        () =>
          `${cell(answer, 'id')}@${cell(answer, 'version')} waits for another person: cadencia policy approve ${cell(answer, 'id')} ${cell(answer, 'version')}`,
      );
    });
  for (const verb of ['approve', 'reject'] as const) {
    policy
      .command(`${verb} <id> <version>`)
      .description(
        verb === 'approve'
          ? 'approve what another person proposed; running campaigns take it at once'
          : 'reject a proposal, or take back one of your own',
      )
      .option('--why <text>', 'kept with the decision', '')
      .action(async (id: string, version: string, { why }: { why: string }, command: Command) => {
        const path = `/v1/policies/${segment(id)}/versions/${segment(version)}/${verb}`;
        const answer = await connect(command, deps).call('POST', path, { body: { why } });
        show(command, deps, answer, () => `${id}@${version} is ${cell(answer, 'state')}.`);
      });
  }
}
