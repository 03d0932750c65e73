/**
 * What a world that knows itself says of its calls, as tables by age: the share of those still at risk that come within
 * so many seconds. Drawn from the world, not learned from events.
 */
export interface DrawnAttempt {
  /** Seconds from the dial; null when it does not happen. */
  readonly ring: number | null;
  readonly answer: number | null;
  /** When a person is known to be one, or the end of any other attempt. */
  readonly end: number;
  /** An agent is needed at `end`. */
  readonly needsAgent: boolean;
  /** Of one talk of that world, in seconds, and its wrap-up. */
  readonly talk: number;
  readonly wrap: number;
}

const AGES = 64;
const SPANS = 64;
const SCREEN_UNIT = 0.25;
const TALK_UNIT = 4;
const TALK_AGES = 200;
const WRAP_AGES = 60;
const HORIZON_SHARES = [0.2, 0.5, 0.85] as const;

/** Rows by age in units of `unit` seconds; `odds[age][span]` is the share that comes within `span` seconds. */
interface AgeTable {
  readonly unit: number;
  readonly odds: readonly Float64Array[];
}

export interface KnownTruth {
  readonly dial: AgeTable;
  readonly ring: AgeTable;
  readonly screen: AgeTable;
  readonly talk: AgeTable;
  readonly wrap: AgeTable;
  /** Delays from dial to a person, in seconds, by which these shares of the answers have come. */
  readonly horizons: readonly number[];
}

/** Share of those at that age that come within `span` seconds. */
export function shareWithin({ unit, odds }: AgeTable, ageSeconds: number, span: number): number {
  const row = odds[Math.max(0, Math.min(odds.length - 1, Math.floor(ageSeconds / unit)))];
  const at = Math.min(SPANS, Math.max(0, span));
  const low = Math.floor(at);
  const below = row?.[low] ?? 0;
  const above = row?.[Math.min(SPANS, low + 1)] ?? 0;
  return below + (above - below) * (at - low);
}

class Watch {
  readonly #unit: number;
  readonly #atRisk: Float64Array;
  readonly #within: readonly Float64Array[];

  constructor(ages: number, unit: number) {
    this.#unit = unit;
    this.#atRisk = new Float64Array(ages);
    this.#within = Array.from({ length: ages }, () => new Float64Array(SPANS));
  }

  /** Something that stays on this clock until `until` and comes at `event` (infinite when never). */
  see(until: number, event: number): void {
    for (let age = 0; age < this.#atRisk.length && (age + 0.5) * this.#unit < until; age++) {
      this.#atRisk[age] = (this.#atRisk[age] ?? 0) + 1;
      const span = Math.floor(event - (age + 0.5) * this.#unit);
      const row = this.#within[age];
      if (span >= 0 && span < SPANS && row !== undefined) {
        row[span] = (row[span] ?? 0) + 1;
      }
    }
  }

  table(): AgeTable {
    const odds = this.#within.map((row, age) => {
      const out = new Float64Array(SPANS + 1);
      let sum = 0;
      for (let span = 0; span < SPANS; span++) {
        sum += row[span] ?? 0;
        out[span + 1] = sum / Math.max(1, this.#atRisk[age] ?? 0);
      }
      return out;
    });
    return { unit: this.#unit, odds };
  }
}

/** Reckons the tables from many draws of the world (tens of thousands, at its plain answer rate). */
export function knownTruthOf(draws: Iterable<DrawnAttempt>, amd: boolean): KnownTruth {
  const dial = new Watch(AGES, 1);
  const ring = new Watch(AGES, 1);
  const screen = new Watch(AGES, SCREEN_UNIT);
  const talk = new Watch(TALK_AGES, TALK_UNIT);
  const wrap = new Watch(WRAP_AGES, 1);
  const delays: number[] = [];
  for (const drawn of draws) {
    const event = drawn.needsAgent ? drawn.end : Number.POSITIVE_INFINITY;
    dial.see(drawn.ring ?? drawn.end, event);
    if (drawn.ring !== null) {
      ring.see((drawn.answer ?? drawn.end) - drawn.ring, event - drawn.ring);
    }
    if (drawn.answer !== null && amd) {
      screen.see(drawn.end - drawn.answer, event - drawn.answer);
    }
    if (drawn.needsAgent) {
      delays.push(drawn.end);
    }
    talk.see(drawn.talk, drawn.talk + drawn.wrap);
    wrap.see(drawn.wrap, drawn.wrap);
  }
  delays.sort((a, b) => a - b);
  return {
    dial: dial.table(),
    ring: ring.table(),
    screen: screen.table(),
    talk: talk.table(),
    wrap: wrap.table(),
    horizons: HORIZON_SHARES.map((share) => delays[Math.floor(share * delays.length)] ?? 15),
  };
}
