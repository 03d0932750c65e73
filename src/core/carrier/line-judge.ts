import { DAY } from '../kernel/time.js';
import {
  type ContactOdds,
  freshContactOdds,
  type KeptContactOdds,
  keepContactOdds,
  learnContactOdds,
  oddsOfTraits,
  readContactOdds,
} from '../pacing/contact-odds.js';

/** A call by a line that told whether the person picks up. */
export interface JudgedCall {
  readonly line: string;
  /** What was known of the contact before the call; nothing of the line but its kind. */
  readonly traits: readonly string[];
  readonly person: boolean;
  readonly atMs: number;
}

/** How a line does beside what its contacts would have given by the average line. */
export interface LineStanding {
  /** Calls judged since its record began. */
  readonly calls: number;
  /** People who picked up and who were to, forgotten over about a hundred of them and over days. */
  readonly seen: number;
  readonly due: number;
  /** Evidence that it has fallen (CUSUM of log likelihood ratios); nought is none. */
  readonly score: number;
  /** Since the evidence last was nought: what the fall is read from. */
  readonly runCalls: number;
  readonly runSeen: number;
  readonly runDue: number;
  readonly atMs: number;
}

/** A line whose evidence has passed the bound. */
export interface LineFall {
  readonly line: string;
  readonly calls: number;
  readonly seen: number;
  readonly due: number;
}

/**
 * The fall that is looked for: the odds of an answer are halved. Steiner, Cook, Farewell and Treasure, Monitoring surgical
 * performance using risk-adjusted cumulative sum charts, Biostatistics 1(4), 2000.
 */
const FALLEN_ODDS = 0.5;
/** A steady line of 1500 calls a day passes it about once in two years; the test of the month measures it. */
const FALL_BOUND = 12;
/** Calls that the estimate must have seen before a line is judged by it. */
const LEAST_LEARNED = 1000;
/** Expected people, and time, after which what was seen weighs half. */
const HALF_DUE = 100;
const HALF_MS = 3 * DAY;
/** As sure as after so many expected people that a new line is like the others. */
export const PRIOR_DUE = 20;
/** Lines beyond it are not followed: nobody has as many. */
const MOST_LINES = 5000;

const FRESH = { calls: 0, seen: 0, due: 0, score: 0, runCalls: 0, runSeen: 0, runDue: 0 } as const;

/** Judges lines call by call, in the order in which calls end. Holds a few figures a line, and one estimate for all. */
export class LineJudge {
  #odds: ContactOdds = freshContactOdds();
  readonly #lines = new Map<string, LineStanding>();

  /** What the call says of its line; a fall is told once, and the line is judged anew from then on. */
  judge({ line, traits, person, atMs }: JudgedCall): LineFall | null {
    const due = oddsOfTraits(this.#odds, traits);
    const learned = this.#odds.attempts >= LEAST_LEARNED;
    this.#odds = learnContactOdds(this.#odds, [{ traits, person }]);
    const known = this.#lines.get(line) ?? { ...FRESH, atMs };
    if (!learned || (known.calls === 0 && this.#lines.size >= MOST_LINES)) {
      return null;
    }
    const next = after(known, due, person ? 1 : 0, atMs);
    if (next.score < FALL_BOUND) {
      this.#lines.set(line, next);
      return null;
    }
    const { runCalls: calls, runSeen: seen, runDue } = next;
    this.#lines.set(line, { ...next, score: 0, runCalls: 0, runSeen: 0, runDue: 0 });
    return { line, calls, seen, due: runDue };
  }

  standing(line: string): LineStanding | null {
    return this.#lines.get(line) ?? null;
  }

  /** A line comes back from its rest: it is like any other until it shows otherwise. */
  forget(line: string): void {
    this.#lines.delete(line);
  }

  keep(): KeptJudge {
    return { odds: keepContactOdds(this.#odds), lines: [...this.#lines] };
  }

  /** Takes up what was kept; something else is left where it is. */
  recall(kept: unknown): void {
    const { odds, lines } = (kept ?? {}) as { readonly odds?: unknown; readonly lines?: unknown };
    const read = readContactOdds(odds);
    if (read === null || !Array.isArray(lines)) {
      return;
    }
    this.#odds = read;
    for (const entry of lines.slice(0, MOST_LINES) as readonly unknown[]) {
      const standing = readStanding(entry);
      if (standing !== null) {
        this.#lines.set(standing[0], standing[1]);
      }
    }
  }
}

/** What is kept of it, as JSON can hold it. */
export interface KeptJudge {
  readonly odds: KeptContactOdds;
  readonly lines: readonly (readonly [line: string, standing: LineStanding])[];
}

function after(known: LineStanding, due: number, seen: number, atMs: number): LineStanding {
  const keep = forgetting(known, due, atMs);
  const weight = seen * Math.log(FALLEN_ODDS) - Math.log(1 - due + FALLEN_ODDS * due);
  const score = Math.max(0, known.score + weight);
  const run = score === 0 ? FRESH : known;
  return {
    calls: known.calls + 1,
    seen: known.seen * keep + seen,
    due: known.due * keep + due,
    score,
    runCalls: score === 0 ? 0 : run.runCalls + 1,
    runSeen: score === 0 ? 0 : run.runSeen + seen,
    runDue: score === 0 ? 0 : run.runDue + due,
    atMs,
  };
}

/** What is left of an old record. */
function forgetting(known: LineStanding, due: number, atMs: number): number {
  return 0.5 ** (due / HALF_DUE + Math.max(0, atMs - known.atMs) / HALF_MS);
}

/** People who picked up of those who were to, about 1 for a line like the others, with its standard deviation. */
export function reputationOf(
  standing: LineStanding | null,
  nowMs: number,
): { readonly ratio: number; readonly deviation: number } {
  const keep = standing === null ? 0 : forgetting(standing, 0, nowMs);
  const seen = PRIOR_DUE + (standing?.seen ?? 0) * keep;
  const due = PRIOR_DUE + (standing?.due ?? 0) * keep;
  return { ratio: seen / due, deviation: Math.sqrt(seen) / due };
}

const FIGURES = ['calls', 'seen', 'due', 'score', 'runCalls', 'runSeen', 'runDue', 'atMs'] as const;

function readStanding(entry: unknown): readonly [string, LineStanding] | null {
  if (!Array.isArray(entry)) {
    return null;
  }
  const [line, found] = entry as readonly unknown[];
  const figures = (found ?? {}) as Readonly<Record<string, unknown>>;
  const sound = FIGURES.every((name) => Number.isFinite(figures[name]) && (figures[name] as number) >= 0);
  return typeof line === 'string' && sound ? [line, figures as unknown as LineStanding] : null;
}
