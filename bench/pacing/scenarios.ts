import type { Chance } from './chance.js';

/** A customer's side of one attempt, drawn when it is dialled. Seconds from the dial; null when it does not happen. */
export interface Fate {
  readonly kind: 'person' | 'machine' | 'noanswer' | 'busy' | 'invalid' | 'congestion';
  readonly ring: number | null;
  readonly answer: number | null;
  /** When a person is known to be one, or the end of any other attempt. */
  readonly end: number;
  /** Where AMD erred: a person hung up on as a machine, or a machine given to an agent as a person. */
  readonly amdError?: 'missed_person' | 'passed_machine';
}

/** The carrier in trouble: part of the calls refused at once (503), post-dial delay times so much. */
export interface Storm {
  readonly refused: number;
  readonly delayFactor: number;
}

/** What AMD gets wrong: shares of the persons and of the machines, and its time over the usual. */
export interface AmdErrors {
  readonly missed: number;
  readonly passed: number;
  readonly slowness: number;
}

/** What happens to what the dialer hears: shares of events lost, told twice, told late; of ticks left out. */
export interface LineFaults {
  readonly lost: number;
  readonly twice: number;
  readonly late: number;
  readonly skippedTicks: number;
}

export interface Scenario {
  readonly name: string;
  readonly agents: number;
  readonly hours: number;
  readonly live: number;
  readonly machine: number;
  readonly amd: boolean;
  readonly trunks: number;
  readonly ringTimeout: number;
  /** Contacts that differ: how many of the next ones are shown, and the odds of one. */
  readonly contacts?: { readonly shown: number; draw(chance: Chance): number };
  /** Multiplies the odds of a person at that second of the day. */
  liveFactor(t: number): number;
  /** Agents who should be at work at that second. */
  staff(t: number): number;
  talk(chance: Chance): number;
  wrap(chance: Chance): number;
  storm?(t: number): Storm;
  readonly amdErrors?: AmdErrors;
  /** Multiplies the talks of one agent. */
  pace?(agent: number): number;
  /** Nobody tells beforehand who leaves after the present call. */
  readonly leavesUnannounced?: boolean;
  /** Share of the calls whose agent pauses for some minutes just as he is given it. */
  readonly pausesAsGiven?: number;
  readonly line?: LineFaults;
  /** Who would pick up after the ringing has ended is not reached; else all who answer do so within it. */
  readonly lateUnanswered?: boolean;
  /** Seconds a person waits for an agent before he counts as abandoned; two unless said. */
  readonly patience?: number;
  /** Seconds of the day after which recovery is measured: a jump of the answer rate, a storm's end, a group's return. */
  readonly shocks?: readonly number[];
}

/** Draws one attempt's fate at second `t` of the day. */
export function drawFate(s: Scenario, chance: Chance, t: number, odds = s.live): Fate {
  const storm = s.storm?.(t);
  if (storm !== undefined && storm.refused > 0 && chance.uniform() < storm.refused) {
    return { kind: 'congestion', ring: null, answer: null, end: chance.between(0.2, 1.5) };
  }
  const delay = chance.between(2, 6) * (storm?.delayFactor ?? 1);
  const live = Math.min(0.9, odds * s.liveFactor(t));
  const dice = chance.uniform();
  if (dice < live) {
    const drawn = chance.lognormal(10, 0.5);
    if (s.lateUnanswered === true && drawn > s.ringTimeout) {
      return { kind: 'noanswer', ring: delay, answer: null, end: delay + s.ringTimeout };
    }
    const picked = Math.min(s.ringTimeout - 0.5, drawn);
    const answer = delay + picked;
    const end = answer + (s.amd ? chance.between(0.8, 2.6) * (s.amdErrors?.slowness ?? 1) : 0);
    return errs(s, chance, s.amdErrors?.missed)
      ? { kind: 'machine', ring: delay, answer, end, amdError: 'missed_person' }
      : { kind: 'person', ring: delay, answer, end };
  }
  const rest = (dice - live) / (1 - live);
  if (rest < s.machine) {
    const answer = delay + (chance.uniform() < 0.4 ? chance.between(0.1, 1.5) : chance.between(16, 22));
    const end = answer + (s.amd ? chance.between(1.5, 3.5) * (s.amdErrors?.slowness ?? 1) : 0);
    return errs(s, chance, s.amdErrors?.passed)
      ? { kind: 'person', ring: delay, answer, end, amdError: 'passed_machine' }
      : { kind: 'machine', ring: delay, answer, end };
  }
  if (rest < s.machine + 0.1) {
    return { kind: 'busy', ring: null, answer: null, end: delay + chance.between(0, 2) };
  }
  if (rest < s.machine + 0.2) {
    return { kind: 'invalid', ring: null, answer: null, end: chance.between(0.5, 4) };
  }
  return { kind: 'noanswer', ring: delay, answer: null, end: delay + s.ringTimeout };
}

function errs(s: Scenario, chance: Chance, share: number | undefined): boolean {
  return s.amd && share !== undefined && chance.uniform() < share;
}

function talkMix(chance: Chance): number {
  const dice = chance.uniform();
  return dice < 0.2
    ? chance.lognormal(8, 0.5)
    : dice < 0.68
      ? chance.lognormal(45, 0.6)
      : chance.lognormal(200, 0.7);
}

const BASE = {
  hours: 8,
  machine: 0.25,
  amd: true,
  trunks: Number.POSITIVE_INFINITY,
  ringTimeout: 25,
  liveFactor: () => 1,
  talk: talkMix,
  wrap: (chance: Chance) => chance.lognormal(15, 0.6),
};

/** A steady team on a steady list. */
export function plain(name: string, agents: number, live: number, hours: number): Scenario {
  return { ...BASE, name, agents, live, hours, staff: () => agents };
}

/** Blocks of 40 minutes: as learned, twice, half. */
function jumps(t: number): number {
  return [1, 2, 0.5][Math.floor(t / 2400) % 3] ?? 1;
}

/** The seconds at which `jumps` doubles. */
function doublings(hours: number): readonly number[] {
  const starts = Array.from({ length: Math.floor((hours * 3600) / 2400) }, (_, block) => block * 2400);
  return starts.filter((_, block) => block > 0 && block % 3 !== 2);
}

/** Half the team arrives an hour later; a break of 15 minutes for a third; a lunch of an hour in two turns. */
function shifts(agents: number): (t: number) => number {
  return (t) => {
    const hour = t / 3600;
    const late = hour < 1 ? 0.5 : 1;
    const away =
      (hour > 2 && hour < 2.25) || (hour > 3.5 && hour < 4.5) || (hour > 6 && hour < 6.25) ? 1 / 3 : 0;
    return Math.round(agents * late * (1 - away));
  };
}

/** Contacts of three kinds, whose odds spread over a factor of twenty; `mean` is what they come to together. */
export function unlike(mean: number, shown: number): NonNullable<Scenario['contacts']> {
  return {
    shown,
    draw: (chance) => {
      const kind = chance.uniform();
      const part = kind < 0.5 ? 0.3 : kind < 0.85 ? 1 : 10 / 3;
      return Math.min(0.85, mean * part * chance.between(0.6, 1.4));
    },
  };
}

export const SCENARIOS: readonly Scenario[] = [
  plain('tele-5', 5, 0.25, 8),
  plain('tele-20', 20, 0.25, 8),
  plain('tele-100', 100, 0.25, 4),
  plain('cob-5', 5, 0.08, 8),
  plain('cob-20', 20, 0.08, 8),
  plain('cob-100', 100, 0.08, 4),
  { ...plain('regime-20', 20, 0.12, 8), liveFactor: jumps, shocks: doublings(8) },
  { ...plain('regime-100', 100, 0.12, 4), liveFactor: jumps, shocks: doublings(4) },
  { ...plain('noamd-20', 20, 0.2, 8), amd: false, machine: 0.15 },
  { ...plain('trunk-20', 20, 0.08, 8), trunks: 50 },
  { ...plain('shifts-20', 20, 0.12, 8), staff: shifts(20) },
  plain('cob-10', 10, 0.08, 8),
  plain('tele-10', 10, 0.25, 8),
  plain('duo', 2, 0.15, 8),
  { ...plain('unlike-5', 5, 0.15, 8), contacts: unlike(0.15, 30) },
  { ...plain('unlike-20', 20, 0.15, 8), contacts: unlike(0.15, 50) },
  { ...plain('unlike-cob-20', 20, 0.08, 8), contacts: unlike(0.08, 50) },
  {
    ...plain('storms-20', 20, 0.12, 4),
    storm: (t) => ({ refused: t % 3600 >= 2400 && t % 3600 < 2700 ? 0.95 : 0, delayFactor: 1 }),
  },
  plain('tele-500', 500, 0.25, 2),
  plain('tele-2000', 2000, 0.25, 1),
];
