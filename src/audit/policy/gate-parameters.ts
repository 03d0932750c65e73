import type { ParameterValue } from './policy.js';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The dialer's name of a figure → ours, and what to multiply by. What is not here, the auditor has no use for. */
type Names = Readonly<Record<string, readonly [name: string, factor: number]>>;

const same = (...names: readonly string[]): Names =>
  Object.fromEntries(names.map((name) => [name, [name, 1] as const]));

const LIST: Names = { leadDays: ['days', 1], list: ['list', 1] };
const CAPS: Names = { perNumberDay: ['perNumber', 1], perPersonDay: ['perPerson', 1] };

const BY_RULE: Readonly<Record<string, Names>> = {
  R01: { ...same('calls', 'share'), shortSeconds: ['shortMs', SECOND_MS] },
  R02: { ...same('calls', 'share'), shareFromCalls: ['shareFrom', 1] },
  R03: same('calls'),
  R04: { ...same('calls'), forecastAlarm: ['forecast', 1] },
  R05: same('calls'),
  R06: same('months'),
  R11: same('lines', 'days'),
  R17: LIST,
  R18: LIST,
  R19: LIST,
  R21: { protocolSeconds: ['protocolMs', SECOND_MS] },
  R22: { hours: ['ageMs', HOUR_MS] },
  R23: CAPS,
  R24: CAPS,
  R25: { ...same('hours', 'pauseHours'), calls: ['attempts', 1] },
  R26: { minutes: ['hours', 1 / 60] },
  R27: { ...same('share', 'hours'), minimumCalls: ['calls', 1] },
  R28: { ...same('share'), hours: ['days', 1 / 24], minimumCalls: ['calls', 1] },
  R29: { seconds: ['withinMs', SECOND_MS] },
  R32: { seconds: ['ringMs', SECOND_MS] },
  R33: same('hours'),
  R34: same('hours'),
  R42: { hours: ['activeMs', HOUR_MS], gapMinutes: ['gapMs', MINUTE_MS] },
  R43: {
    minutes: ['pauseMs', MINUTE_MS],
    edgeMinutes: ['edgeMs', MINUTE_MS],
    mealMinutes: ['mealMs', MINUTE_MS],
    shiftHours: ['shiftMs', HOUR_MS],
  },
};

const DAY_SWITCHES: Readonly<Record<string, string>> = {
  sunday: 'sunday',
  national: 'national',
  state: 'state',
  municipal: 'municipal',
  carnival: 'carnival',
  corpusChristi: 'corpus_christi',
};

/** Milliseconds after midnight that `14:00` says, or null. */
function clockMs(text: unknown): number | null {
  const match = typeof text === 'string' ? /^(\d\d):(\d\d)$/.exec(text) : null;
  return match === null ? null : Number(match[1]) * HOUR_MS + Number(match[2]) * MINUTE_MS;
}

function dayParameters(given: Readonly<Record<string, unknown>>): Record<string, ParameterValue> {
  const found: Record<string, ParameterValue> = {};
  for (const [name, ours] of Object.entries(DAY_SWITCHES)) {
    if (typeof given[name] === 'boolean') {
      found[ours] = given[name];
    }
  }
  if (given['yearEndFrom'] !== undefined) {
    const fromMs = clockMs(given['yearEndFrom']);
    found['year_end'] = fromMs !== null;
    if (fromMs !== null) {
      found['yearEndMs'] = fromMs;
    }
  }
  return found;
}

/** The figures of a rule as the dialer's policy file has them, in the auditor's names and units. */
export function parametersFromGate(
  rule: string,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, ParameterValue>> {
  if (rule === 'R15') {
    return dayParameters(given);
  }
  const found: Record<string, ParameterValue> = {};
  for (const [name, [ours, factor]] of Object.entries(BY_RULE[rule] ?? {})) {
    const value = given[name];
    if (typeof value === 'number') {
      found[ours] = value * factor;
    } else if (typeof value === 'string' || typeof value === 'boolean') {
      found[ours] = value;
    }
  }
  return found;
}
