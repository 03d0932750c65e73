import type { ExpectedWait } from '../core/acd/expected-wait.js';
import { isOpenAt } from '../core/acd/service-hours.js';
import { callsAhead } from '../core/acd/waiting-line.js';
import type { AgentId, MediaServerId, QueueId } from '../core/kernel/ids.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { InboundLines } from './inbound-lines.js';
import type { InboundOutlooks } from './inbound-outlooks.js';
import type { InboundPlan } from './inbound-plan.js';
import type { QueueTallies } from './queue-tallies.js';
import type { QueueView } from './queue-view.js';
import type { QueueWaiter } from './queue-wait.js';
import { viewQueue } from './view-queue.js';

/** Somebody a queue has to do with: a caller, or a person whom we called and an agent gave there. */
export type QueueMember = QueueWaiter & { readonly agentId: AgentId | null };

export interface CensusDeps {
  readonly plan: InboundPlan;
  readonly clock: Clock;
  readonly floor: AgentFloor;
  /** Who goes on a planned pause soon. */
  readonly goesSoon: (agent: AgentSupervisor) => boolean;
  readonly lines: InboundLines;
  readonly outlooks: InboundOutlooks;
  readonly tallies: QueueTallies;
  /** All who wait or talk. */
  readonly members: () => readonly QueueMember[];
  /** At work and serving the queue, free or not. */
  readonly agentsOf: (queueId: QueueId) => readonly AgentSupervisor[];
  /** Agents whom the queue keeps from outbound. */
  readonly neededIn: (queueId: QueueId) => number;
}

/** Who waits in each queue, who talks for it, and what somebody who waits may expect. It changes nothing. */
export class QueueCensus {
  readonly #deps: CensusDeps;

  constructor(deps: CensusDeps) {
    this.#deps = deps;
  }

  /** Queues as they stand, in the order of their settings. */
  views(): readonly QueueView[] {
    const { plan, clock, agentsOf, neededIn, tallies, lines } = this.#deps;
    return [...plan.queues.values()].map((queue) =>
      viewQueue(queue, {
        open: isOpenAt(queue.hours, plan.calendar, clock.now()),
        calls: this.#membersOf(queue.id),
        agents: agentsOf(queue.id),
        needed: neededIn(queue.id),
        today: tallies.of(queue.id),
        expectedWaitMs: lines.soonest((serverId) => this.expectedIn(serverId, queue.id, null)),
      }),
    );
  }

  waitingIn(queueId: QueueId): number {
    return this.#membersOf(queueId).filter(({ phase }) => phase === 'waiting').length;
  }

  /** How long each talk of the queue lasts by now. */
  talksOf(queueId: QueueId): readonly number[] {
    const nowMs = this.#deps.clock.now();
    return this.#talking(queueId).map(({ talkedSinceMs }) => nowMs - (talkedSinceMs ?? nowMs));
  }

  /** Talks after which the agent goes on a planned pause. */
  leavingOf(queueId: QueueId): number {
    const { floor, goesSoon } = this.#deps;
    return this.#talking(queueId).filter(({ agentId }) => {
      const agent = agentId === null ? null : floor.find(agentId);
      return agent !== null && goesSoon(agent);
    }).length;
  }

  /** His place, 1 for the next one, and what he may expect. */
  outlook({ id, serverId, queueIds, giverId }: QueueWaiter) {
    const ahead = callsAhead(this.#deps.lines.stateOf(serverId).line, id) ?? 0;
    const queueId = queueIds?.[0];
    return {
      position: ahead + 1,
      expected: queueId === undefined ? null : this.expectedIn(serverId, queueId, ahead, giverId),
    };
  }

  /** `ahead` null: of somebody who would join now; `without`: whom he is not offered to. */
  expectedIn(
    serverId: MediaServerId,
    queueId: QueueId,
    ahead: number | null,
    without: AgentId | null = null,
  ): ExpectedWait | null {
    const { lines, agentsOf, outlooks } = this.#deps;
    const { line, free } = lines.stateOf(serverId);
    const agents = agentsOf(queueId).filter(
      (agent) => agent.serverId === serverId && agent.profile.id !== without,
    );
    const freeAgents = agents.filter(({ profile }) => free.has(profile.id)).length;
    const before = ahead ?? line.filter((call) => call.queueIds.includes(queueId)).length;
    const runningMs = this.talksOf(queueId);
    const place = { agents: agents.length, freeAgents, ahead: before, runningMs };
    return outlooks.of(queueId)?.expected(place) ?? null;
  }

  #talking(queueId: QueueId): readonly QueueMember[] {
    return this.#membersOf(queueId).filter(({ phase }) => phase === 'talking');
  }

  #membersOf(queueId: QueueId): readonly QueueMember[] {
    return this.#deps.members().filter(({ queueIds }) => queueIds?.includes(queueId) === true);
  }
}
