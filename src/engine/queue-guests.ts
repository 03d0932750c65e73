import type { DistributorInput } from '../core/acd/call-distributor.js';
import type { AgentId, AttemptId, MediaServerId, QueueId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { InboundOffers } from './inbound-offers.js';
import type { InboundOutlooks } from './inbound-outlooks.js';
import type { InboundPlan } from './inbound-plan.js';
import { declinedBy } from './inbound-transfers.js';
import type { QueueCensus } from './queue-census.js';
import { QueueGuest } from './queue-guest.js';
import type { QueueOverflow } from './queue-overflow.js';

export interface GuestsDeps {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly plan: InboundPlan;
  readonly floor: AgentFloor;
  readonly bus: EventBus;
  readonly outlooks: InboundOutlooks;
  readonly census: Pick<QueueCensus, 'outlook'>;
  readonly overflow: Pick<QueueOverflow, 'look'>;
  readonly offers: InboundOffers;
  readonly step: (serverId: MediaServerId, input: DistributorInput) => void;
}

/**
 * Persons whom we called and whom an agent gave to a queue. They wait among its callers and hear what callers hear; the
 * queue's load counts them, its goal does not: they were answered once.
 */
export class QueueGuests {
  readonly #deps: GuestsDeps;
  readonly #guests = new Map<AttemptId, QueueGuest>();
  /** When those are to be called who took a callback. */
  #promisedMs: readonly number[] = [];
  readonly #off: () => void;

  constructor(deps: GuestsDeps) {
    this.#deps = deps;
    this.#off = deps.bus.on('call:moved', ({ attemptId, to }) => this.#moved(attemptId, to));
  }

  close(): void {
    this.#off();
    for (const guest of this.#guests.values()) {
      guest.close();
    }
    this.#guests.clear();
  }

  values(): Iterable<QueueGuest> {
    return this.#guests.values();
  }

  /** Callbacks they took that are not due yet. */
  get promised(): number {
    const nowMs = this.#deps.clock.now();
    this.#promisedMs = this.#promisedMs.filter((dueMs) => dueMs > nowMs);
    return this.#promisedMs.length;
  }

  /** He waits in a queue of callers from now on; false where it is there no more. */
  seek(call: CallSupervisor, queueId: QueueId): boolean {
    const { plan, outlooks, step } = this.#deps;
    const queue = plan.queues.get(queueId);
    if (queue === undefined) {
      return false;
    }
    const guest = new QueueGuest(
      {
        ...this.#deps,
        look: (one) => void this.#deps.overflow.look(one),
        outlook: (one) => this.#deps.census.outlook(one),
        pressed: (one, digit) => this.#pressed(one, digit),
      },
      call,
      queueId,
    );
    this.#guests.set(call.attemptId, guest);
    outlooks.arrived(queueId);
    guest.wait();
    const waiting = {
      callId: call.attemptId,
      queueIds: guest.queueIds,
      priority: queue.priority,
      sinceMs: guest.waitingSinceMs,
      needs: queue.needs,
      sticky: null,
      declines: declinedBy(call.state.returnTo, call.state.connectByMs),
    } as const;
    step(guest.serverId, { kind: 'waits', call: waiting });
    return true;
  }

  /** He waits elsewhere from now on, or nowhere. */
  leave({ attemptId }: CallSupervisor): void {
    const guest = this.#guests.get(attemptId);
    if (guest?.agentId === null) {
      this.#forget(guest);
      this.#deps.step(guest.serverId, { kind: 'left', callId: attemptId });
      guest.left();
    }
  }

  /** Gives him to an agent of the queue; the agents' table has the last word. */
  give(callId: AttemptId, agentId: AgentId): boolean {
    const guest = this.#guests.get(callId);
    const agent = this.#deps.floor.find(agentId);
    if (guest?.agentId !== null || agent?.input({ kind: 'reserve', attemptId: callId }) !== null) {
      return false;
    }
    guest.granted(agentId);
    const { contact, opening } = guest.call.subject;
    agent.card = { attemptId: callId, campaignId: opening.campaignId, contact, decideByMs: null };
    guest.call.input({ kind: 'agentGranted', agentId });
    return true;
  }

  /** Joined with an agent of the queue, or parted from him. */
  #moved(attemptId: AttemptId, to: string): void {
    const guest = this.#guests.get(attemptId);
    if (guest === undefined || guest.agentId === null || to === 'connecting') {
      return;
    }
    const { clock, outlooks } = this.#deps;
    if (to === 'talking' && guest.servedSinceMs === null) {
      guest.servedSinceMs = clock.now();
      return;
    }
    if (guest.servedSinceMs !== null) {
      outlooks.of(guest.queueIds[0])?.handled(clock.now() - guest.servedSinceMs);
    }
    this.#forget(guest);
  }

  /** He is called back when it would have been his turn, as by any callback of his campaign, and hangs up now. */
  #pressed(guest: QueueGuest, digit: string): void {
    const { offers } = this.#deps;
    const dueMs = offers.takes(guest, digit) ? offers.dueMs(guest) : null;
    if (dueMs !== null) {
      this.#promisedMs = [...this.#promisedMs, dueMs];
      guest.call.callbackAtMs = dueMs;
      guest.call.input({ kind: 'callbackTaken' });
    }
  }

  #forget(guest: QueueGuest): void {
    this.#guests.delete(guest.id);
    this.#deps.offers.forget(guest);
  }
}
