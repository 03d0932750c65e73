import { type DayNumber, formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { CadenciaError } from '../kernel/errors.js';
import type { BillLine, BillMiss, LowIndicator } from './bill.js';
import { daysOf, monthBefore } from './billing-period.js';
import { type CallIndex, dayText } from './call-index.js';
import type { DeductionsStep, LinesStep } from './contract-form.js';
import type { Context, Evaluation, Trace } from './evaluation.js';
import {
  centavos,
  compared,
  type Exact,
  exactOf,
  exactText,
  isZero,
  moneyText,
  negated,
  ONE,
  times,
  ZERO,
} from './exact.js';
import type { BillWorld, Figures } from './figures.js';
import { formulaText } from './formula.js';

/** What steps need beside the world. */
export interface StepParts {
  readonly figures: Figures;
  readonly calls: CallIndex;
  readonly evaluation: Evaluation;
  /** Indicators that missed their target over the whole period. */
  readonly low: readonly LowIndicator[];
  readonly miss: (miss: BillMiss) => void;
  readonly notice: (text: string) => void;
}

/** One thing that a step makes a line for. */
interface Occasion {
  readonly id: string;
  readonly context: Context;
  readonly title: string;
}

const NOWHERE: Context = { service: null, day: null, indicator: null, item: null };

/** Lines of a step with a formula: for each service, day or fact that its scope names. */
export function formulaLines(step: LinesStep, world: BillWorld, parts: StepParts): readonly BillLine[] {
  return occasionsOf(step, world, parts).flatMap((occasion) => lineFor(step, occasion, world, parts));
}

function occasionsOf(step: LinesStep, world: BillWorld, parts: StepParts): readonly Occasion[] {
  if (step.each !== null) {
    return itemsOf(step, world, parts);
  }
  const services = parts.figures.servicesOf(step.services, NOWHERE);
  const days = daysOf(world.period);
  const at = (service: string | null, day: DayNumber | null): Occasion => ({
    id: [step.id, service ?? '', dayText(day)].filter((word) => word !== '').join('/'),
    context: { ...NOWHERE, service, day, indicator: step.indicator },
    title: step.title,
  });
  switch (step.for) {
    case 'period':
      return [at(null, null)];
    case 'service':
      return services.map((service) => at(service, null));
    case 'day':
      return days.map((day) => at(null, day));
    case 'service_day':
      return services.flatMap((service) =>
        days.filter((day) => !parts.figures.isSilent(service, day)).map((day) => at(service, day)),
      );
  }
}

function itemsOf(step: LinesStep, world: BillWorld, parts: StepParts): readonly Occasion[] {
  switch (step.each) {
    case 'complaints':
      return complaintsOf(step, world, parts);
    case 'late_payments':
      return latePaymentsOf(step, world, parts);
    default:
      return repeatOffencesOf(step, world, parts);
  }
}

function byId<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((one, other) => (one.id < other.id ? -1 : 1));
}

function complaintsOf(step: LinesStep, { facts }: BillWorld, { figures }: StepParts): readonly Occasion[] {
  return byId(facts.complaints.filter((one) => one.justified && figures.inPeriod(one.day))).map((one) => ({
    id: `${step.id}/${one.id}`,
    title: `${step.title}: ${one.id}`,
    context: {
      service: one.service === '' ? null : one.service,
      day: parseDayNumber(one.day),
      indicator: null,
      item: new Map([
        ['instance', exactOf(one.instance)],
        ['behaviour', one.kind === 'behaviour' ? ONE : ZERO],
      ]),
    },
  }));
}

/** Payment is due on a business day of the month after the bill's. */
function latePaymentsOf(step: LinesStep, world: BillWorld, { notice }: StepParts): readonly Occasion[] {
  const { facts, period, calendar, contract } = world;
  return byId(facts.latePayments.filter(({ claimedIn }) => claimedIn === period.month)).flatMap((one) => {
    const due = calendar.nthOfMonth(
      parseDayNumber(`${monthBefore(one.billed, -1)}-01`) ?? 0,
      contract.dueBusinessDay,
    );
    const late = (parseDayNumber(one.paidOn) ?? due) - due;
    if (one.ourFault || !one.requested || late <= 0) {
      const why = one.ourFault ? 'a culpa é nossa' : one.requested ? 'foi pago em dia' : 'não foi pedido';
      notice(`Pagamento ${one.id}: sem encargos, porque ${why}.`);
      return [];
    }
    return [
      {
        id: `${step.id}/${one.id}`,
        title: `${step.title}: ${one.id}, vencido em ${formatDayNumber(due)}`,
        context: {
          ...NOWHERE,
          item: new Map([
            ['amount', one.amount],
            ['days', exactOf(late)],
          ]),
        },
      },
    ];
  });
}

/** Months before the billed one in which an earlier miss makes a repeat offence. */
const MONTHS_BACK = 2;

function repeatOffencesOf(step: LinesStep, world: BillWorld, { low }: StepParts): readonly Occasion[] {
  const months = Array.from({ length: MONTHS_BACK }, (_, index) =>
    monthBefore(world.period.month, index + 1),
  );
  const repeated = low.filter(({ service, indicator }) =>
    world.facts.history.some(
      (one) => one.service === service && one.indicator === indicator && months.includes(one.period),
    ),
  );
  const indicators = [...new Set(repeated.map(({ indicator }) => indicator))].sort();
  return indicators.map((indicator) => {
    const services = repeated.filter((one) => one.indicator === indicator).map(({ service }) => service);
    return {
      id: `${step.id}/${indicator}`,
      title: `${step.title}: ${indicator} (${[...new Set(services)].sort().join(', ')})`,
      context: NOWHERE,
    };
  });
}

function lineFor(
  step: LinesStep,
  { id, context, title }: Occasion,
  world: BillWorld,
  parts: StepParts,
): readonly BillLine[] {
  const { service, day } = context;
  const excused =
    step.indicator === null || service === null || day === null
      ? null
      : world.waivers.reasonOf(service, step.indicator, day);
  const asked = excused === null ? context : { ...context, indicator: null };
  const trace: Trace = new Map();
  if (step.if !== null && !parts.evaluation.holds(step.if, asked, trace)) {
    return [];
  }
  const value = parts.evaluation.value(step.amount, asked, trace);
  if (value === null && step.each !== null) {
    // A complaint without its service has no price: to leave it out would be a gift nobody decided on.
    throw new CadenciaError('DLR_BILLING_REFUSED', {
      detail: `${id} has no amount: ${[...trace].map(([name, found]) => `${name} is ${found}`).join(', ')}. Complete the fact`,
    });
  }
  if (value === null || isZero(value)) {
    return [];
  }
  if (step.indicator !== null && compared(value, ZERO) < 0) {
    parts.miss({
      step: step.id,
      indicator: step.indicator,
      service: service ?? '',
      day: dayText(day),
      value: trace.get(step.indicator) ?? '',
      line: excused === null ? id : '',
      excused: excused ?? '',
    });
  }
  if (excused !== null) {
    return [];
  }
  return [
    {
      id,
      step: step.id,
      title,
      clause: step.clause,
      service: service ?? '',
      day: dayText(day),
      indicator: step.indicator ?? '',
      formula: formulaText(step.amount),
      inputs: inputsOf(trace),
      exact: exactText(value),
      amount: moneyText(centavos(value)),
      calls: callsOf(context, step, parts),
    },
  ];
}

function callsOf({ service, day }: Context, step: LinesStep, { calls }: StepParts): readonly string[] {
  if (service === null || step.each !== null) {
    return [];
  }
  return day === null ? calls.ofService(service) : calls.ofDay(service, day);
}

function inputsOf(trace: Trace) {
  return [...trace].map(([name, value]) => ({ name, value }));
}

/** Lines of a step that takes a share of an amount for each indicator that missed its table's best band. */
export function deductionLines(
  step: DeductionsStep,
  world: BillWorld,
  parts: StepParts,
): readonly BillLine[] {
  const days: readonly (DayNumber | null)[] = step.for === 'day' ? daysOf(world.period) : [null];
  return step.indicators.flatMap(({ index, table }) =>
    days.flatMap((day) => deductionFor(step, { index, table, day }, world, parts)),
  );
}

function deductionFor(
  step: DeductionsStep,
  { index, table, day }: { readonly index: string; readonly table: string; readonly day: DayNumber | null },
  world: BillWorld,
  { evaluation, miss }: StepParts,
): readonly BillLine[] {
  const trace: Trace = new Map();
  const context: Context = { ...NOWHERE, day, indicator: index };
  if (step.if !== null && !evaluation.holds(step.if, context, trace)) {
    return [];
  }
  const named = { kind: 'name', is: index } as const;
  const rate = evaluation.value({ kind: 'lookup', is: { table, of: named } }, context, trace);
  const base = evaluation.value(step.of, context, trace);
  if (rate === null || base === null || isZero(rate)) {
    return [];
  }
  const id = [step.id, index, dayText(day)].filter((word) => word !== '').join('/');
  const excused = excuseOf(index, day, world);
  miss({
    step: step.id,
    indicator: index,
    service: '',
    day: dayText(day),
    value: trace.get(index) ?? '',
    line: excused === null ? id : '',
    excused: excused ?? '',
  });
  if (excused !== null) {
    return [];
  }
  const value = negated(times(rate, base));
  return [
    {
      id,
      step: step.id,
      title: `${step.title}: ${index}`,
      clause: step.clause,
      service: '',
      day: dayText(day),
      indicator: index,
      formula: `− ${table}(${index}) × ${formulaText(step.of)}`,
      inputs: inputsOf(trace),
      exact: exactText(value),
      amount: moneyText(centavos(value)),
      calls: [],
    },
  ];
}

/** Why a miss is not deducted, or null: the first days of the contract, a waiver, or an accepted justification. */
function excuseOf(indicator: string, day: DayNumber | null, world: BillWorld): string | null {
  const { facts, contract, period, waivers } = world;
  const start = parseDayNumber(facts.milestones.get('start') ?? '');
  const judged = day ?? period.last;
  if (start !== null && judged < start + contract.graceDays) {
    return `carência de ${contract.graceDays} dias`;
  }
  const date = formatDayNumber(judged);
  const justified = facts.justified.find((one) => one.indicator === indicator && one.day === date);
  if (justified !== undefined) {
    return `${justified.cause === 'client' ? 'causado pelo contratante' : 'justificativa aceita'}: ${justified.reason}`;
  }
  return waivers.reasonOf('', indicator, judged);
}

/** Indicators with a target that a service missed over the whole period. */
export function lowIndicators(
  steps: readonly LinesStep[],
  { evaluation, figures }: Pick<StepParts, 'evaluation' | 'figures'>,
): readonly LowIndicator[] {
  return steps.flatMap(({ target, indicator, services, if: applies }) => {
    if (target === null || indicator === null) {
      return [];
    }
    return figures.servicesOf(services, NOWHERE).flatMap((service) => {
      const context: Context = { ...NOWHERE, service, indicator };
      const trace: Trace = new Map();
      const value: Exact | null = evaluation.part(indicator, context, trace);
      const inForce = applies === null || evaluation.holds(applies, context, trace);
      return value === null || !inForce || evaluation.holds(target, context, trace)
        ? []
        : [{ service, indicator, value: exactText(value) }];
    });
  });
}
