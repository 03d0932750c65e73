import { type CallbackOffer, makeOffer, offerCallback, stepOffer } from '../core/acd/callback-offer.js';
import type { ExpectedWait } from '../core/acd/expected-wait.js';
import { nextOpenMs, openUntilMs } from '../core/acd/service-hours.js';
import type { AttemptId, QueueId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { InboundPlan } from './inbound-plan.js';
import type { QueueWaiter } from './queue-wait.js';

/** The key with which a caller takes the offer; any other declines it. */
const TAKES = '1';

export interface OffersDeps {
  readonly clock: Clock;
  readonly plan: InboundPlan;
  /** Promises that stand already. */
  readonly promised: () => number;
}

/** Offers to be called back, each made once a call and over by itself. */
export class InboundOffers {
  readonly #deps: OffersDeps;
  readonly #offers = new Map<AttemptId, { readonly offer: CallbackOffer; readonly queueId: QueueId }>();

  constructor(deps: OffersDeps) {
    this.#deps = deps;
  }

  /** True when the caller is to hear an offer now. */
  make(call: QueueWaiter, queueId: QueueId, expected: ExpectedWait | null): boolean {
    const { clock, plan, promised } = this.#deps;
    const queue = plan.queues.get(queueId);
    const nowMs = clock.now();
    if (queue === undefined || queue.callback === null) {
      return false;
    }
    const untilMs = openUntilMs(queue.hours, plan.calendar, nowMs);
    const facts = {
      waitedMs: nowMs - (call.waitingSinceMs ?? nowMs),
      expected,
      number: call.number,
      alreadyOffered: this.#offers.has(call.id),
      promised: promised(),
      openUntilMs: untilMs,
      reopensMs: nextOpenMs(queue.hours, plan.calendar, untilMs ?? nowMs),
    };
    if (offerCallback(queue.callback, facts, nowMs) !== null) {
      return false;
    }
    this.#offers.set(call.id, { offer: makeOffer(queue.callback, facts, nowMs), queueId });
    return true;
  }

  /** True when the key takes an offer that stands. */
  takes(call: QueueWaiter, digit: string): boolean {
    const known = this.#offers.get(call.id);
    const rules = known === undefined ? null : (this.#deps.plan.queues.get(known.queueId)?.callback ?? null);
    if (known === undefined || rules === null) {
      return false;
    }
    const input = digit === TAKES ? 'accept' : 'decline';
    const offer = stepOffer(known.offer, input, rules, this.#deps.clock.now());
    this.#offers.set(call.id, { ...known, offer });
    return offer.state === 'accepted' && known.offer.state === 'offered';
  }

  /** When he was promised to be called; null: nothing was offered. */
  dueMs(call: QueueWaiter): number | null {
    return this.#offers.get(call.id)?.offer.dueMs ?? null;
  }

  wasMade(call: QueueWaiter): boolean {
    return this.#offers.has(call.id);
  }

  forget(call: QueueWaiter): void {
    this.#offers.delete(call.id);
  }
}
