import type { IvrFacts } from '../core/acd/ivr-walk.js';
import { isOpenAt } from '../core/acd/service-hours.js';
import type { InboundPlan } from './inbound-plan.js';

/** What a menu is told of the world at an instant: of a live call, and of one that is only rehearsed. */
export function ivrFactsAt(
  { queues, calendar }: Pick<InboundPlan, 'queues' | 'calendar'>,
  recognised: boolean,
  atMs: number,
): IvrFacts {
  return {
    recognised,
    isOpen(queueId) {
      const queue = queues.get(queueId);
      return queue !== undefined && isOpenAt(queue.hours, calendar, atMs);
    },
  };
}
