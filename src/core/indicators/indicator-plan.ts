import {
  amount,
  anyText,
  date,
  described,
  type Formed,
  instant,
  type JsonSchema,
  listOf,
  objectOf,
  oneOf,
  optional,
  orNull,
  refuse,
  text,
  whole,
} from '../billing/form.js';
import { MEASURED_IDS, TARGET_IDS } from './indicator-id.js';

const orEvery = optional(text, () => '*');
const someOf = <T>(form: Parameters<typeof listOf<T>>[0]) => optional(listOf(form), (): readonly T[] => []);
const noAmount = optional(orNull(amount), () => null);

/** What a target is held against: each day, or the whole of what is asked for. */
export const TARGET_SPANS = ['day', 'period'] as const;

const target = objectOf({
  indicator: oneOf(TARGET_IDS),
  per: described(
    'Each day, or the whole of what is asked for; of a base always the whole',
    optional(oneOf(TARGET_SPANS), () => 'day' as const),
  ),
  service: described('Of an index of a base: the campaign', orEvery),
  segment: orEvery,
  least: described('The value may not be below', noAmount),
  most: described('The value may not be above', noAmount),
});
export type Target = Formed<typeof target>;

const base = objectOf({
  campaign: described('The campaign whose contacts the base is', text),
  segment: orEvery,
  contacts: described('BC: contacts of the base', whole(0, 1_000_000_000)),
  withdrawn: described(
    'Of them, those withdrawn before a dial',
    optional(whole(0, 1_000_000_000), () => 0),
  ),
});
export type Base = Formed<typeof base>;

const measure = objectOf({
  of: oneOf(MEASURED_IDS),
  service: optional(anyText, () => ''),
  segment: optional(anyText, () => ''),
  day: date,
  numerator: whole(0, 1_000_000_000),
  denominator: whole(0, 1_000_000_000),
});
export type Measured = Formed<typeof measure>;

const justification = objectOf({
  indicator: oneOf(TARGET_IDS),
  service: optional(anyText, () => ''),
  segment: optional(anyText, () => ''),
  day: date,
  by: text,
  at: instant,
  reason: text,
});
export type Justification = Formed<typeof justification>;

const cost = objectOf({ carrier: orEvery, perCall: amount, perMinute: amount });
export type Cost = Formed<typeof cost>;

const goals = objectOf({
  wrapSeconds: described('IPA: goal of the after-call time', orNull(whole(1, 3600))),
  contactsPerAgentDay: described('ICA: attempts of an agent and day', whole(1, 100_000)),
});

const planForm = objectOf({
  targets: someOf(target),
  bases: described('Without one, BC is the contacts that the log has', someOf(base)),
  measures: described('What is measured outside, by day', someOf(measure)),
  justifications: someOf(justification),
  costs: described('What calls cost; the closest carrier holds', someOf(cost)),
  holidays: described('Beside the national ones', someOf(date)),
  goals: optional(goals, () => ({ wrapSeconds: null, contactsPerAgentDay: 200 })),
});
export type IndicatorPlan = Formed<typeof planForm>;

/** Reads targets, bases, justifications and costs from parsed JSON or YAML; refusals name the place. */
export function parseIndicatorPlan(document: unknown): IndicatorPlan {
  const plan = planForm.read({ value: document, path: 'plan' });
  plan.targets.forEach(({ least, most }, index) => {
    if ((least === null) === (most === null)) {
      refuse(`plan.targets[${index}]`, 'needs either `least` or `most`');
    }
  });
  plan.measures.forEach((one, index) => {
    const key = (two: Measured): string => [two.of, two.service, two.segment, two.day].join(' ');
    const same = plan.measures.findIndex((two) => key(two) === key(one));
    if (same !== index) {
      refuse(`plan.measures[${index}]`, `says the same measure as plan.measures[${same}] again; keep one`);
    }
  });
  plan.bases.forEach((one, index) => {
    if (one.withdrawn > one.contacts) {
      refuse(`plan.bases[${index}].withdrawn`, 'is more than its contacts');
    }
    const same = plan.bases.findIndex((two) => two.campaign === one.campaign && two.segment === one.segment);
    if (same !== index) {
      refuse(`plan.bases[${index}]`, `says the same base as plan.bases[${same}] again; keep one`);
    }
  });
  return plan;
}

/** The published schema of a plan. */
export function indicatorPlanSchema(): JsonSchema {
  return {
    $id: 'urn:cadencia:schema:indicator-plan',
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'What indicators are held against, as `cadencia indicators --plan` takes it',
    ...planForm.schema(),
  };
}
