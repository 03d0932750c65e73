import { isOpenAt } from '../core/acd/service-hours.js';
import type { Decline, StickyAgent } from '../core/acd/waiting-line.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId, AttemptId, QueueId } from '../core/kernel/ids.js';
import { MINUTE } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { EventBus } from './event-bus.js';
import type { InboundCall } from './inbound-call.js';
import type { InboundOutlooks } from './inbound-outlooks.js';
import type { InboundPlan } from './inbound-plan.js';
import { BROKEN_OFF_PRIORITY, COMES_BACK_MS } from './inbound-reception.js';
import type { InboundTalkKeeper } from './inbound-talks.js';

/** Whom no agent of a queue has taken by then goes back to where he came from. */
export const TRANSFER_WAIT_MS = 2 * MINUTE;

export interface TransferDeps {
  readonly plan: InboundPlan;
  readonly clock: Clock;
  readonly floor: AgentFloor;
  readonly bus: EventBus;
  readonly talks: InboundTalkKeeper;
  /** At work and serving the queue, free or not. */
  readonly agentsOf: (queueId: QueueId) => readonly AgentSupervisor[];
  readonly enqueue: (call: InboundCall, sticky: StickyAgent | null, priority: number) => void;
  readonly outlooks: InboundOutlooks;
  readonly join: (call: InboundCall, agent: AgentSupervisor) => void;
}

/**
 * Callers who are given on: to a colleague, a queue or an outside number. Who had a word with an agent is no new caller of
 * the queue he is given to: neither its figures nor his row count him again, its load does.
 */
export class InboundTransfers {
  readonly #deps: TransferDeps;

  constructor(deps: TransferDeps) {
    this.#deps = deps;
  }

  /** Throws, with what to do instead, where nobody could take a person there. */
  check(queueId: QueueId, giver: AgentSupervisor): void {
    const { plan, clock } = this.#deps;
    const queue = plan.queues.get(queueId);
    if (queue === undefined) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no queue '${queueId}'.` });
    }
    if (!isOpenAt(queue.hours, plan.calendar, clock.now())) {
      throw conflict(`Queue '${queue.name}' is closed now; agree a callback, or choose another one.`);
    }
    if (this.serving(queueId, giver) === 0) {
      throw conflict(`Nobody but you serves queue '${queue.name}' now; choose another one.`);
    }
  }

  /** How many others could take a person of his there. */
  serving(queueId: QueueId, giver: AgentSupervisor): number {
    const others = this.#deps.agentsOf(queueId);
    return others.filter((one) => one !== giver && one.serverId === giver.serverId).length;
  }

  /** At work for the caller's campaign, or for his queue. */
  mayTake({ record, queueIds }: InboundCall, agent: AgentSupervisor): boolean {
    const queues = this.#deps.plan.dutyOf(agent.profile)?.queues;
    return agent.campaignIds.includes(record.campaign.id) || queueIds?.some((id) => queues?.has(id)) === true;
  }

  handOver(call: InboundCall, giver: AgentSupervisor, colleagueId: AgentId): void {
    const colleague = this.#deps.floor.find(colleagueId);
    if (colleague !== null && call.phase === 'talking') {
      call.returnTo = { agentId: giver.profile.id, queueIds: call.queueIds, byMs: null };
      giver.handOn();
      this.#deps.join(call, colleague);
    }
  }

  toQueue(call: InboundCall, giver: AgentSupervisor, queueId: QueueId): void {
    if (call.phase !== 'talking') {
      return;
    }
    const byMs = this.#deps.clock.now() + TRANSFER_WAIT_MS;
    call.returnTo = { agentId: giver.profile.id, queueIds: call.queueIds, byMs };
    call.queueIds = [queueId];
    call.waitingSinceMs = this.#deps.clock.now();
    this.#deps.outlooks.arrived(queueId);
    call.wait();
    giver.handOn();
    this.#deps.enqueue(call, null, 0);
  }

  /** False when the caller is off the line. */
  handOut(call: InboundCall, giver: AgentSupervisor, outsideId: AttemptId): boolean {
    if (call.phase !== 'talking') {
      return false;
    }
    this.#deps.talks.handedOut(call, giver);
    call.goOutside(outsideId);
    return true;
  }

  /** True when nobody of the queue took him in time: he waits for his agent again, and then for anybody of his own queue. */
  returned(call: InboundCall): boolean {
    const { clock, enqueue } = this.#deps;
    const nowMs = clock.now();
    if (call.returnTo?.byMs == null || nowMs < call.returnTo.byMs) {
      return false;
    }
    call.queueIds = call.returnTo.queueIds ?? call.queueIds;
    enqueue(call, this.comesBack(call), BROKEN_OFF_PRIORITY);
    return true;
  }

  /** False where the caller is not his. */
  agentLost(call: InboundCall, agentId: AgentId): boolean {
    if (call.agentId !== agentId) {
      return false;
    }
    call.wait();
    const onlyUntilMs = this.#deps.clock.now() + COMES_BACK_MS;
    this.#deps.enqueue(call, { agentId, onlyUntilMs }, BROKEN_OFF_PRIORITY);
    return true;
  }

  /** He was not taken: whose he was is asked first. Null where nobody gave him away. */
  comesBack(call: InboundCall): StickyAgent | null {
    if (call.returnTo === null) {
      return null;
    }
    const { clock, bus } = this.#deps;
    const { agentId } = call.returnTo;
    call.returnTo = null;
    bus.emit('talk:returned', { attemptId: call.id, agentId, atMs: clock.now() });
    return { agentId, onlyUntilMs: clock.now() + COMES_BACK_MS };
  }
}

/** Who has just given him away is not offered him at once. */
export function declinedBy(agentId: AgentId | null, untilMs: number | null): readonly Decline[] {
  return agentId === null || untilMs === null ? [] : [{ agentId, untilMs }];
}

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}
