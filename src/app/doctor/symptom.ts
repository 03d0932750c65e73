/** What the doctor looks at, in the order in which a person would mend it. */
export const EXAMINED = [
  'machine',
  'data',
  'ports',
  'database',
  'redis',
  'switch',
  'law',
  'exposure',
  'sign-in',
] as const;
export type Examined = (typeof EXAMINED)[number];

export const SYMPTOM_STATES = ['good', 'warning', 'error', 'not_checked'] as const;
export type SymptomState = (typeof SYMPTOM_STATES)[number];

/** One thing that was looked at. */
export interface Symptom {
  readonly part: Examined;
  readonly state: SymptomState;
  readonly what: string;
  /** What to do about it; '' where nothing is to be done. */
  readonly fix: string;
}

/** What a part of the installation is like. */
export interface Chart {
  good(what: string): void;
  warn(what: string, fix: string): void;
  error(what: string, fix: string): void;
  /** It could not be looked at, and why. */
  notChecked(what: string, fix: string): void;
}

/** A chart of one part, written into `symptoms`. */
export function chartOf(part: Examined, symptoms: Symptom[]): Chart {
  const write =
    (state: SymptomState) =>
    (what: string, fix = ''): void => {
      symptoms.push({ part, state, what, fix });
    };
  return {
    good: write('good'),
    warn: write('warning'),
    error: write('error'),
    notChecked: write('not_checked'),
  };
}
