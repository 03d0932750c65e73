import { UNLIMITED, unitsToTake } from '../core/compliance/limits/call-quota.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { SECOND } from '../core/kernel/time.js';
import type { LineReadiness } from '../core/route/line-pool.js';
import type { Clock } from '../ports/clock.js';
import type { Coordination, UnitsCount, UnitsGrant } from '../ports/coordination.js';
import type { EventBus } from './event-bus.js';

/** After the store refused, it is asked again no sooner than this. */
const ASK_AGAIN_MS = 2 * SECOND;
/** A counter in use is looked at this often even when nothing has to be taken: others may have moved it, or it was lost. */
const LOOK_AGAIN_MS = 10 * SECOND;
/** Most questions on their way at once. */
const MOST_ASKING = 64;
/** Counters whose units are given back at once at a stop. */
const MOST_RETURNING = 16;

/** A counter of calls, what it may reach for the call in question, and when its period ends. */
export interface QuotaQuestion {
  readonly counter: string;
  readonly cap: number;
  readonly untilMs: number;
}

/** What is known of a counter over all nodes: the two together are what counts against the cap. */
export interface QuotaStanding {
  /** Calls that left. Those of other nodes since they last took units are still among `reserved`. */
  readonly calls: number;
  /** Units in nodes' hands, or in those of one that died: each may have been used or not. */
  readonly reserved: number;
}

interface Quota {
  /** Granted to this node below a cap and not used. */
  held: number;
  /** Granted without a cap and not used: for calls the limit does not count. */
  heldBeyond: number;
  /** Asked for with a cap before. */
  capped: boolean;
  /** Where the shared counter was last seen. */
  taken: number;
  /** `taken` with all that was ever given back: what never falls in a store that keeps its memory. */
  gross: number;
  /** Of `taken`, in the hands of others when it was last seen. */
  othersHeld: number;
  /** What the store was last told that this node holds. */
  told: number;
  /** Calls that surely left, of all nodes: what rows said at the start and what this node used since. */
  least: number;
  /** Used since the counter was last seen. */
  unconfirmed: number;
  untilMs: number;
  asking: boolean;
  askFromMs: number;
  seenMs: number;
}

export interface QuotaDeps {
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly bus: EventBus;
  /** This life of the engine, as the holder of units: another one cannot give back what it holds. */
  readonly holder: string;
  /** Units came in, or a counter was found at its cap: who waited may try again. */
  readonly onAnswer: () => void;
}

/**
 * Counts that no number of nodes and no crash can pass (calls of a line and day, of a company and month): units are
 * taken from the shared counter in blocks, ahead of their use, and used without asking anybody. A node that stops gives
 * back what it did not use; one that dies wastes it. The sum of what all nodes used never passes the cap.
 *
 * A store that lost its counters is noticed at the next answer: what this node holds is dropped, the counter goes back
 * to where it was seen last, and what was used meanwhile is added.
 */
export class QuotaKeeper {
  readonly #deps: QuotaDeps;
  readonly #quotas = new Map<string, Quota>();
  readonly #answers = new Set<Promise<void>>();
  #closed = false;
  #closing: Promise<void> | null = null;

  constructor(deps: QuotaDeps) {
    this.#deps = deps;
  }

  /** `ready`: a unit is at hand; `pending`: it is on its way; `stopped`: there is none below the cap. Asks in good time. */
  readiness(question: QuotaQuestion): LineReadiness {
    const { cap, counter } = question;
    const quota = this.#quota(question);
    const beyond = cap >= UNLIMITED;
    const held = beyond ? quota.heldBeyond : quota.held;
    const want = unitsToTake(cap, quota.taken);
    const nowMs = this.#deps.clock.now();
    const low = held * 2 <= want && (beyond || quota.taken < cap);
    quota.capped ||= !beyond;
    if (low || nowMs - quota.seenMs >= LOOK_AGAIN_MS) {
      this.#ask(counter, low ? want : 0, cap, quota);
    }
    if (!beyond && quota.taken - quota.held >= cap) {
      return 'stopped';
    }
    return held > 0 ? 'ready' : 'pending';
  }

  /** Calls and what is only reserved, apart, as far as is known here. */
  standing(counter: string): QuotaStanding {
    const quota = this.#quotas.get(counter);
    if (quota === undefined) {
      return { calls: 0, reserved: 0 };
    }
    const { taken, othersHeld, held, heldBeyond, least } = quota;
    const calls = Math.min(taken, Math.max(least, taken - othersHeld - held - heldBeyond));
    return { calls, reserved: taken - calls };
  }

  /** Calls that may have left, all nodes together, without what this node holds unused. */
  used(counter: string): number {
    const quota = this.#quotas.get(counter);
    if (quota === undefined) {
      return 0;
    }
    // Where there is a cap, what was granted beyond it counts as used: the gate then stops where the quota does.
    return quota.taken - quota.held - (quota.capped ? 0 : quota.heldBeyond);
  }

  /** Uses a unit; only after `readiness` said it is there. */
  use({ counter, cap }: QuotaQuestion): void {
    const quota = this.#quotas.get(counter);
    const name = cap >= UNLIMITED ? 'heldBeyond' : 'held';
    if (quota === undefined || quota[name] <= 0) {
      throw new Error(`Quota ${counter} was used without a unit at hand`);
    }
    quota[name] -= 1;
    quota.unconfirmed += 1;
    quota.least += 1;
  }

  /** A unit that was used for a call that provably never left; one of a period that is over is gone. */
  giveBack({ counter, cap }: QuotaQuestion): void {
    const quota = this.#quotas.get(counter);
    // What was dropped with a lost counter is not to come back.
    if (quota !== undefined && quota.unconfirmed > 0) {
      quota[cap >= UNLIMITED ? 'heldBeyond' : 'held'] += 1;
      quota.unconfirmed -= 1;
      quota.least -= 1;
    }
  }

  /** What rows say has left: the counter stands there at least. */
  async raise(counter: string, atLeast: number, untilMs: number): Promise<void> {
    const quota = this.#quota({ counter, cap: 0, untilMs });
    this.#seen(await this.#deps.coordination.raiseTo(counter, atLeast), quota);
    quota.least = Math.max(quota.least, atLeast);
  }

  /**
   * Nothing is asked any more; what is held unused goes back to the shared counters. What cannot be given back, because
   * the store is away, stays counted. Idempotent.
   */
  close(): Promise<void> {
    this.#closed = true;
    this.#closing ??= this.#giveAllBack();
    return this.#closing;
  }

  async #giveAllBack(): Promise<void> {
    await Promise.all(this.#answers);
    this.#dropEnded();
    const held = [...this.#quotas].filter(([, quota]) => quota.told > 0);
    try {
      for (let from = 0; from < held.length; from += MOST_RETURNING) {
        const some = held.slice(from, from + MOST_RETURNING);
        await Promise.all(some.map(([counter, quota]) => this.#return(counter, quota)));
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  async #return(counter: string, quota: Quota): Promise<void> {
    const { coordination, holder } = this.#deps;
    const unused = quota.held + quota.heldBeyond;
    const count = await coordination.returnUnits(counter, { holder, held: unused });
    quota.held = 0;
    quota.heldBeyond = 0;
    quota.told = 0;
    this.#seen(count, quota);
  }

  #quota({ counter, untilMs }: QuotaQuestion): Quota {
    let quota = this.#quotas.get(counter);
    if (quota === undefined) {
      this.#dropEnded();
      quota = {
        held: 0,
        heldBeyond: 0,
        capped: false,
        taken: 0,
        gross: 0,
        othersHeld: 0,
        told: 0,
        least: 0,
        unconfirmed: 0,
        untilMs,
        asking: false,
        askFromMs: Number.NEGATIVE_INFINITY,
        seenMs: Number.NEGATIVE_INFINITY,
      };
      this.#quotas.set(counter, quota);
    }
    return quota;
  }

  /** A new day has new counters: what was held of the old ones is nothing. */
  #dropEnded(): void {
    const nowMs = this.#deps.clock.now();
    for (const [counter, { untilMs }] of this.#quotas) {
      if (untilMs <= nowMs) {
        this.#quotas.delete(counter);
      }
    }
  }

  #ask(counter: string, want: number, cap: number, quota: Quota): void {
    const nowMs = this.#deps.clock.now();
    if (quota.asking || nowMs < quota.askFromMs || this.#answers.size >= MOST_ASKING || this.#closed) {
      return;
    }
    quota.asking = true;
    const answer = this.#askOnce(counter, want, cap, quota);
    this.#answers.add(answer);
    void answer.finally(() => this.#answers.delete(answer));
  }

  async #askOnce(counter: string, want: number, cap: number, quota: Quota): Promise<void> {
    const { coordination, clock, holder, onAnswer } = this.#deps;
    const used = quota.unconfirmed;
    const held = quota.held + quota.heldBeyond;
    try {
      const grant = await coordination.takeUnits(counter, want, cap, { holder, held });
      if (grant.taken + grant.returned - grant.granted < quota.gross) {
        await this.#restore(counter, quota);
      } else {
        quota.told = held + grant.granted;
        this.#granted(grant, cap, used, quota);
      }
    } catch (error) {
      quota.askFromMs = clock.now() + ASK_AGAIN_MS;
      this.#failed(error);
    } finally {
      quota.asking = false;
    }
    if (!this.#closed) {
      onAnswer();
    }
  }

  #granted(grant: UnitsGrant, cap: number, confirmed: number, quota: Quota): void {
    quota.unconfirmed = Math.max(0, quota.unconfirmed - confirmed);
    quota[cap >= UNLIMITED ? 'heldBeyond' : 'held'] += grant.granted;
    this.#seen(grant, quota);
  }

  #seen({ taken, returned, held }: UnitsCount, quota: Quota): void {
    quota.taken = taken;
    quota.gross = taken + returned;
    quota.othersHeld = Math.max(0, held - quota.told);
    quota.seenMs = this.#deps.clock.now();
  }

  #failed(error: unknown): void {
    const { bus, clock } = this.#deps;
    const code = error instanceof CadenciaError ? error.code : 'unknown';
    bus.emit('store:failed', { operation: 'quota', code, atMs: clock.now() });
  }

  /** The store has forgotten: nothing held is backed any more. */
  async #restore(counter: string, quota: Quota): Promise<void> {
    const { coordination, holder } = this.#deps;
    const { taken, unconfirmed } = quota;
    quota.held = 0;
    quota.heldBeyond = 0;
    await coordination.raiseTo(counter, taken);
    // Used already, so held by nobody; and what was just granted is not to be given back either.
    const count = await coordination.takeUnits(counter, unconfirmed, UNLIMITED, {
      holder,
      held: -unconfirmed,
    });
    quota.told = 0;
    quota.unconfirmed = Math.max(0, quota.unconfirmed - unconfirmed);
    this.#seen(count, quota);
  }
}
