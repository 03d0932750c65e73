import type { DialMode } from '../core/campaign/campaign.js';
import type { PacingDecision } from '../core/pacing/pacing-strategy.js';
import type { DecisionQuery, KeptDecision } from '../ports/pacing-store.js';

/** Decisions that are shown without asking the store. */
const MOST_SHOWN = 2000;
/** Decisions that wait for a store that is away; then the oldest are lost. */
const MOST_UNKEPT = 6000;

type Mutable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

/** Why a campaign's lanes placed the calls they placed: what was decided last, and what is still to be kept. */
export class DecisionLog {
  #shown: KeptDecision[] = [];
  #unkept: Mutable<KeptDecision>[] = [];
  /** The entry of each lane that the next decision may be one more time of. */
  readonly #last = new Map<DialMode, Mutable<KeptDecision>>();

  note(lane: DialMode, { place, limit, reason, figures }: PacingDecision, atMs: number): void {
    const last = this.#last.get(lane);
    if (last !== undefined && last.place === place && last.limit === limit) {
      last.times += 1;
      return;
    }
    const entry = { atMs, lane, place, limit, reason, figures, times: 1 };
    this.#last.set(lane, entry);
    this.#shown.push(entry);
    this.#unkept.push(entry);
    if (this.#shown.length > 2 * MOST_SHOWN) {
      this.#shown = this.#shown.slice(-MOST_SHOWN);
    }
    if (this.#unkept.length > 2 * MOST_UNKEPT) {
      this.#unkept = this.#unkept.slice(-MOST_UNKEPT);
    }
  }

  /** Hands over what is to be kept; from here on each lane begins a new entry. */
  take(): readonly KeptDecision[] {
    const taken = this.#unkept;
    this.#unkept = [];
    this.#last.clear();
    return taken;
  }

  /** They could not be kept: they come first the next time. */
  giveBack(decisions: readonly KeptDecision[]): void {
    this.#unkept = [...decisions.map((one) => ({ ...one })), ...this.#unkept].slice(-MOST_UNKEPT);
  }

  /** What was asked for, oldest first; null where that is longer ago than is remembered here. */
  find({ fromMs, toMs, most }: Omit<DecisionQuery, 'campaignId'>): readonly KeptDecision[] | null {
    const first = this.#shown[0];
    const found = this.#shown.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    const whole = found.length >= most || (first !== undefined && first.atMs <= fromMs);
    return whole ? newest(found, most) : null;
  }

  /** The same out of what a store has kept, with what it has not yet. */
  merge(
    kept: readonly KeptDecision[],
    { fromMs, toMs, most }: Omit<DecisionQuery, 'campaignId'>,
  ): readonly KeptDecision[] {
    const later = this.#unkept.filter(({ atMs }) => atMs >= fromMs && atMs < toMs);
    return newest([...kept, ...later], most);
  }
}

function newest(decisions: readonly KeptDecision[], most: number): readonly KeptDecision[] {
  return decisions.slice(Math.max(0, decisions.length - most));
}
