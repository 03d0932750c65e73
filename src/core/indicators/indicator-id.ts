/** The service levels that are counted, in seconds. */
export const SERVICE_LEVELS = [10, 20, 30, 45, 90] as const;

/** Abandonments up to this are short ones; contracts may leave them out. */
export const SHORT_ABANDON_SECONDS = 2;

/** What an indicator's value is. */
export type IndicatorUnit = 'percent' | 'seconds' | 'ratio' | 'reais';

/** Every indicator of a day, by service and segment: what it is and what is over what. */
export const INDICATORS = {
  delivery: { unit: 'percent', text: 'answered (by whatever) / calls placed' },
  person: { unit: 'percent', text: 'talks with a person / calls placed' },
  CPC: { unit: 'percent', text: 'talks with the client in person / calls placed' },
  CPC_of_talks: { unit: 'percent', text: 'talks with the client in person / talks with a person' },
  promise: { unit: 'percent', text: 'promises and agreements / talks with the client in person' },
  success: { unit: 'percent', text: 'talks that reached their objective / talks with the client in person' },
  drop: { unit: 'percent', text: 'people who met nobody of ours / those and talks with a person' },
  attempts_per_contact: { unit: 'ratio', text: 'tries / contacts tried' },
  cost_per_CPC: { unit: 'reais', text: 'cost of the calls / talks with the client in person' },
  ICA: { unit: 'percent', text: 'mean of tries per agent / goal of the day' },
  INS10: { unit: 'percent', text: 'answered within 10 s / received' },
  INS20: { unit: 'percent', text: 'answered within 20 s / received' },
  INS30: { unit: 'percent', text: 'answered within 30 s / received' },
  INS45: { unit: 'percent', text: 'answered within 45 s / received' },
  INS90: { unit: 'percent', text: 'answered within 90 s / received' },
  IAB: { unit: 'percent', text: 'abandoned in the queue / received' },
  IAB_long: { unit: 'percent', text: 'abandoned after more than 2 s / answered and those' },
  TME: { unit: 'seconds', text: 'wait / calls that waited' },
  TMA: { unit: 'seconds', text: 'talk / talks' },
  TPA: { unit: 'seconds', text: 'after-call time / talks' },
  TMO: { unit: 'seconds', text: 'talk and after-call time / talks' },
  IPA: { unit: 'percent', text: 'mean after-call time / its goal' },
} as const satisfies Readonly<Record<string, { readonly unit: IndicatorUnit; readonly text: string }>>;

/** What is measured outside, as numerator and denominator of a day: what is over what. All are percents. */
export const MEASURED = {
  IRD: 'resolved at the first level / handled',
  IED: 'sent to the second level / handled',
  IMA_TEL: 'handled in time at the first level / handled, by telephone',
  IRAP: 'calls registered / calls',
  ICRT: 'records of calls that conform / those looked at',
  ISC: 'points of satisfaction / points that were possible',
  ISCA: 'the same, of clients who were called',
  INS_AM: 'written services handled in 24 hours / handled',
  IED_AM: 'written services sent to the second level / handled',
  IMA_AM: 'written services resolved within 5 business days / resolved',
  IMA_RS: 'services of social networks handled within 48 business hours / handled',
  IRAM: 'written services registered / written services',
  ICRM: 'their records that conform / those looked at',
  IAM: 'written services begun within 5 minutes / all',
  IAR: 'audited records right and complete / audited records',
  IDS: 'minutes with full availability / minutes of the working time',
  FCR: 'resolved at the first contact / asked',
  IQA: 'points of quality monitoring / points that were possible',
} as const satisfies Readonly<Record<string, string>>;
export type MeasuredId = keyof typeof MEASURED;
export const MEASURED_IDS = Object.keys(MEASURED) as readonly MeasuredId[];

/** Indices of a base. */
export const BASE_INDICES = ['IC', 'ICE', 'ICSE1', 'ICT2', 'ICT3', 'ICS', 'ICI', 'ICCN', 'ICSCN'] as const;
export type BaseIndex = (typeof BASE_INDICES)[number];

export type IndicatorId = keyof typeof INDICATORS;
export const INDICATOR_IDS = Object.keys(INDICATORS) as readonly IndicatorId[];

/** Everything that a target may be set for. */
export const TARGET_IDS = [...INDICATOR_IDS, ...MEASURED_IDS, ...BASE_INDICES] as const;
export type TargetId = (typeof TARGET_IDS)[number];
