import { type DayNumber, formatDayNumber } from '../compliance/calendar/day-number.js';
import type { BillInput, BillLine } from './bill.js';
import { daysOf } from './billing-period.js';
import type { CallIndex } from './call-index.js';
import type { ChargeStep } from './contract-form.js';
import { centavos, type Exact, exactText, moneyText, plus, times, ZERO } from './exact.js';
import type { BillWorld, Figures } from './figures.js';
import { readUnitKey } from './tally-cell.js';

interface Charge {
  readonly id: string;
  readonly service: string;
  readonly label: string;
  readonly price: Exact;
  quantity: Exact;
  readonly places: { readonly day: DayNumber; readonly key: string }[];
}

/** Quantity times price: a line for each service, unit and price. */
export function chargeLines(
  step: ChargeStep,
  world: BillWorld,
  parts: { readonly figures: Figures; readonly calls: CallIndex },
): readonly BillLine[] {
  return step.source === 'hours' ? hourLines(step, world) : callLines(step, world, parts);
}

function callLines(
  step: ChargeStep,
  world: BillWorld,
  { figures, calls }: { readonly figures: Figures; readonly calls: CallIndex },
): readonly BillLine[] {
  const charges = new Map<string, Charge>();
  for (const service of figures.servicesOf(step.services, { service: null, day: null, indicator: null })) {
    for (const day of daysOf(world.period)) {
      for (const [key, quantity] of figures.unitsOf(service, day)) {
        if (!step.units.includes(readUnitKey(key).unit)) {
          continue;
        }
        const charge = chargeOf(step, world, { service, day, key });
        const known = charges.get(charge.id) ?? charge;
        charges.set(charge.id, known);
        known.quantity = plus(known.quantity, quantity);
        known.places.push({ day, key });
      }
    }
  }
  return [...charges.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map((charge) => {
      const ids = charge.places.flatMap(({ day, key }) => calls.paid(charge.service, day, key));
      const averages = averagesOf(world, charge);
      return lineOf(step, charge, { ids: [...new Set(ids)].sort(), more: averages });
    });
}

function chargeOf(
  step: ChargeStep,
  { prices }: BillWorld,
  { service, day, key }: { readonly service: string; readonly day: DayNumber; readonly key: string },
): Charge {
  const { unit, language, band } = readUnitKey(key);
  const what = { service, unit, language, band };
  const price = prices.priceOf(what, day);
  const label = [unit, prices.labelOf(what, day)].filter((word) => word !== '').join(' ');
  const id = [step.id, service, label.replaceAll(' ', '/'), exactText(price)].join('/');
  return { id, service, label, price, quantity: ZERO, places: [] };
}

/** Says which hours were paid by the mean of which days. */
function averagesOf({ plan }: BillWorld, { service, places }: Charge): readonly BillInput[] {
  return [...new Set(places.map(({ day }) => day))].flatMap((day) => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour).filter(
      (hour) => plan.referencesOf(service, day, hour) !== null,
    );
    const references = plan.referencesOf(service, day, hours[0] ?? 0);
    return hours.length === 0 || references === null
      ? []
      : [
          {
            name: `média ${formatDayNumber(day)} ${hours[0]}h–${(hours.at(-1) ?? 0) + 1}h`,
            value: references.map(formatDayNumber).join(' '),
          },
        ];
  });
}

function lineOf(
  step: ChargeStep,
  charge: Charge,
  { ids, more }: { readonly ids: readonly string[]; readonly more: readonly BillInput[] },
): BillLine {
  const value = times(charge.quantity, charge.price);
  return {
    id: charge.id,
    step: step.id,
    title: `${step.title}: ${charge.label}`,
    clause: step.clause,
    service: charge.service,
    day: '',
    indicator: '',
    formula: 'quantidade × VA',
    inputs: [
      { name: 'quantidade', value: exactText(charge.quantity) },
      { name: 'VA', value: exactText(charge.price) },
      ...more,
    ],
    exact: exactText(value),
    amount: moneyText(centavos(value)),
    calls: ids,
  };
}

/** Of the hours an order shows, the agreed ones are billed. */
function hourLines(step: ChargeStep, world: BillWorld): readonly BillLine[] {
  const { facts, period, prices, contract } = world;
  const serviceOf = (role: string): string =>
    [...contract.services].find(([, { units }]) => units.includes(role))?.[0] ?? '';
  return facts.hours
    .filter((one) => one.period === period.month && step.units.includes(one.role))
    .sort((one, other) => step.units.indexOf(one.role) - step.units.indexOf(other.role))
    .map(({ role, estimated, performed, agreed }) => {
      const service = serviceOf(role);
      const price = prices.priceOf({ service, unit: role, language: '*', band: '*' }, period.last);
      const shown = (name: string, value: Exact | null): readonly BillInput[] =>
        value === null ? [] : [{ name, value: exactText(value) }];
      const charge = { id: `${step.id}/${role}`, service, label: role, price, quantity: agreed, places: [] };
      return lineOf(step, charge, {
        ids: [],
        more: [...shown('horas estimadas', estimated), ...shown('horas executadas', performed)],
      });
    });
}
