import { isPersonEvent, phoneEventOf } from '../contact/phone-history.js';
import { REASONS, type Reason } from '../outcome/outcome.js';
import type { RetrySurroundings } from './decide-retry.js';

/** Closed dials of one base, hour of the person's clock and attempt number, with what came of them. */
export interface ConsumptionCell {
  readonly mailingId: string;
  readonly hour: number;
  readonly attemptNo: number;
  readonly attempts: number;
  /** A person answered, whoever it was. */
  readonly answers: number;
  /** The person themself was spoken to (CPC, contato com a pessoa certa). */
  readonly contacts: number;
}

/** Reasons in which a person answered; the log's readers count by it. */
export const ANSWERED_REASONS: readonly Reason[] = REASONS.filter((reason) =>
  isPersonEvent(phoneEventOf(reason)),
);
/** Reasons in which the person themself was spoken to. */
export const CONTACT_REASONS: readonly Reason[] = REASONS.filter(
  (reason) => phoneEventOf(reason) === 'right_party',
);

/** An expectation per thousand attempts with its 95 % interval. */
export interface Yield {
  readonly perThousand: number;
  readonly low: number;
  readonly high: number;
}

/** A line of the plan. */
export interface ConsumptionRow {
  readonly key: string;
  readonly attempts: number;
  readonly answers: number;
  readonly contacts: number;
  readonly contactYield: Yield;
  readonly answerYield: Yield;
}

/** A point of the efficiency curve: all attempts up to a number. */
export interface CurvePoint {
  readonly attemptNo: number;
  readonly attempts: number;
  readonly contacts: number;
  /** Share of all contacts of the base that were made up to here. */
  readonly share: number;
  /** Contacts per thousand of the attempts with this number alone. */
  readonly marginal: Yield;
}

export interface ConsumptionPlan {
  readonly attempts: number;
  readonly answers: number;
  readonly contacts: number;
  readonly byBase: readonly ConsumptionRow[];
  readonly byHour: readonly ConsumptionRow[];
  readonly byAttempt: readonly ConsumptionRow[];
  readonly curve: readonly CurvePoint[];
}

/** Two-sided 95 %. */
const Z = 1.959_963_985;

/** Wilson's score interval (1927), which holds for the few successes that dialling yields. */
export function yieldOf(successes: number, attempts: number): Yield {
  if (attempts === 0) {
    return { perThousand: 0, low: 0, high: 1000 };
  }
  const share = successes / attempts;
  const spread = Z ** 2 / attempts;
  const middle = share + spread / 2;
  const half = Z * Math.sqrt((share * (1 - share)) / attempts + spread / (4 * attempts));
  const low = successes === 0 ? 0 : (middle - half) / (1 + spread);
  const high = successes === attempts ? 1 : (middle + half) / (1 + spread);
  return { perThousand: 1000 * share, low: 1000 * low, high: 1000 * high };
}

interface Sums {
  attempts: number;
  answers: number;
  contacts: number;
}

function sumsBy(
  cells: readonly ConsumptionCell[],
  keyOf: (cell: ConsumptionCell) => string | number,
): Map<string | number, Sums> {
  const sums = new Map<string | number, Sums>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const sum = sums.get(key) ?? { attempts: 0, answers: 0, contacts: 0 };
    sum.attempts += cell.attempts;
    sum.answers += cell.answers;
    sum.contacts += cell.contacts;
    sums.set(key, sum);
  }
  return sums;
}

function rowsOf(sums: ReadonlyMap<string | number, Sums>): readonly ConsumptionRow[] {
  return [...sums]
    .sort(([one], [other]) =>
      typeof one === 'number' && typeof other === 'number'
        ? one - other
        : String(one) < String(other)
          ? -1
          : 1,
    )
    .map(([key, sum]) => ({
      key: String(key),
      ...sum,
      contactYield: yieldOf(sum.contacts, sum.attempts),
      answerYield: yieldOf(sum.answers, sum.attempts),
    }));
}

/** What a base has yielded by itself, by hour and by attempt number, and how its contacts added up. */
export function consumptionPlan(cells: readonly ConsumptionCell[]): ConsumptionPlan {
  const [total] = rowsOf(sumsBy(cells, () => ''));
  const byAttempt = rowsOf(sumsBy(cells, ({ attemptNo }) => attemptNo));
  let attempts = 0;
  let contacts = 0;
  const curve = byAttempt.map((row): CurvePoint => {
    attempts += row.attempts;
    contacts += row.contacts;
    const all = total?.contacts ?? 0;
    return {
      attemptNo: Number(row.key),
      attempts,
      contacts,
      share: all === 0 ? 0 : contacts / all,
      marginal: row.contactYield,
    };
  });
  return {
    attempts: total?.attempts ?? 0,
    answers: total?.answers ?? 0,
    contacts: total?.contacts ?? 0,
    byBase: rowsOf(sumsBy(cells, ({ mailingId }) => mailingId)),
    byHour: rowsOf(sumsBy(cells, ({ hour }) => hour)),
    byAttempt,
    curve,
  };
}

/** Attempts with less evidence behind them are never said to yield too little. */
const FEWEST_ATTEMPTS = 200;

/** What bases yield, ready to be asked at every decision. */
export class YieldTable {
  readonly #byAttempt: ReadonlyMap<string | number, Sums>;
  readonly #hours: ReadonlyMap<string, readonly number[]>;

  constructor(cells: readonly ConsumptionCell[]) {
    this.#byAttempt = sumsBy(cells, (cell) => `${cell.mailingId} ${cell.attemptNo}`);
    const hours = new Map<string, readonly number[]>();
    for (const mailingId of new Set(cells.map((cell) => cell.mailingId))) {
      hours.set(mailingId, bestHours(cells.filter((cell) => cell.mailingId === mailingId)));
    }
    this.#hours = hours;
  }

  /**
   * The most that may be expected of a thousand attempts with that number (the upper end of the interval: a base is
   * not rested on a run of bad luck), or null while too little is known.
   */
  expectedPerThousand(mailingId: string, attemptNo: number): number | null {
    const sum = this.#byAttempt.get(`${mailingId} ${attemptNo}`);
    return sum === undefined || sum.attempts < FEWEST_ATTEMPTS
      ? null
      : yieldOf(sum.contacts, sum.attempts).high;
  }

  /** As a decision asks for it. */
  surroundings(): Pick<RetrySurroundings, 'expectedPerThousand' | 'baseHours'> {
    return {
      expectedPerThousand: ({ mailingId }, attemptNo) => this.expectedPerThousand(mailingId, attemptNo),
      baseHours: ({ mailingId }) => this.bestHours(mailingId),
    };
  }

  /** Hours with evidence, best first. */
  bestHours(mailingId: string): readonly number[] {
    return this.#hours.get(mailingId) ?? [];
  }
}

/** The last attempt number that may still yield so much (the upper end of its interval), or null when none may. */
export function dialUntil({ byAttempt }: ConsumptionPlan, leastPerThousand: number): number | null {
  const worth = byAttempt.filter(({ contactYield }) => contactYield.high >= leastPerThousand);
  return worth.length === 0 ? null : Math.max(...worth.map(({ key }) => Number(key)));
}

/** By the lower end of the interval, so that an hour with three calls does not win; only hours above the average. */
function bestHours(cells: readonly ConsumptionCell[]): readonly number[] {
  const sums = [...sumsBy(cells, ({ hour }) => hour)].filter(
    ([, { attempts }]) => attempts >= FEWEST_ATTEMPTS,
  );
  const attempts = sums.reduce((all, [, sum]) => all + sum.attempts, 0);
  const answers = sums.reduce((all, [, sum]) => all + sum.answers, 0);
  return sums
    .filter(([, sum]) => sum.answers * attempts > answers * sum.attempts)
    .map(([hour, sum]) => ({ hour: Number(hour), low: yieldOf(sum.answers, sum.attempts).low }))
    .sort((one, other) => other.low - one.low || one.hour - other.hour)
    .map(({ hour }) => hour);
}
