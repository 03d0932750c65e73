import type { AnswerBars } from '../../src/core/ear/answer-model.js';
import type { Course } from './answer-rows.js';

/**
 * What the bars may cost on sentences that the model did not learn from: less than half of what is promised of strangers, a part of
 * it before the deadline.
 */
export const AIMS = { early: 0.004, atDeadline: 0.008, machineAsHuman: 0.06, deadlineMs: 3500 } as const;

const NEVER = 2;
const MACHINE_BARS = [
  0.8, 0.85, 0.88, 0.9, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985, 0.99, 0.995, 0.998,
];
const HUMAN_BARS = [0.3, 0.25, 0.2, 0.17, 0.15, 0.12, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01];

function verdictOf({ points }: Course, bars: AnswerBars, deadlineMs: number): 'machine' | 'human' | 'unsure' {
  const within = points.filter(({ atMs }) => atMs <= deadlineMs);
  for (const { p } of within) {
    if (p >= bars.machine) {
      return 'machine';
    }
    if (p <= bars.human) {
      return 'human';
    }
  }
  return (within.at(-1)?.p ?? 0) >= bars.machineAtDeadline ? 'machine' : 'unsure';
}

/** Part of the people, or of the machines, that bars make `said` of. */
function partOf(
  courses: readonly Course[],
  machine: boolean,
  said: 'machine' | 'human',
  bars: AnswerBars,
  deadlineMs: number = AIMS.deadlineMs,
): number {
  const own = courses.filter((course) => course.machine === machine);
  const so = own.filter((course) => verdictOf(course, bars, deadlineMs) === said);
  return so.length / Math.max(1, own.length);
}

/** The lowest bars that keep the errors within their aims; a person taken for a machine comes first. */
export function chooseBars(courses: readonly Course[]): AnswerBars {
  const peopleBy = (bars: AnswerBars): number => partOf(courses, false, 'machine', bars);
  const none = { machine: NEVER, machineAtDeadline: NEVER, human: 0 };
  const human =
    HUMAN_BARS.find(
      (bar) => partOf(courses, true, 'human', { ...none, human: bar }) <= AIMS.machineAsHuman,
    ) ?? 0;
  const machine =
    MACHINE_BARS.find((bar) => peopleBy({ ...none, machine: bar, human }) <= AIMS.early) ?? NEVER;
  const machineAtDeadline =
    MACHINE_BARS.find((bar) => peopleBy({ machine, machineAtDeadline: bar, human }) <= AIMS.atDeadline) ??
    machine;
  return { machine, machineAtDeadline, human };
}

/** What the bars cost on these courses, by deadline. */
export function barLines(courses: readonly Course[], bars: AnswerBars): readonly string[] {
  const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
  return [2500, 3500, 4500].map((ms) => {
    const people = percent(partOf(courses, false, 'machine', bars, ms));
    const machines = percent(partOf(courses, true, 'machine', bars, ms));
    return `by ${ms} ms: machine is said of ${people} of people, of ${machines} of machines`;
  });
}
