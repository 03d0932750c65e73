import { chooseOverflow } from '../core/acd/overflow.js';
import type { Clock } from '../ports/clock.js';
import type { InboundLines } from './inbound-lines.js';
import type { InboundOffers } from './inbound-offers.js';
import type { InboundPlan } from './inbound-plan.js';
import type { QueueCensus } from './queue-census.js';
import type { QueueWaiter } from './queue-wait.js';

export interface OverflowDeps {
  readonly plan: InboundPlan;
  readonly clock: Clock;
  readonly lines: InboundLines;
  readonly census: QueueCensus;
  readonly offers: InboundOffers;
}

/** Where those go whose wait grows too long: to another queue as well, to a callback, or away. */
export class QueueOverflow {
  readonly #deps: OverflowDeps;

  constructor(deps: OverflowDeps) {
    this.#deps = deps;
  }

  /** Does what is due. True: he is to be sent away, which is his owner's to do. */
  look(waiter: QueueWaiter): boolean {
    const { plan, clock, census, offers, lines } = this.#deps;
    const { queueIds, serverId, id } = waiter;
    const queue = queueIds === null ? undefined : plan.queues.get(queueIds[0]);
    if (queue === undefined || queueIds === null) {
      return false;
    }
    const { expected } = census.outlook(waiter);
    const target = chooseOverflow(queue.overflow, {
      waitedMs: clock.now() - (waiter.waitingSinceMs ?? clock.now()),
      expected,
      queueIds,
      callbackOffered: offers.wasMade(waiter),
      expectedIn: (queueId) => census.expectedIn(serverId, queueId, null, waiter.giverId),
    });
    switch (target?.kind) {
      case 'queue': {
        waiter.queueIds = [...queueIds, target.queueId];
        const waiting = lines.stateOf(serverId).line.find(({ callId }) => callId === id);
        if (waiting !== undefined) {
          lines.step(serverId, { kind: 'waits', call: { ...waiting, queueIds: waiter.queueIds } });
        }
        return false;
      }
      case 'callback': {
        if (offers.make(waiter, queueIds[0], expected)) {
          waiter.say(['fila-oferta-retorno']);
        }
        return false;
      }
      case 'message': {
        // Who had a word with an agent is not sent away by a machine.
        return waiter.talkedSinceMs === null;
      }
      case undefined: {
        return false;
      }
    }
  }
}
