import { deviationOf, normalCdf, type SpareAgents } from './answer-risk.js';

/** What choosing among the next contacts starts from. */
export interface ContactChoice {
  readonly spares: readonly SpareAgents[];
  /** Odds of each contact's answer, by horizon. */
  readonly odds: readonly Float64Array[];
  readonly threshold: number;
  /** Calls that are placed whatever the risk. */
  readonly floor: number;
  readonly most: number;
  /** People whom the calls ahead of the agents may come to, by the latest horizon. @default as many as they are */
  readonly mostAnswers?: number;
  /** Positions in the order in which they are tried. */
  readonly order: readonly number[];
}

/** Agents left at a horizon after calls whose single odds are known: less uncertain than as many by the mean. */
class SpareAfter {
  #mean: number;
  #variance: number;
  #due: number;
  readonly #spare: SpareAgents;
  readonly #exact: Float64Array | null;

  constructor(spare: SpareAgents) {
    this.#mean = spare.mean;
    this.#variance = spare.variance;
    this.#due = spare.due;
    this.#spare = spare;
    this.#exact = spare.exact === null ? null : Float64Array.from(spare.exact);
  }

  add(p: number): void {
    this.#mean -= p;
    this.#variance += p * (1 - p);
    this.#due += p;
    const odds = this.#exact;
    if (odds === null) {
      return;
    }
    odds[0] = (odds[0] ?? 0) + p * (odds[1] ?? 0);
    for (let k = 1; k < odds.length; k++) {
      odds[k] = (1 - p) * (odds[k] ?? 0) + p * (odds[k + 1] ?? 0);
    }
  }

  /** The chance that one more answer finds nobody, when a call of odds `p` was placed as well. */
  riskWith(p: number): number {
    const odds = this.#exact;
    if (odds === null) {
      const sd = deviationOf(this.#spare, this.#variance + p * (1 - p), this.#due + p);
      return normalCdf((p - this.#mean + 0.5) / sd);
    }
    return (odds[0] ?? 0) + p * (odds[1] ?? 0);
  }
}

/** Takes contacts in the order given, leaving out each that would carry the risk over the threshold. */
export function chooseContacts(choice: ContactChoice): {
  readonly picks: readonly number[];
  readonly risk: number;
} {
  const { odds, threshold, floor, most, mostAnswers = Number.POSITIVE_INFINITY, order } = choice;
  const latest = odds.at(-1);
  let answers = 0;
  const spares = choice.spares.map((spare) => new SpareAfter(spare));
  const riskWith = (position: number | null): number =>
    spares.reduce(
      (sum, spare, h) => sum + spare.riskWith(position === null ? 0 : (odds[h]?.[position] ?? 0)),
      0,
    ) / Math.max(1, spares.length);
  const picks: number[] = [];
  let risk = riskWith(null);
  for (const position of order) {
    if (picks.length >= most) {
      break;
    }
    const after = riskWith(position);
    const ahead = picks.length < floor ? 0 : (latest?.[position] ?? 0);
    if (picks.length < floor || (after <= threshold && answers + ahead <= mostAnswers)) {
      answers += ahead;
      spares.forEach((spare, h) => {
        spare.add(odds[h]?.[position] ?? 0);
      });
      picks.push(position);
      risk = after;
    }
  }
  return { picks, risk };
}
