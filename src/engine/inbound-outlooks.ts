import type { QueueId } from '../core/kernel/ids.js';
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

  /** Settings have changed. */
  refresh(): void {
    for (const [queueId, outlook] of this.#outlooks) {
      const queue = this.#plan.queues.get(queueId);
      if (queue !== undefined) {
        outlook.use(queue);
      }
    }
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
