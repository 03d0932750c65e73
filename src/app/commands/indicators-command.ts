import { type Command, Option } from 'commander';
import { billingPeriod } from '../../core/billing/billing-period.js';
import { parseDayNumber } from '../../core/compliance/calendar/day-number.js';
import { parseIndicatorPlan } from '../../core/indicators/indicator-plan.js';
import { type IndicatorReport, IndicatorRun } from '../../core/indicators/indicator-report.js';
import { readIndicatorRow } from '../../core/indicators/indicator-row.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { readLogs } from '../billing/bill-log.js';
import { readDocument } from '../billing/billing-documents.js';
import { type CommandDeps, connect, repeated } from './command-deps.js';
import { show, table } from './show.js';

interface IndicatorOptions {
  readonly day?: string;
  readonly period?: string;
  readonly log?: readonly string[];
  readonly plan?: string;
}

/** `indicators`: of a day or a month, from files alone or from the server. */
export function registerIndicatorsCommand(program: Command, deps: CommandDeps): void {
  program
    .command('indicators')
    .description(
      'indicators by day, service and segment, with targets and misses, bases, deliveries and agents',
    )
    .option('--day <date>', 'of this day (Brasília)')
    .option('--period <month>', 'of this month, such as 2026-10')
    .addOption(
      new Option('--log <file>', 'call log, JSONL or CSV, - for standard input; may be repeated').argParser(
        repeated,
      ),
    )
    .option('--plan <file>', 'targets, bases, justifications, costs (JSON or YAML)')
    .action((options: IndicatorOptions, command: Command) => runIndicators(options, command, deps));
}

async function runIndicators(options: IndicatorOptions, command: Command, deps: CommandDeps): Promise<void> {
  const { first, last } = daysOf(options);
  const document = options.plan === undefined ? {} : await readDocument(options.plan, 'The plan');
  const plan = parseIndicatorPlan(document);
  let report: IndicatorReport;
  if (options.log === undefined) {
    const span = options.day === undefined ? { period: options.period } : { day: options.day };
    const body = { ...span, plan: document };
    report = (await connect(command, deps).call('POST', '/v1/indicators', { body })) as IndicatorReport;
  } else {
    const run = new IndicatorRun(plan, first, last);
    await readLogs(options.log, deps.stdin, (values, place) => run.add(readIndicatorRow(values, place)));
    report = run.report();
  }
  show(command, deps, report, () => reportText(report));
}

function wrong(detail: string): CadenciaError {
  return new CadenciaError('DLR_INPUT_INVALID', { detail });
}

function daysOf({ day, period }: IndicatorOptions): { readonly first: number; readonly last: number } {
  if ((day === undefined) === (period === undefined)) {
    throw wrong('give either --day or --period');
  }
  if (period !== undefined) {
    if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) {
      throw wrong(`--period ${period}: give a month such as 2026-10`);
    }
    return billingPeriod(period, 31, null);
  }
  const number = parseDayNumber(day ?? '');
  if (number === null) {
    throw wrong(`--day ${day}: give a date such as 2026-10-05`);
  }
  return { first: number, last: number };
}

function reportText({ days, whole, measured, misses, bases, deliveries, agents }: IndicatorReport): string {
  // What is told of a single day is the same as of the whole.
  const parts = days.length > 1 ? [...days, ...whole.map((one) => ({ ...one, day: 'all' }))] : days;
  const indicators = parts.flatMap(({ day, service, segment, indicators: own }) =>
    own
      .filter(({ value }) => value !== null)
      .map(({ indicator, numerator, denominator, value }) => [
        ...[day, service, segment],
        ...[indicator, numerator, denominator, value ?? ''],
      ]),
  );
  const outside = measured.map((one) => [
    ...[one.day === '' ? 'all' : one.day, one.service, one.segment, one.indicator],
    ...[one.numerator, one.denominator, one.value ?? ''],
  ]);
  const sections = [
    table(['DAY', 'SERVICE', 'SEGMENT', 'INDICATOR', 'OVER', 'UNDER', 'VALUE'], [...indicators, ...outside]),
    table(
      ['MISS', 'DAY', 'SERVICE', 'SEGMENT', 'VALUE', 'TARGET', 'JUSTIFY UNTIL', 'JUSTIFIED BY'],
      misses.map((one) => [
        ...[one.indicator, one.per === 'period' ? 'all' : one.day, one.service, one.segment, one.value],
        one.least === null ? `≤ ${one.most}` : `≥ ${one.least}`,
        one.deadline48h,
        one.justification === null ? '' : `${one.justification.by}${one.justification.late ? ' (late)' : ''}`,
      ]),
    ),
    table(
      ['BASE', 'SEGMENT', 'BC', 'BCE', 'BCSE1', 'BCR0', 'BCS', 'BCI', 'IC', 'ICE', 'ICS'],
      bases.map(({ campaign, segment, quantities: of, indices }) => [
        ...[campaign, segment, of.BC, of.BCE, of.BCSE1, of.BCR0, of.BCS, of.BCI],
        ...[indices.IC, indices.ICE, indices.ICS],
      ]),
    ),
    table(
      ['CARRIER', 'LINE', 'CALLS', 'ANSWERED', 'TALKS', 'CLIENT'],
      deliveries.map((one) => [one.carrier, one.line, one.calls, one.delivered, one.person, one.client]),
    ),
    table(
      ['AGENT', 'QUARTILE', 'PRODUCTION', 'TALKS', 'CLIENT', 'SUCCESS', 'DAYS'],
      agents.map((one) => [
        ...[one.agentId, one.quartile, one.production],
        ...[one.talks, one.client, one.success, one.days],
      ]),
    ),
  ];
  return sections.join('\n\n');
}
