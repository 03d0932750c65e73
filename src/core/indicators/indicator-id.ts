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
export type IndicatorId = keyof typeof INDICATORS;
export const INDICATOR_IDS = Object.keys(INDICATORS) as readonly IndicatorId[];
