import type { QueueId } from '../core/kernel/ids.js';
import type { InboundGoal, InboundLoad } from '../core/sizing/erlang-a.js';
import type { Clock } from '../ports/clock.js';
import { InboundOutlook } from './inbound-outlook.js';
import type { InboundPlan } from './inbound-plan.js';

/** What each queue has learned; begun at its first call. */
export class InboundOutlooks {
  readonly #plan: InboundPlan;
  readonly #clock: Clock;
  readonly #outlooks = new Map<QueueId, InboundOutlook>();

  constructor(plan: InboundPlan, clock: Clock) {
    this.#plan = plan;
    this.#clock = clock;
  }

  /** The queue with most calls of late; null where none came. */
  busiest(): { readonly load: InboundLoad; readonly goal: InboundGoal } | null {
    const nowMs = this.#clock.now();
    const loads = [...this.#outlooks].flatMap(([queueId, outlook]) => {
      const goal = this.#plan.queues.get(queueId)?.goal;
      return goal === undefined ? [] : [{ load: outlook.load(nowMs), goal }];
    });
    return loads.sort((a, b) => b.load.callsPerHour - a.load.callsPerHour)[0] ?? null;
  }

  /** Settings have changed. */
  refresh(): void {
    for (const [queueId, outlook] of this.#outlooks) {
      const queue = this.#plan.queues.get(queueId);
      if (queue !== undefined) {
        outlook.use(queue);
      }
    }
  }

  /** Somebody came to the queue. */
  arrived(queueId: QueueId): void {
    const nowMs = this.#clock.now();
    this.#plan.arrived(queueId, nowMs);
    this.of(queueId)?.arrived(nowMs);
  }

  /** null: there is no such queue. */
  of(queueId: QueueId): InboundOutlook | null {
    const known = this.#outlooks.get(queueId);
    const queue = this.#plan.queues.get(queueId);
    if (known !== undefined || queue === undefined) {
      return known ?? null;
    }
    const forecast = (atMs: number): number | null => this.#plan.forecastPerHour(queueId, atMs);
    const outlook = new InboundOutlook(queue, forecast, this.#clock.now());
    this.#outlooks.set(queueId, outlook);
    return outlook;
  }
}
