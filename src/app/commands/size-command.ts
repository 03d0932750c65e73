import { type Command, InvalidArgumentError } from 'commander';
import { CadenciaError } from '../../core/kernel/errors.js';
import { INBOUND_DEFAULTS, inboundReport } from '../../core/sizing/inbound-report.js';
import { linesReport } from '../../core/sizing/lines-report.js';
import { OUTBOUND_DEFAULTS } from '../../core/sizing/outbound-plan.js';
import { type OutboundStart, outboundReport } from '../../core/sizing/outbound-report.js';
import type { Figure, SizingReport } from '../../core/sizing/sizing-report.js';
import { type CommandDeps, numberOption } from './command-deps.js';
import { show, table } from './show.js';

type Parser = (text: string) => number;
type Values = Readonly<Record<string, number | undefined>>;

/** Flag with its unit, parser, meaning. The flag in camel case is the input's name in the answer. */
type OptionRow = readonly [flag: string, parse: Parser, meaning: string];

/** A share as a fraction or in percent. */
function shareOption(text: string): number {
  const percent = /^\s*(\S+?)\s*%\s*$/.exec(text)?.[1];
  const value = Number(percent ?? text);
  if (text.trim() === '' || !Number.isFinite(value)) {
    throw new InvalidArgumentError('Give a share: 0.08 or 8%.');
  }
  return percent === undefined ? value : value / 100;
}

/** A time in seconds, or `infinite` for callers who never hang up. */
function patienceOption(text: string): number {
  return text === 'infinite' ? Number.POSITIVE_INFINITY : numberOption(text);
}

const STAFFING: readonly OptionRow[] = [
  ['--open-hours <hours>', numberOption, 'hours a day that the posts are filled'],
  ['--shift-hours <hours>', numberOption, 'hours of an agent’s day'],
  ['--adherence <share>', shareOption, 'planned time in fact at the post'],
  ['--breaks <share>', shareOption, 'pauses of NR-17'],
  ['--holidays <share>', shareOption, 'vacations and holidays'],
  ['--absence <share>', shareOption, 'absence'],
  ['--turnover <share>', shareOption, 'vacant posts and newcomers'],
  ['--training <share>', shareOption, 'training'],
];

const OUTBOUND_FACTS: readonly OptionRow[] = [
  ['--answer-share <share>', shareOption, 'attempts that a person answers'],
  ['--right-party-share <share>', shareOption, 'answered persons who are the right one (CPC)'],
  ['--talk-seconds <s>', numberOption, 'mean talk of all connected, hang-ups and third parties too'],
];

const OUTBOUND_STARTS: readonly OptionRow[] = [
  ['--right-party <n>', numberOption, 'goal: right-party contacts a day'],
  ['--promises <n>', numberOption, 'goal: promises a day'],
  ['--connected <n>', numberOption, 'goal: connected persons a day'],
  ['--agents <n>', numberOption, 'agents on the floor, ready or on a call'],
  ['--payroll <n>', numberOption, 'people employed as agents'],
];

const OUTBOUND_MORE: readonly OptionRow[] = [
  [
    '--least-answer-share <share>',
    shareOption,
    'the same at the hour that answers least (default: answer-share)',
  ],
  ['--promise-share <share>', shareOption, 'right-party contacts that promise'],
  ['--wrap-seconds <s>', numberOption, 'mean wrap-up'],
  ['--post-dial-delay-seconds <s>', numberOption, 'from the dial to the first ring'],
  ['--ring-seconds <s>', numberOption, 'ringing before an answer'],
  ['--ring-timeout-seconds <s>', numberOption, 'ringing without an answer'],
  ['--amd-seconds <s>', numberOption, 'from the answer to the verdict; 0 without detection'],
  ['--machine-share <share>', shareOption, 'attempts that a machine answers'],
  ['--machine-seconds <s>', numberOption, 'hold of a machine from its answer'],
  ['--unreachable-share <share>', shareOption, 'attempts that are busy, invalid or refused'],
  ['--abandon-cap <share>', shareOption, 'answered persons who may find nobody'],
  ['--drop-message-seconds <s>', numberOption, 'message to those'],
  ['--target-occupancy <share>', shareOption, 'occupancy not to be passed; 1: none'],
  ['--blocking <share>', shareOption, 'attempts that may find no free line'],
  ['--max-tries <n>', numberOption, 'tries of a contact in all'],
  ['--tries-a-day <n>', numberOption, 'tries of a contact a day'],
  ['--decay <share>', shareOption, 'answers of a try over those of the try before'],
  ['--base-contacts <n>', numberOption, 'contacts of a base: how many days it lasts'],
];

const INBOUND_FACTS: readonly OptionRow[] = [
  ['--calls-per-hour <n>', numberOption, 'calls that come in'],
  ['--talk-seconds <s>', numberOption, 'mean talk'],
];

const INBOUND_MORE: readonly OptionRow[] = [
  ['--agents <n>', numberOption, 'agents on the floor: tell what they keep'],
  ['--wrap-seconds <s>', numberOption, 'mean wrap-up'],
  ['--patience-seconds <s>', patienceOption, 'mean patience of callers; infinite: Erlang C'],
  ['--within-seconds <s>', numberOption, 'limit of the service level'],
  ['--service-level <share>', shareOption, 'calls to be answered within it'],
  ['--most-abandoned <share>', shareOption, 'calls that may hang up; 1: no limit'],
  ['--short-seconds <s>', numberOption, 'up to here an abandonment is a short one'],
];

const LINES_FACTS: readonly OptionRow[] = [
  ['--calls-per-hour <n>', numberOption, 'calls an hour'],
  ['--hold-seconds <s>', numberOption, 'time a call holds its line'],
];

const LINES_MORE: readonly OptionRow[] = [
  ['--blocking <share>', shareOption, 'calls that may find no line (default: 0.01)'],
  ['--lines <n>', numberOption, 'lines there are: tell what they lose'],
];

/** `size`: agents, people, lines and contacts for a goal, and back. Asks no server. */
export function registerSizeCommand(program: Command, deps: CommandDeps): void {
  const size = program.command('size').description('agents, people, lines and contacts for a goal, and back');
  const outbound = size
    .command('outbound')
    .description('an outbound operation, from a day’s goal, agents on the floor or the payroll');
  addOptions(outbound, { required: OUTBOUND_FACTS, optional: OUTBOUND_STARTS, defaults: {} });
  addOptions(outbound, {
    required: [],
    optional: [...OUTBOUND_MORE, ...STAFFING],
    defaults: OUTBOUND_DEFAULTS,
  });
  outbound.action((values: Values, command: Command) => {
    const { rightParty, promises, connected, agents, payroll, baseContacts, ...facts } = values;
    const start = startOf({ rightParty, promises, connected, agents, payroll });
    const more = baseContacts === undefined ? {} : { baseContacts };
    showReport(command, deps, outboundReport(known(facts), start, more));
  });
  const inbound = size.command('inbound').description('agents for calls that come in, by Erlang A and C');
  addOptions(inbound, {
    required: INBOUND_FACTS,
    optional: [...INBOUND_MORE, ...STAFFING],
    defaults: INBOUND_DEFAULTS,
  });
  inbound.action(({ agents, ...facts }: Values, command: Command) => {
    showReport(command, deps, inboundReport(known(facts), agents ?? null));
  });
  const lines = size.command('lines').description('lines for calls an hour, by Erlang B');
  addOptions(lines, { required: LINES_FACTS, optional: LINES_MORE, defaults: {} });
  lines.action(({ lines: count, ...facts }: Values, command: Command) => {
    showReport(command, deps, linesReport(known(facts), count ?? null));
  });
}

/** Commander has seen to it that the required ones are there. */
function known<Facts>(values: Values): Facts {
  return values as Facts;
}

interface OptionSet {
  readonly required: readonly OptionRow[];
  readonly optional: readonly OptionRow[];
  readonly defaults: Readonly<Record<string, number>>;
}

/** Defaults are only told here: the core applies them, and its answer says which were. */
function addOptions(command: Command, { required, optional, defaults }: OptionSet): void {
  for (const [flag, parse, meaning] of required) {
    command.requiredOption(flag, meaning, parse);
  }
  for (const [flag, parse, meaning] of optional) {
    const name = (flag.split(' ')[0] ?? '')
      .slice(2)
      .replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const fallback = defaults[name];
    command.option(flag, fallback === undefined ? meaning : `${meaning} (default: ${fallback})`, parse);
  }
}

type StartName = 'rightParty' | 'promises' | 'connected' | 'agents' | 'payroll';

function startOf(starts: Readonly<Record<StartName, number | undefined>>): OutboundStart {
  const given = (Object.keys(starts) as StartName[]).flatMap((name) => {
    const value = starts[name];
    return value === undefined ? [] : [{ name, value }];
  });
  const [one] = given;
  if (one === undefined || given.length > 1) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `Give exactly one of ${OUTBOUND_STARTS.map(([flag]) => flag.split(' ')[0]).join(', ')}.`,
    });
  }
  switch (one.name) {
    case 'agents': {
      return { from: 'agents', agents: one.value };
    }
    case 'payroll': {
      return { from: 'payroll', payroll: one.value };
    }
    default: {
      return { from: 'goal', goal: one.name, perDay: one.value };
    }
  }
}

function showReport(command: Command, deps: CommandDeps, report: SizingReport): void {
  show(command, deps, jsonReady(report), () => reportText(report));
}

/** JSON has no infinity: what grows without end is told as null. */
function jsonReady(report: SizingReport): unknown {
  return JSON.parse(JSON.stringify(report));
}

function valueText(value: number): string {
  if (!Number.isFinite(value)) {
    return 'without end';
  }
  const digits = Number.isInteger(value) ? 0 : Math.abs(value) >= 1000 ? 0 : Math.abs(value) >= 2 ? 1 : 4;
  return value.toFixed(digits);
}

function figureRow([name, { value, unit, how, source }]: readonly [string, Figure]): readonly string[] {
  return [name, valueText(value), unit, `${how} [${source}]`];
}

function reportText({ inputs, figures, notes }: SizingReport): string {
  const assumed = Object.entries(inputs)
    .filter(([, { source }]) => source === 'default')
    .map(([name, { value }]) => `${name} ${value}`);
  return [
    table(['FIGURE', 'VALUE', 'UNIT', 'HOW [SOURCE]'], Object.entries(figures).map(figureRow)),
    `Not given, so taken as: ${assumed.join(', ') || 'nothing'}.`,
    ...notes,
  ].join('\n\n');
}
