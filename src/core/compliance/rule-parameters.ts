import { DDD_TABLE } from '../numbering/ddd-table.js';

/** Clock times of a local day, as `08:00-20:00`: open from the first to just before the second; null is closed. */
export type HoursSpan = string | null;

/** The doors of `hours` may also be judged by one zone for everybody, which an IANA name says. */
export const LOCAL_ZONE = 'local';
/** The clocks hours may go by: the person's own, or one of the country's for everybody. */
export const HOUR_ZONES: readonly string[] = [
  LOCAL_ZONE,
  ...new Set(Object.values(DDD_TABLE).flatMap(({ zones }) => zones)),
];

export const LISTS = ['sp', 'pa', 'nmp'] as const;
export type ListId = (typeof LISTS)[number];

/** What each kind of rule is set by. Shares in 0..1, durations in the unit of their name. */
export interface RuleParameters {
  readonly short_calls: {
    readonly calls: number;
    readonly share: number;
    /** Longest duration that is still short. */
    readonly shortSeconds: number;
    /** Part of `calls` at which we stop by ourselves, short of the rule. */
    readonly stopShare: number;
    readonly warnShare: number;
  };
  readonly short_calls_warning: {
    readonly calls: number;
    readonly share: number;
    /** Below as many calls a share says nothing. */
    readonly shareFromCalls: number;
  };
  readonly line_calls: { readonly calls: number; readonly stopShare: number; readonly warnShare: number };
  readonly monthly_calls: {
    readonly calls: number;
    readonly stopShare: number;
    readonly forecastAlarm: number;
  };
  readonly monthly_warning: { readonly calls: number };
  readonly authentication_persists: { readonly months: number };
  readonly line_rotation: { readonly lines: number; readonly days: number };
  readonly hours: {
    readonly zone: string;
    readonly weekday: HoursSpan;
    readonly saturday: HoursSpan;
    readonly sunday: HoursSpan;
  };
  readonly holidays: {
    readonly sunday: boolean;
    readonly national: boolean;
    readonly state: boolean;
    readonly municipal: boolean;
    readonly carnival: boolean;
    readonly corpusChristi: boolean;
    /** From which time on 24 and 31 December are closed, or null. */
    readonly yearEndFrom: string | null;
  };
  readonly list: {
    readonly list: ListId;
    /** The entry binds from local midnight of as many days after the request. */
    readonly leadDays: number;
    /** An entry of the person binds all their numbers. */
    readonly byPerson: boolean;
    /** Never loaded and never declared not applicable: nothing leaves. */
    readonly mandatory: boolean;
    /** The consumer may authorise given creditors. */
    readonly honoursAuthorisation: boolean;
  };
  readonly list_age: { readonly hours: number };
  readonly wrong_person: { readonly protocolSeconds: number };
  readonly opt_in: { readonly acceptsLegitimateInterest: boolean };
  readonly offer_cap: { readonly perNumberDay: number; readonly perPersonDay: number };
  readonly collection_cap: { readonly perNumberDay: number; readonly perPersonDay: number };
  readonly debt_cap: { readonly calls: number; readonly hours: number; readonly pauseHours: number };
  readonly spacing: { readonly minutes: number };
  readonly abandoned_lock: { readonly hours: number };
  readonly machine_lock: { readonly hours: number };
  readonly code_0303: { readonly use: 'optional' | 'required' };
  readonly abandon_rate: {
    readonly share: number;
    readonly target: number;
    readonly hours: number;
    readonly minimumCalls: number;
  };
  readonly connect: { readonly seconds: number };
  readonly ring_time: { readonly seconds: number };
  readonly recording_supply: { readonly businessDays: number };
  readonly retention: { readonly minimumDays: number };
  readonly active_time: { readonly hours: number; readonly gapMinutes: number };
  readonly pauses: {
    readonly count: number;
    readonly minutes: number;
    readonly edgeMinutes: number;
    readonly mealMinutes: number;
    readonly shiftHours: number;
  };
  /** A rule without figures. */
  readonly plain: Readonly<Record<never, never>>;
}

export type RuleKind = keyof RuleParameters;

/**
 * How one parameter is read and which way of changing it tightens: `lower` figures, `higher` figures, a switch `on`
 * or `off`, a span within the span, or nothing (`fixed`).
 */
export type ParameterForm =
  | {
      readonly type: 'number';
      readonly tighter: 'lower' | 'higher';
      readonly least: number;
      readonly most: number;
    }
  | { readonly type: 'switch'; readonly tighter: 'on' | 'off' }
  | { readonly type: 'span' }
  | { readonly type: 'clock' }
  | { readonly type: 'word'; readonly words: readonly string[]; readonly tightest: string | null };

const lower = (most: number, least = 0): ParameterForm => ({ type: 'number', tighter: 'lower', least, most });
const higher = (most: number, least = 0): ParameterForm => ({
  type: 'number',
  tighter: 'higher',
  least,
  most,
});
const on: ParameterForm = { type: 'switch', tighter: 'on' };
const off: ParameterForm = { type: 'switch', tighter: 'off' };
const span: ParameterForm = { type: 'span' };
const MILLION = 1_000_000;
const YEAR_HOURS = 24 * 366;

/** Every parameter of every kind: the reader, the comparison and the documents go by it. */
export const PARAMETER_FORMS: {
  readonly [Kind in RuleKind]: { readonly [Name in keyof RuleParameters[Kind]]: ParameterForm };
} = {
  short_calls: {
    calls: lower(MILLION, 1),
    share: lower(1),
    shortSeconds: higher(60),
    stopShare: lower(1),
    warnShare: lower(1),
  },
  short_calls_warning: { calls: lower(MILLION, 1), share: lower(1), shareFromCalls: lower(MILLION) },
  line_calls: { calls: lower(MILLION, 1), stopShare: lower(1), warnShare: lower(1) },
  monthly_calls: { calls: lower(100 * MILLION, 1), stopShare: lower(1), forecastAlarm: lower(100 * MILLION) },
  monthly_warning: { calls: lower(100 * MILLION, 1) },
  authentication_persists: { months: higher(120, 1) },
  line_rotation: { lines: lower(1000, 1), days: higher(366, 1) },
  hours: {
    zone: { type: 'word', words: HOUR_ZONES, tightest: null },
    weekday: span,
    saturday: span,
    sunday: span,
  },
  holidays: {
    sunday: on,
    national: on,
    state: on,
    municipal: on,
    carnival: on,
    corpusChristi: on,
    yearEndFrom: { type: 'clock' },
  },
  list: {
    list: { type: 'word', words: LISTS, tightest: null },
    leadDays: lower(366),
    byPerson: on,
    mandatory: on,
    honoursAuthorisation: off,
  },
  list_age: { hours: lower(YEAR_HOURS) },
  wrong_person: { protocolSeconds: lower(86_400) },
  opt_in: { acceptsLegitimateInterest: off },
  offer_cap: { perNumberDay: lower(1000), perPersonDay: lower(1000) },
  collection_cap: { perNumberDay: lower(1000), perPersonDay: lower(1000) },
  debt_cap: { calls: lower(1000), hours: higher(YEAR_HOURS, 1), pauseHours: higher(YEAR_HOURS) },
  spacing: { minutes: higher(366 * 1440) },
  abandoned_lock: { hours: higher(YEAR_HOURS) },
  machine_lock: { hours: higher(YEAR_HOURS) },
  code_0303: { use: { type: 'word', words: ['optional', 'required'], tightest: 'required' } },
  abandon_rate: {
    share: lower(1),
    target: lower(1),
    hours: higher(YEAR_HOURS, 1),
    minimumCalls: lower(MILLION),
  },
  connect: { seconds: lower(60) },
  ring_time: { seconds: higher(120) },
  recording_supply: { businessDays: lower(366) },
  retention: { minimumDays: higher(36_600) },
  active_time: { hours: lower(24), gapMinutes: higher(1440) },
  pauses: {
    count: higher(20),
    minutes: higher(240),
    edgeMinutes: higher(240),
    mealMinutes: higher(240),
    shiftHours: lower(24),
  },
  plain: {},
};

/** True when the word is a kind of rule. */
export function isRuleKind(word: string): word is RuleKind {
  return Object.hasOwn(PARAMETER_FORMS, word);
}
