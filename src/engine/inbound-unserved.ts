import type { LeftIn } from '../core/acd/abandoned-callers.js';
import type { Unserved } from '../core/acd/inbound-result.js';
import type { QueueId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { CallerReturns } from './caller-returns.js';
import type { EventBus } from './event-bus.js';
import type { InboundCall } from './inbound-call.js';

export interface UnservedDeps {
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly returns: CallerReturns;
}

/** Callers with whom nobody spoke: told of once, and kept to be called back. */
export class InboundUnserved {
  readonly #deps: UnservedDeps;

  constructor(deps: UnservedDeps) {
    this.#deps = deps;
  }

  /** Callers who took an offer and were not reached yet. */
  get promised(): number {
    return [...this.#deps.returns.callers.values()].filter(({ leftIn }) => leftIn === 'offer').length;
  }

  /** `dueMs`: when he was promised to be called. */
  note(
    call: InboundCall,
    queueId: QueueId | null,
    leftIn: LeftIn,
    why: Unserved,
    dueMs: number | null = null,
  ): void {
    const { bus, clock } = this.#deps;
    const nowMs = clock.now();
    const waitedMs = nowMs - (call.waitingSinceMs ?? nowMs);
    call.unserved = true;
    call.record.left(why);
    bus.emit('inbound:unserved', { callId: call.id, queueId, why, waitedMs, atMs: nowMs });
    // A wish is on the list however short the call was.
    this.#list(call, queueId, why === 'callback' ? 'offer' : leftIn, dueMs);
  }

  /** Given on to a queue he chose to be called back: he was served, so no figure of the queue counts it. */
  calledAgain(call: InboundCall, queueId: QueueId, dueMs: number | null): void {
    call.unserved = true;
    call.disposed = true;
    call.record.disposed('retorno_agendado');
    this.#list(call, queueId, 'offer', dueMs);
  }

  /** His talk broke off by no fault of his, and nobody took it up again: he is called back (Decreto 11.034/2022). */
  brokenOff(call: InboundCall): void {
    this.#list(call, call.queueIds?.[0] ?? null, 'queue', null);
  }

  #list(call: InboundCall, queueId: QueueId | null, leftIn: LeftIn, dueMs: number | null): void {
    const { clock, returns } = this.#deps;
    const { number } = call;
    const { campaign, contact, wantsNoCalls } = call.record;
    if (number !== null && !wantsNoCalls) {
      const waitedMs = clock.now() - call.arrivedMs;
      const [campaignId, contactId] = [campaign.id, contact?.id ?? null];
      returns.step({ kind: 'hungUp', number, queueId, leftIn, waitedMs, campaignId, contactId, dueMs });
    }
  }

  spokeWith(call: InboundCall): void {
    const { number } = call;
    if (number !== null && this.#deps.returns.callers.has(number)) {
      this.#deps.returns.step({ kind: 'spoke', number });
    }
  }
}
