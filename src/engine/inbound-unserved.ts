import {
  type AbandonedCallers,
  type AbandonedInput,
  type LeftIn,
  stepAbandoned,
} from '../core/acd/abandoned-callers.js';
import { callerNumber } from '../core/acd/caller-number.js';
import type { QueueId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { EventBus } from './event-bus.js';
import type { InboundCall } from './inbound-call.js';
import type { InboundPlan } from './inbound-plan.js';

export interface UnservedDeps {
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly plan: InboundPlan;
}

/** Callers with whom nobody spoke: told of once, and kept to be called back. */
export class InboundUnserved {
  readonly #deps: UnservedDeps;
  #callers: AbandonedCallers = new Map();

  constructor(deps: UnservedDeps) {
    this.#deps = deps;
  }

  get callers(): AbandonedCallers {
    return this.#callers;
  }

  /** Callers who took an offer and were not reached yet. */
  get promised(): number {
    return [...this.#callers.values()].filter(({ leftIn }) => leftIn === 'offer').length;
  }

  note(
    call: InboundCall,
    queueId: QueueId | null,
    leftIn: LeftIn,
    why: 'hung_up' | 'callback' | 'message',
  ): void {
    const { bus, clock } = this.#deps;
    const nowMs = clock.now();
    const waitedMs = nowMs - (call.waitingSinceMs ?? nowMs);
    call.unserved = true;
    bus.emit('inbound:unserved', { callId: call.id, queueId, why, waitedMs, atMs: nowMs });
    const number = callerNumber(call.inbound.caller);
    if (number !== null) {
      // A wish is on the list however short the call was.
      const listedMs = why === 'callback' ? Number.MAX_SAFE_INTEGER : nowMs - call.arrivedMs;
      this.#step({ kind: 'hungUp', number, queueId, leftIn, waitedMs: listedMs });
    }
  }

  spokeWith(call: InboundCall): void {
    const number = callerNumber(call.inbound.caller);
    if (number !== null) {
      this.#step({ kind: 'spoke', number });
    }
  }

  #step(input: AbandonedInput): void {
    const { clock, plan } = this.#deps;
    this.#callers = stepAbandoned(this.#callers, input, plan.abandoned, clock.now());
  }
}
