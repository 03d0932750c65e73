import { normalCdf } from './answer-risk.js';

/**
 * How likely each contact is to answer: Bayesian probit regression on its traits (Graepel, Quiñonero Candela, Borchert,
 * Herbrich, Web-Scale Bayesian Click-Through Rate Prediction, ICML 2010). Each trait has a weight with an uncertainty of its
 * own; what few attempts say of a trait moves it little, what the base does moves all. Traits that come together (a late
 * attempt on a silent phone) share what they explain in place of counting it twice. Plain data, bounded.
 */
export interface ContactOdds {
  readonly beliefs: ReadonlyMap<string, Belief>;
  /** Attempts and people among them, forgotten over thousands. */
  readonly attempts: number;
  readonly people: number;
  /** How much nearer to what happened its odds were than the base's rate alone: sum and sum of squares. */
  readonly gain: number;
  readonly gainSquares: number;
}

/** A weight in standard deviations of the probit scale. */
export interface Belief {
  readonly mean: number;
  readonly variance: number;
}

/** An attempt that showed whether the contact answers. */
export interface RatedAttempt {
  readonly traits: readonly string[];
  readonly person: boolean;
}

/** The weight every contact has: the base itself. Before anything is known one call in six is answered. */
const BASE = 'base';
const BASE_PRIOR: Belief = { mean: -1, variance: 1 };
/** Before anything is seen a trait moves one in six to between one in ten and one in four, two times of three. */
const TRAIT_PRIOR: Belief = { mean: 0, variance: 0.1 };
/** Kinds of traits whose names others choose may be many: beyond it new ones say nothing. */
const MOST_BELIEFS = 600;
/** Attempts after which what was learned weighs half. */
const HALF_LIFE = 5000;
/** What a weight forgets at each attempt that has its trait. */
const FORGETS = 1 / HALF_LIFE;
/** Part of its first uncertainty that a weight takes back over a night. */
const NIGHT = 0.3;
/** Beyond it the tables of the normal distribution say nothing new. */
const FARTHEST = 6;
const LEAST_ATTEMPTS = 150;
const LEAST_PEOPLE = 20;
/** Standard deviations by which its gain must leave chance behind. */
const SURE = 2;

/** Nothing learned. */
export function freshContactOdds(): ContactOdds {
  return { beliefs: new Map(), attempts: 0, people: 0, gain: 0, gainSquares: 0 };
}

/** True once its odds have been nearer to what happened than the base's rate by more than chance. */
export function tellsApart({ attempts, people, gain, gainSquares }: ContactOdds): boolean {
  return attempts >= LEAST_ATTEMPTS && people >= LEAST_PEOPLE && gain > SURE * Math.sqrt(gainSquares);
}

function priorOf(name: string): Belief {
  return name === BASE ? BASE_PRIOR : TRAIT_PRIOR;
}

function scoreOf(beliefs: ReadonlyMap<string, Belief>, traits: readonly string[]): Belief {
  let { mean, variance } = beliefs.get(BASE) ?? BASE_PRIOR;
  for (const name of traits) {
    const belief = beliefs.get(name) ?? TRAIT_PRIOR;
    mean += belief.mean;
    variance += belief.variance;
  }
  return { mean, variance };
}

/** The odds that a contact with these traits answers, in (0, 1). */
export function oddsOfTraits(known: ContactOdds, traits: readonly string[]): number {
  const { mean, variance } = scoreOf(known.beliefs, traits);
  return Math.min(0.99, Math.max(0.0001, normalCdf(mean / Math.sqrt(1 + variance))));
}

/** Learns attempts in the order in which they ended. */
export function learnContactOdds(known: ContactOdds, ended: readonly RatedAttempt[]): ContactOdds {
  if (ended.length === 0) {
    return known;
  }
  const beliefs = new Map(known.beliefs);
  let { attempts, people, gain, gainSquares } = known;
  for (const { traits, person } of ended) {
    const happened = person ? 1 : 0;
    const base = (people + 1) / (attempts + 6);
    const odds = oddsOfTraits({ ...known, beliefs }, traits);
    const better = (happened - base) ** 2 - (happened - odds) ** 2;
    const keep = 0.5 ** (1 / HALF_LIFE);
    attempts = attempts * keep + 1;
    people = people * keep + happened;
    gain = gain * keep + better;
    gainSquares = gainSquares * keep + better * better;
    update(beliefs, traits, person);
  }
  return { beliefs, attempts, people, gain, gainSquares };
}

/** Moves the weights of the traits to what happened, the less certain ones farther. */
function update(beliefs: Map<string, Belief>, traits: readonly string[], person: boolean): void {
  const { mean, variance } = scoreOf(beliefs, traits);
  const total = 1 + variance;
  const sign = person ? 1 : -1;
  const t = Math.min(FARTHEST, Math.max(-FARTHEST, (sign * mean) / Math.sqrt(total)));
  const slope = Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI) / Math.max(1e-12, normalCdf(t));
  const shrink = Math.min(1, Math.max(0, slope * (slope + t)));
  for (const name of new Set([BASE, ...traits])) {
    const known = beliefs.get(name);
    if (known === undefined && beliefs.size >= MOST_BELIEFS) {
      continue;
    }
    const prior = priorOf(name);
    const belief = known ?? prior;
    const next = belief.variance * (1 - (belief.variance / total) * shrink);
    beliefs.set(name, {
      mean: belief.mean + ((sign * belief.variance) / Math.sqrt(total)) * slope,
      variance: Math.min(prior.variance, next + prior.variance * FORGETS),
    });
  }
}

/** Less sure of everything: a night has passed. */
export function overnight(known: ContactOdds): ContactOdds {
  const beliefs = new Map(
    [...known.beliefs].map(([name, { mean, variance }]) => {
      const most = priorOf(name).variance;
      return [name, { mean, variance: Math.min(most, variance + NIGHT * most) }];
    }),
  );
  return { ...known, beliefs };
}

/** What is kept of it, as JSON can hold it. */
export interface KeptContactOdds {
  readonly beliefs: readonly (readonly [name: string, mean: number, variance: number])[];
  readonly attempts: number;
  readonly people: number;
  readonly gain: number;
  readonly gainSquares: number;
}

export function keepContactOdds({ beliefs, ...counts }: ContactOdds): KeptContactOdds {
  return {
    ...counts,
    beliefs: [...beliefs].map(([name, { mean, variance }]) => [name, mean, variance] as const),
  };
}

/** Reads what was kept; null when it is something else. */
export function readContactOdds(kept: unknown): ContactOdds | null {
  if (typeof kept !== 'object' || kept === null || !('beliefs' in kept) || !Array.isArray(kept.beliefs)) {
    return null;
  }
  const beliefs = new Map<string, Belief>();
  for (const entry of kept.beliefs.slice(0, MOST_BELIEFS) as readonly unknown[]) {
    const belief = readBelief(entry);
    if (belief === null) {
      return null;
    }
    const { name, mean, variance } = belief;
    beliefs.set(name, { mean, variance });
  }
  const { attempts, people, gain, gainSquares } = kept as Readonly<Record<string, unknown>>;
  const counts = [attempts, people, gain, gainSquares];
  if (!counts.every((count) => typeof count === 'number' && Number.isFinite(count))) {
    return null;
  }
  const [seen, answered, sum, squares] = counts as number[];
  return {
    beliefs,
    attempts: Math.max(0, seen ?? 0),
    people: Math.max(0, answered ?? 0),
    gain: sum ?? 0,
    gainSquares: Math.max(0, squares ?? 0),
  };
}

function readBelief(entry: unknown): (Belief & { readonly name: string }) | null {
  if (!Array.isArray(entry)) {
    return null;
  }
  const [name, mean, variance] = entry as readonly unknown[];
  const sound =
    typeof name === 'string' &&
    typeof mean === 'number' &&
    typeof variance === 'number' &&
    Math.abs(mean) < 20 &&
    variance > 0 &&
    variance <= priorOf(name).variance;
  return sound ? { name, mean, variance } : null;
}
