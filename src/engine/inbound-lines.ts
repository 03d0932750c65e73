import {
  type DistributorInput,
  type DistributorState,
  EMPTY_DISTRIBUTOR,
  stepDistributor,
} from '../core/acd/call-distributor.js';
import type { ExpectedWait } from '../core/acd/expected-wait.js';
import type { AgentId, AttemptId, MediaServerId, QueueId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { InboundPlan } from './inbound-plan.js';

/** Of a queue that was taken away while somebody waited in it. */
const LAST_RULES = { strategy: 'longest_idle', offerMs: SECOND, declineMs: SECOND } as const;

export interface LinesDeps {
  readonly clock: Clock;
  readonly plan: InboundPlan;
  /** Gives the caller to the agent; false where the agents' table does not have it. */
  readonly give: (callId: AttemptId, agentId: AgentId) => boolean;
}

interface Line {
  state: DistributorState;
  timer: Timer | null;
}

/** Who waits and who is free, one line a media server: an agent is joined with callers of his own server only. */
export class InboundLines {
  readonly #deps: LinesDeps;
  readonly #lines = new Map<MediaServerId, Line>();
  readonly #inbox: (readonly [MediaServerId, DistributorInput])[] = [];
  #stepping = false;

  constructor(deps: LinesDeps) {
    this.#deps = deps;
  }

  stateOf(serverId: MediaServerId): DistributorState {
    return this.#line(serverId).state;
  }

  /** The shortest wait that one of the servers promises; null: none does. */
  soonest(expectedOn: (serverId: MediaServerId) => ExpectedWait | null): number | null {
    const waits = [...this.#lines.keys()].flatMap((serverId) => expectedOn(serverId)?.meanMs ?? []);
    return waits.length === 0 ? null : Math.min(...waits);
  }

  /** The agent is free no more, on whichever server he was. */
  agentGone(agentId: AgentId): void {
    for (const [serverId, { state }] of this.#lines) {
      if (state.free.has(agentId)) {
        this.step(serverId, { kind: 'agentGone', agentId });
      }
    }
  }

  /** One input at a time: what an input does to an agent comes back as another one. */
  step(serverId: MediaServerId, input: DistributorInput): void {
    this.#inbox.push([serverId, input]);
    if (this.#stepping) {
      return;
    }
    this.#stepping = true;
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) {
        this.#stepOne(...next);
      }
    } finally {
      this.#stepping = false;
    }
  }

  close(): void {
    for (const { timer } of this.#lines.values()) {
      if (timer !== null) {
        this.#deps.clock.clearTimer(timer);
      }
    }
  }

  #stepOne(serverId: MediaServerId, input: DistributorInput): void {
    const { clock, plan } = this.#deps;
    const line = this.#line(serverId);
    const rulesOf = (queueId: QueueId) => plan.queues.get(queueId) ?? LAST_RULES;
    const { priorityStepMs } = plan;
    const step = stepDistributor(line.state, input, { priorityStepMs, rulesOf }, clock.now());
    line.state = step.state;
    if (line.timer !== null) {
      clock.clearTimer(line.timer);
      line.timer = null;
    }
    if (step.wakeAtMs !== null) {
      line.timer = clock.setTimer(step.wakeAtMs - clock.now(), () => this.step(serverId, { kind: 'tick' }));
    }
    for (const { kind, reservation } of step.effects) {
      if (kind === 'offer') {
        // Bound phones take a call by themselves: an offer is answered as soon as the agents' table has it. The answer
        // goes before the table's own word that he is free no more, which would withdraw the offer.
        const given = this.#deps.give(reservation.callId, reservation.agentId);
        const answer = { kind: given ? 'accepted' : 'refused', reservationId: reservation.id } as const;
        this.#inbox.unshift([serverId, answer]);
      }
    }
  }

  #line(serverId: MediaServerId): Line {
    const line = this.#lines.get(serverId) ?? { state: EMPTY_DISTRIBUTOR, timer: null };
    this.#lines.set(serverId, line);
    return line;
  }
}
