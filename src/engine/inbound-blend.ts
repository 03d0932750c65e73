import { divideIdle } from '../core/acd/blending.js';
import { skillScore } from '../core/acd/skill.js';
import type { AgentId, QueueId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { EventBus } from './event-bus.js';
import type { InboundOutlook } from './inbound-outlook.js';
import type { InboundPlan } from './inbound-plan.js';

/** How often it is looked at how many agents inbound needs; Erlang A is not asked at each event. */
const LOOK_MS = 5 * SECOND;
/** At work, in a talk or free: counted among those who serve a queue. */
const AT_WORK: ReadonlySet<string> = new Set(['available', 'previewing', 'reserved', 'talking', 'wrap_up']);

export interface BlendDeps {
  readonly plan: InboundPlan;
  readonly floor: AgentFloor;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly onLent: () => void;
  /** Who goes on a planned pause soon. */
  readonly goesSoon: (agent: AgentSupervisor) => boolean;
}

/** What the desk knows of a queue. */
export interface BlendSource {
  outlookOf(queueId: QueueId): InboundOutlook | null;
  /** How long each of its talks has lasted. */
  talksOf(queueId: QueueId): readonly number[];
  waitingIn(queueId: QueueId): number;
  /** Of its talks, those after which the agent goes on a planned pause. */
  leaving(queueId: QueueId): number;
  /** Whoever is free may be offered callers, also one whose coming free was heard of by nobody. */
  seeAll(): void;
}

/** Which free agents are kept from outbound, so that each queue's service level holds. */
export class InboundBlend {
  readonly #deps: BlendDeps;
  readonly #source: BlendSource;
  #kept: ReadonlySet<AgentId> = new Set();
  readonly #keptFor = new Map<QueueId, readonly AgentId[]>();
  readonly #needed = new Map<QueueId, number>();
  #timer: Timer | null = null;

  constructor(deps: BlendDeps, source: BlendSource) {
    this.#deps = deps;
    this.#source = source;
    this.#beat();
  }

  close(): void {
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  /** Agents at work who serve the queue. */
  agentsOf(queueId: QueueId): readonly AgentSupervisor[] {
    const { floor, plan } = this.#deps;
    return [...floor.all()].filter((agent) => {
      const duty = AT_WORK.has(agent.state.name) ? plan.dutyOf(agent.profile) : null;
      return duty !== null && duty.role !== 'outbound' && duty.queues.has(queueId);
    });
  }

  /** Agents the queue keeps from outbound now. */
  neededIn(queueId: QueueId): number {
    return this.#needed.get(queueId) ?? 0;
  }

  /** Free agents kept for the queue at the last look who are still free. */
  keptFor(queueId: QueueId): readonly AgentId[] {
    const free = ({ state }: AgentSupervisor): boolean => state.name === 'available';
    const here = new Set(
      this.agentsOf(queueId)
        .filter(free)
        .map(({ profile }) => profile.id),
    );
    return (this.#keptFor.get(queueId) ?? []).filter((id) => here.has(id));
  }

  keeps(agent: AgentSupervisor): boolean {
    if (agent.state.name !== 'available') {
      return false;
    }
    return this.#kept.has(agent.profile.id) || this.#deps.plan.dutyOf(agent.profile)?.role === 'inbound';
  }

  #beat(): void {
    this.#timer = this.#deps.clock.setTimer(LOOK_MS, () => {
      this.#look();
      this.#beat();
    });
  }

  /**
   * Queues one after the other: an agent kept for one is free for the next as well, who are given on his own talks. Who
   * goes on a planned pause soon is not counted on, free or in a talk: another is kept before he goes, since one who comes
   * free only then may be in a long talk of ours.
   */
  #look(): void {
    const { plan, clock, bus, onLent, goesSoon } = this.#deps;
    const nowMs = clock.now();
    this.#source.seeAll();
    const kept = new Set<AgentId>();
    for (const [queueId, queue] of plan.queues) {
      const agents = this.agentsOf(queueId);
      const talks = this.#source.talksOf(queueId);
      const needed = this.#source.outlookOf(queueId)?.needed(agents.length, talks, nowMs) ?? 0;
      if (needed !== this.#needed.get(queueId)) {
        this.#needed.set(queueId, needed);
        bus.emit('inbound:needs', { queueId, needed, agents: agents.length, atMs: nowMs });
      }
      const idle = agents
        .filter(({ state }) => state.name === 'available' && state.pending === null)
        .filter((agent) => !kept.has(agent.profile.id) && !goesSoon(agent))
        .map(({ profile, state }) => {
          const duty = plan.dutyOf(profile);
          return {
            agentId: profile.id,
            role: duty?.role ?? ('outbound' as const),
            freeSinceMs: state.sinceMs,
            inboundScore: duty === null ? 0 : skillScore(duty.skills, queue.needs),
          };
        });
      const staying = talks.length - this.#source.leaving(queueId);
      const division = divideIdle(idle, needed, staying, this.#source.waitingIn(queueId));
      this.#keptFor.set(queueId, division.kept);
      for (const agentId of division.kept) {
        kept.add(agentId);
      }
    }
    const lent = [...this.#kept].some((agentId) => !kept.has(agentId));
    this.#kept = kept;
    if (lent) {
      onLent();
    }
  }
}
