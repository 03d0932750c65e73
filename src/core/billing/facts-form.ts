import { DISPOSITIONS, type Disposition } from '../outcome/disposition.js';
import {
  amount,
  anyText,
  clock,
  date,
  described,
  type Form,
  type Formed,
  flag,
  instant,
  type JsonSchema,
  listOf,
  mapOf,
  month,
  name,
  objectOf,
  oneOf,
  optional,
  orNull,
  text,
  whole,
} from './form.js';

/** A list that may be left out. */
const someOf = <T>(form: Form<T>) => optional(listOf(form), (): readonly T[] => []);
const KNOWN_DISPOSITIONS = Object.keys(DISPOSITIONS) as readonly Disposition[];

const correction = objectOf({
  id: text,
  attemptId: text,
  by: described('Who corrects: never the agent of the call', text),
  at: instant,
  reason: text,
  disposition: oneOf(KNOWN_DISPOSITIONS),
});
export type Correction = Formed<typeof correction>;

const dispute = objectOf({ attemptId: text, by: text, at: instant, reason: text });
const transfer = objectOf({ from: text, to: text });

const message = objectOf({
  id: text,
  service: text,
  client: described('Any stable name of the client; no personal data', text),
  at: instant,
  answeredAfterSeconds: described('null: never answered', orNull(amount)),
});
export type Message = Formed<typeof message>;

const volume = objectOf({
  service: text,
  day: date,
  offered: amount,
  meanOfThreeMonths: optional(orNull(amount), () => null),
});

const balance = objectOf({
  client: text,
  portfolio: name,
  day: date,
  balance: described('Overdue balance from that day on; null: left collection', orNull(amount)),
});
export type Balance = Formed<typeof balance>;

const measure = objectOf({
  of: described('The measure or index of the contract', name),
  day: date,
  service: optional(text, () => ''),
  numerator: amount,
  denominator: amount,
});

const audits = objectOf({ ours: amount, client: amount });
const quality = objectOf({
  period: month,
  group: name,
  score: optional(orNull(amount), () => null),
  mean: optional(orNull(audits), () => null),
  audited: optional(orNull(audits), () => null),
  notAudited: optional(orNull(audits), () => null),
});
export type QualityFact = Formed<typeof quality>;

export const COMPLAINT_KINDS = ['fault', 'behaviour'] as const;
const complaint = objectOf({
  id: text,
  service: optional(text, () => ''),
  day: date,
  kind: optional(oneOf(COMPLAINT_KINDS), () => 'fault'),
  instance: optional(whole(1, 2), () => 1),
  justified: optional(flag, () => true),
});

const note = objectOf({ attemptId: text, note: whole(1, 5) });

/** Who caused a failure decides how its hours are paid and judged. */
export const FAILURE_SIDES = ['client_systems', 'client', 'ours', 'disaster'] as const;
const failure = objectOf({
  id: text,
  service: text,
  day: date,
  from: optional(clock, () => 0),
  to: optional(clock, () => 1440),
  side: oneOf(FAILURE_SIDES),
  newService: described(
    'Has no four weeks behind it',
    optional(flag, () => false),
  ),
});
export type Failure = Formed<typeof failure>;

const waiver = objectOf({
  service: optional(text, () => '*'),
  indicator: optional(text, () => '*'),
  from: date,
  to: date,
  reason: text,
});

const newService = objectOf({ service: text, orderedOn: date, startedOn: date, trainingDays: whole(0, 365) });
const justification = objectOf({
  indicator: name,
  day: date,
  cause: oneOf(['client', 'accepted']),
  reason: text,
});
const hours = objectOf({
  period: month,
  role: text,
  estimated: optional(orNull(amount), () => null),
  performed: optional(orNull(amount), () => null),
  agreed: amount,
});
const occurrence = objectOf({ id: text, day: date, what: text });
const latePayment = objectOf({
  id: text,
  claimedIn: described('The bill that asks for it', month),
  billed: described('The bill that was paid late', month),
  amount,
  paidOn: date,
  ourFault: flag,
  requested: flag,
});
const pastMiss = objectOf({ period: month, service: optional(text, () => ''), indicator: name });

/** What no call log can know. Whole months may stand in one file: each fact says when it holds. */
export const factsForm = objectOf({
  contractIds: described(
    'Values of `contract_id` in the log that this contract covers; without them its own id; empty: campaigns without one',
    someOf(anyText),
  ),
  milestones: described(
    'Dates that clauses begin at',
    optional(mapOf(date), () => new Map()),
  ),
  holidays: described('Beside the national ones', someOf(date)),
  corrections: someOf(correction),
  disputes: someOf(dispute),
  transfers: someOf(transfer),
  multimedia: someOf(message),
  volumes: someOf(volume),
  balances: someOf(balance),
  measures: someOf(measure),
  quality: someOf(quality),
  complaints: someOf(complaint),
  surveys: optional(objectOf({ services: listOf(text), notes: listOf(note) }), () => ({
    services: [],
    notes: [],
  })),
  failures: someOf(failure),
  waivers: someOf(waiver),
  newServices: someOf(newService),
  justified: someOf(justification),
  hours: someOf(hours),
  occurrences: someOf(occurrence),
  latePayments: someOf(latePayment),
  history: described('Indicators that were low in earlier months', someOf(pastMiss)),
});
export type FactsFields = Formed<typeof factsForm>;

/** The facts of a bill, and which of them were in the file at all. */
export interface Facts extends FactsFields {
  readonly given: ReadonlySet<string>;
}

/** The published schema of a facts file. */
export function factsSchema(): JsonSchema {
  return {
    $id: 'urn:cadencia:schema:billing-facts',
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Facts of a bill, as `cadencia bill --facts` takes them',
    ...factsForm.schema(),
  };
}
