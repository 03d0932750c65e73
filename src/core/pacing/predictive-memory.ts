import { hasShapeOf } from '../kernel/same-shape.js';
import { MINUTE } from '../kernel/time.js';
import { type AnswerOdds, freshAnswerOdds } from './answer-odds.js';
import { freshAnswerPeak } from './answer-peak.js';
import { freshAnswerRateFactor } from './answer-rate-factor.js';
import type { ContactEstimates } from './contact-estimates.js';
import { type DropBudget, freshDropBudget } from './drop-budget.js';
import type { LifeTable } from './life-table.js';
import type { MemoryAge, PacingSettings } from './pacing-strategy.js';
import { graceMsOf, type PredictiveLane, soundCap } from './predictive-lane.js';
import type { ResidualTime } from './residual-time.js';

/** What of the state this goes by; the rest is kept as it is. */
interface Remembered extends PredictiveLane {
  readonly graceMs: number;
  readonly cancelsRinging?: boolean;
  readonly residual: ResidualTime;
}

/** How the answers of these minutes compare with the hours before is news for so long. */
const NEWS_MS = 15 * MINUTE;
/** What was learned on another day weighs so much: it starts the day, and the day overrules it soon. */
const ANOTHER_DAY = 0.25;

/** The state under new settings: only what the change makes wrong is forgotten. */
export function retunePredictive<State extends Remembered>(
  state: State,
  from: PacingSettings,
  to: PacingSettings,
): State {
  const cap = soundCap(to.abandonCap);
  const tuned = {
    ...state,
    cap,
    graceMs: graceMsOf(to),
    cancelsRinging: to.cancelsRinging === true,
    budget: scaledBudget(state.budget, state.cap, cap),
  };
  // With AMD a machine is nobody, without it each answer is a person: neither table holds for the other.
  return from.amd === to.amd
    ? tuned
    : { ...tuned, answers: freshAnswerOdds(), factor: freshAnswerRateFactor(), duePerMs: 0 };
}

/** The risk that kept to one cap, in proportion, is where the search for the other begins. */
function scaledBudget(budget: DropBudget, from: number, to: number): DropBudget {
  if (budget.logThreshold === null || from === to) {
    return budget;
  }
  const logThreshold = from > 0 && to > 0 ? budget.logThreshold + Math.log(to / from) : null;
  return { ...budget, logThreshold };
}

/** What of the state is worth keeping: the rest speaks of calls and carriers of that hour. */
function lasting({ cap, answers, factor, peak, budget, residual }: Remembered) {
  return { cap, answers, factor, peak, budget, residual };
}

/** What an older version kept, with nothing seen where it kept nothing: an upgrade forgets no list. */
function completed(kept: Remembered): Remembered {
  return {
    ...kept,
    peak: { ...freshAnswerPeak(), ...kept.peak },
    budget: { ...freshDropBudget(), ...kept.budget },
  };
}

/** What was kept, as it may be used after `age`; null when it is not what this version keeps. */
export function recallPredictive<State extends Remembered>(
  fresh: State,
  kept: unknown,
  age: MemoryAge,
): State | null {
  if (typeof kept !== 'object' || kept === null) {
    return null;
  }
  const known: unknown = lasting(completed(kept as Remembered));
  if (!hasShapeOf(lasting(fresh), known)) {
    return null;
  }
  const { cap, answers, factor, peak, budget, residual } = known;
  return {
    ...fresh,
    cap,
    answers: age.sameDay ? answers : fadedAnswers(answers),
    residual: age.sameDay ? residual : { talk: faded(residual.talk), wrap: faded(residual.wrap) },
    // What the list did an hour ago it can do again, whoever was restarted since.
    peak: age.sameDay ? peak : freshAnswerPeak(),
    budget: age.sameDay ? budget : freshDropBudget(),
    factor: age.sameDay && age.ageMs < NEWS_MS ? factor : freshAnswerRateFactor(),
  };
}

function faded(table: LifeTable): LifeTable {
  const less = (list: readonly number[]): readonly number[] => list.map((value) => value * ANOTHER_DAY);
  return { ends: table.ends.map(less), censored: less(table.censored) };
}

function fadedAnswers(known: AnswerOdds): AnswerOdds {
  return {
    ...known,
    dial: faded(known.dial),
    ring: faded(known.ring),
    screen: faded(known.screen),
    liveDelay: known.liveDelay.map((weight) => weight * ANOTHER_DAY),
    amdWeight: known.amdWeight * ANOTHER_DAY,
    estimates: fadedEstimates(known.estimates),
  };
}

function fadedEstimates({ n, x, xx, y, xy }: ContactEstimates): ContactEstimates {
  return {
    n: n * ANOTHER_DAY,
    x: x * ANOTHER_DAY,
    xx: xx * ANOTHER_DAY,
    y: y * ANOTHER_DAY,
    xy: xy * ANOTHER_DAY,
  };
}
