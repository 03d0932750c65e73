import { UNLIMITED, unitsToTake } from '../core/compliance/limits/call-quota.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { SECOND } from '../core/kernel/time.js';
import type { LineReadiness } from '../core/route/line-pool.js';
import type { Clock } from '../ports/clock.js';
import type { Coordination, UnitsGrant } from '../ports/coordination.js';
import type { EventBus } from './event-bus.js';

/** After the store refused, it is asked again no sooner than this. */
const ASK_AGAIN_MS = 2 * SECOND;
/** A counter in use is looked at this often even when nothing has to be taken: others may have moved it, or it was lost. */
const LOOK_AGAIN_MS = 10 * SECOND;
/** Most questions on their way at once. */
const MOST_ASKING = 64;

/** A counter of calls, what it may reach for the call in question, and when its period ends. */
export interface QuotaQuestion {
  readonly counter: string;
  readonly cap: number;
  readonly untilMs: number;
}

interface Quota {
  /** Granted to this node below a cap and not used. */
  held: number;
  /** Granted without a cap and not used: for calls the limit does not count. */
  heldBeyond: number;
  /** Asked for with a cap before. */
  capped: boolean;
  /** The highest the shared counter was seen at. */
  taken: number;
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
  /** Units came in, or a counter was found at its cap: who waited may try again. */
  readonly onAnswer: () => void;
}

/**
 * Counts that no number of nodes and no crash can pass (calls of a line and day, of a company and month): units are
 * taken from the shared counter in blocks, ahead of their use, and used without asking anybody. A node that dies wastes
 * what it held; the sum of what all nodes used never passes the cap.
 *
 * A store that lost its counters is noticed at the next answer: what this node holds is dropped, the counter goes back
 * to where it was seen last, and what was used meanwhile is added.
 */
export class QuotaKeeper {
  readonly #deps: QuotaDeps;
  readonly #quotas = new Map<string, Quota>();
  #asking = 0;
  #closed = false;

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
  }

  /** A unit that was used for a call that provably never left; one of a period that is over is gone. */
  giveBack({ counter, cap }: QuotaQuestion): void {
    const quota = this.#quotas.get(counter);
    // What was dropped with a lost counter is not to come back.
    if (quota !== undefined && quota.unconfirmed > 0) {
      quota[cap >= UNLIMITED ? 'heldBeyond' : 'held'] += 1;
      quota.unconfirmed -= 1;
    }
  }

  /** What rows say has left: the counter stands there at least. */
  async raise(counter: string, atLeast: number, untilMs: number): Promise<void> {
    const quota = this.#quota({ counter, cap: 0, untilMs });
    const taken = await this.#deps.coordination.raiseTo(counter, atLeast);
    quota.taken = Math.max(quota.taken, taken);
    quota.seenMs = this.#deps.clock.now();
  }

  /** Nothing is asked any more. Idempotent. */
  close(): void {
    this.#closed = true;
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
    if (quota.asking || nowMs < quota.askFromMs || this.#asking >= MOST_ASKING || this.#closed) {
      return;
    }
    quota.asking = true;
    this.#asking += 1;
    void this.#askOnce(counter, want, cap, quota);
  }

  async #askOnce(counter: string, want: number, cap: number, quota: Quota): Promise<void> {
    const { coordination, clock, bus, onAnswer } = this.#deps;
    const used = quota.unconfirmed;
    try {
      const grant = await coordination.takeUnits(counter, want, cap);
      if (grant.taken - grant.granted < quota.taken) {
        await this.#restore(counter, quota);
      } else {
        this.#granted(grant, cap, used, quota);
      }
    } catch (error) {
      quota.askFromMs = clock.now() + ASK_AGAIN_MS;
      const code = error instanceof CadenciaError ? error.code : 'unknown';
      bus.emit('store:failed', { operation: 'quota', code, atMs: clock.now() });
    } finally {
      quota.asking = false;
      this.#asking -= 1;
    }
    if (!this.#closed) {
      onAnswer();
    }
  }

  #granted({ granted, taken }: UnitsGrant, cap: number, confirmed: number, quota: Quota): void {
    quota.taken = taken;
    quota.unconfirmed = Math.max(0, quota.unconfirmed - confirmed);
    quota[cap >= UNLIMITED ? 'heldBeyond' : 'held'] += granted;
    quota.seenMs = this.#deps.clock.now();
  }

  /** The store has forgotten: nothing held is backed any more. */
  async #restore(counter: string, quota: Quota): Promise<void> {
    const { coordination, clock } = this.#deps;
    const { taken, unconfirmed } = quota;
    quota.held = 0;
    quota.heldBeyond = 0;
    await coordination.raiseTo(counter, taken);
    const { taken: now } = await coordination.takeUnits(counter, unconfirmed, UNLIMITED);
    quota.taken = now;
    quota.unconfirmed = Math.max(0, quota.unconfirmed - unconfirmed);
    quota.seenMs = clock.now();
  }
}
