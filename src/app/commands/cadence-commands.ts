import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { rehearsalToWire } from '../../api/views/rehearsal-to-wire.js';
import { cadenceExampleWire, outcomesQuery, type RehearsalOut } from '../../contract/cadence-wire.js';
import { compiledPreset } from '../../core/compliance/presets/compiled-preset.js';
import { PRESETS } from '../../core/compliance/presets/find-preset.js';
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import { NO_SURROUNDINGS } from '../../core/retry/decide-retry.js';
import { inventedContact } from '../../core/retry/invented-contact.js';
import { readRetryRules } from '../../core/retry/read-retry-rules.js';
import { rehearseCadence } from '../../core/retry/rehearse-cadence.js';
import { retryWindow } from '../../core/retry/retry-window.js';
import { type CommandDeps, connect, numberOption, segment } from './command-deps.js';
import { at, cell, items, show, table } from './show.js';

/** `cadence try`, `base-plan`: what the cadence would do, and what bases yield. */
export function registerCadenceCommands(program: Command, deps: CommandDeps): void {
  const cadence = program.command('cadence').description('retry cadence (renitência)');
  registerTry(cadence, deps);
  registerBasePlan(program, deps);
}

interface TryOptions {
  readonly file?: string;
  readonly outcome: string;
}

function registerTry(cadence: Command, deps: CommandDeps): void {
  cadence
    .command('try [contact]')
    .description('when and on which phone a contact would be tried next, and why; nothing is dialled')
    .option('--file <example>', 'an invented contact (JSON) in place of one of the server; asks no server')
    .option('--outcome <reasons>', 'how the tries would end, by commas; one repeats itself', 'no_answer')
    .action(async (contact: string | undefined, options: TryOptions, command: Command) => {
      if ((contact === undefined) === (options.file === undefined)) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: 'Give the id of a contact, or --file with an invented one.',
        });
      }
      const answer =
        options.file === undefined
          ? await connect(command, deps).call(
              'GET',
              `/v1/contacts/${segment(contact ?? '')}/cadence?outcomes=${segment(options.outcome)}`,
            )
          : await rehearseFile(options.file, options.outcome);
      show(command, deps, answer, () => triesText(answer));
    });
}

async function rehearseFile(path: string, outcome: string): Promise<RehearsalOut> {
  const example = await readExample(path);
  const { outcomes } = checked(() => outcomesQuery.parse({ outcomes: outcome }), '--outcome');
  const policy = compiledPreset(example.policy);
  if (policy === null) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${path}: policy '${example.policy}' is none of ${PRESETS.map(({ id }) => id).join(', ')}`,
    });
  }
  const rules = readRetryRules(example.retry, `${path}: retry`);
  const nowMs = Date.parse(example.at);
  const callback =
    example.callbackAt === undefined
      ? {}
      : { nextAtMs: Date.parse(example.callbackAt), agreedCallbackMs: Date.parse(example.callbackAt) };
  const contact = inventedContact(example.phones, nowMs, { municipality: example.municipality, ...callback });
  const surroundings = { ...NO_SURROUNDINGS, window: retryWindow(policy, example, contact) };
  return rehearsalToWire(rehearseCadence(contact, outcomes, rules, nowMs, surroundings), policy.version);
}

async function readExample(path: string) {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `--file: ${path} cannot be read (${messageOf(cause)})`,
      cause,
    });
  });
  return checked(() => cadenceExampleWire.parse(JSON.parse(text)), path);
}

/** What zod and JSON say is wrong, in one sentence with its place. */
function checked<Value>(read: () => Value, where: string): Value {
  try {
    return read();
  } catch (cause) {
    const issues = at(cause, 'issues');
    const [issue] = Array.isArray(issues) ? issues : [];
    const place = at(issue, 'path');
    const what = issue === undefined ? messageOf(cause) : cell(issue, 'message');
    const inside = Array.isArray(place) && place.length > 0 ? ` ${place.join('.')}:` : '';
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: `${where}:${inside} ${what}`, cause });
  }
}

function listOf(answer: unknown, name: string): readonly unknown[] {
  return items({ items: at(answer, name) });
}

function triesText(answer: unknown): string {
  const rows = listOf(answer, 'tries').map((one) => [
    cell(one, 'attemptNo'),
    cell(one, 'local'),
    cell(one, 'zone'),
    cell(one, 'phone'),
    cell(one, 'phoneState'),
    [...listOf(one, 'why').map((why) => cell(why, 'step')), cell(one, 'restReason')]
      .filter(Boolean)
      .join(', '),
    cell(one, 'outcome'),
  ]);
  const end = cell(answer, 'end');
  const last = end === '' ? 'It would go on.' : `Then no further try: ${end}.`;
  const heads = ['TRY', 'LOCAL TIME', 'ZONE', 'PHONE', 'STATE', 'WHY THEN', 'ENDS AS'];
  return `${table(heads, rows)}\n${last} Policy ${cell(answer, 'policy')}.`;
}

function registerBasePlan(program: Command, deps: CommandDeps): void {
  program
    .command('base-plan <base>')
    .description('what a mailing or campaign yields per thousand attempts (efficiency curve)')
    .option('--days <days>', 'days of the log to read, 92 at most', numberOption, 30)
    .action(async (base: string, { days }: { days: number }, command: Command) => {
      const client = connect(command, deps);
      const mailing = await client.call('GET', `/v1/mailings/${segment(base)}`).catch((error: unknown) => {
        if (isCadenciaError(error, 'DLR_NOT_FOUND')) {
          return null;
        }
        throw error;
      });
      const campaign = mailing === null ? base : cell(mailing, 'campaignId');
      const only = mailing === null ? '' : `&mailing=${segment(base)}`;
      const path = `/v1/campaigns/${segment(campaign)}/consumption?days=${days}${only}`;
      const answer = await client.call('GET', path);
      show(command, deps, answer, () => planText(answer));
    });
}

function yieldText(row: unknown, name: string): string {
  const figure = (part: string): string => Number(at(row, name, part) ?? 0).toFixed(1);
  return `${figure('perThousand')} (${figure('low')} to ${figure('high')})`;
}

function yieldTable(head: string, rows: readonly unknown[]): string {
  const cells = rows.map((row) => [
    cell(row, 'key'),
    cell(row, 'attempts'),
    cell(row, 'answers'),
    cell(row, 'contacts'),
    yieldText(row, 'answerYield'),
    yieldText(row, 'contactYield'),
  ]);
  return table([head, 'ATTEMPTS', 'ANSWERS', 'CONTACTS', 'ANSWERS/1000', 'CONTACTS/1000'], cells);
}

function planText(answer: unknown): string {
  const curve = listOf(answer, 'curve').map((point) => [
    cell(point, 'attemptNo'),
    cell(point, 'attempts'),
    cell(point, 'contacts'),
    `${(100 * Number(at(point, 'share') ?? 0)).toFixed(1)} %`,
    yieldText(point, 'marginal'),
  ]);
  const until = cell(answer, 'dialUntil');
  const filter = Number(at(answer, 'leastPerThousand') ?? 0);
  const advice =
    filter === 0
      ? 'No filter is set (leastPerThousand of the retry settings).'
      : `Filter ${filter} per thousand: ${until === '' ? 'no attempt may still yield it' : `dial until attempt ${until}`}.`;
  const resting = Object.entries((at(answer, 'resting') ?? {}) as Readonly<Record<string, number>>);
  return [
    yieldTable('BASE', listOf(answer, 'byBase')),
    yieldTable('HOUR', listOf(answer, 'byHour')),
    table(['UP TO ATTEMPT', 'ATTEMPTS', 'CONTACTS', 'SHARE', 'THIS ATTEMPT/1000'], curve),
    `${advice}${resting.map(([why, contacts]) => ` Resting for ${why}: ${contacts}.`).join('')}`,
  ].join('\n\n');
}
