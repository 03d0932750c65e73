import type { VirtualClock } from '../../adapters/clock/virtual-clock.js';
import type { SimulatedNetwork } from '../../adapters/simulator/simulated-network.js';
import {
  type AgentId,
  type CampaignId,
  parseAgentId,
  parseCampaignId,
  parseGroupId,
} from '../../core/kernel/ids.js';
import { makeSeededRng, type Rng } from '../../core/kernel/rng.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import type { Engine } from '../../engine/engine.js';
import type { AgentProfile } from '../../ports/agent-store.js';
import { DemoAgents, type MetPerson } from '../demo/demo-agents.js';
import { instantOf } from './answer-curve.js';
import type { AgentGroup, Scenario } from './scenario.js';
import { drawFactor, drawSpanMs } from './span.js';

/** One agent of the scenario and how he differs from the others. */
export interface TwinAgent {
  readonly profile: AgentProfile;
  readonly group: AgentGroup;
  /** His place in the group. */
  readonly place: number;
  readonly campaignIds: readonly CampaignId[];
  readonly talkFactor: number;
  readonly wrapFactor: number;
  readonly rng: Rng;
}

/** The agents of a scenario, the same for a seed whatever the settings. */
export function twinAgents(scenario: Scenario, seed: string): readonly TwinAgent[] {
  return scenario.agents.flatMap((group, g) =>
    Array.from({ length: group.count }, (_, place) => {
      const name = `a${g + 1}-${String(place + 1).padStart(4, '0')}`;
      const rng = makeSeededRng(`${seed}/agent/${name}`);
      return {
        profile: {
          id: parseAgentId(name),
          name,
          groupId: parseGroupId(group.group),
          endpoint: `SIM/${name}`,
          demo: true,
          active: true,
        },
        group,
        place,
        campaignIds: (group.campaigns ?? scenario.campaigns.map(({ id }) => id)).map(parseCampaignId),
        talkFactor: drawFactor(group.talk_cv, rng),
        wrapFactor: drawFactor(group.wrap_cv, rng),
        rng,
      };
    }),
  );
}

interface TwinCrewDeps {
  readonly scenario: Scenario;
  readonly agents: readonly TwinAgent[];
  readonly clock: VirtualClock;
  readonly rng: Rng;
  readonly engine: Engine;
  readonly network: SimulatedNetwork;
  readonly onTrouble: (what: string) => void;
}

const NOBODY: MetPerson = { who: 'nobody', talkMs: 5 * SECOND, personEnds: false };
const SHORT_WRAP_MS = 1 * SECOND;
const ASK_AGAIN_MS = 30 * SECOND;

/** Brings the scenario's agents to work, to their pauses and home, and lets them talk and write as it says. */
export class TwinCrew {
  readonly #deps: TwinCrewDeps;
  readonly #byId: ReadonlyMap<AgentId, TwinAgent>;
  readonly #met = new Map<AgentId, MetPerson>();
  /** Minutes of the pause each was last sent to, by its reason. */
  readonly #pauseMs = new Map<string, number>();
  readonly #planners: DemoAgents;
  readonly #others: DemoAgents;
  #wentHome = false;

  constructor(deps: TwinCrewDeps) {
    this.#deps = deps;
    this.#byId = new Map(deps.agents.map((agent) => [agent.profile.id, agent]));
    this.#planners = this.#makeCrew(true);
    this.#others = this.#makeCrew(false);
    deps.engine.events.on('agent:moved', ({ agentId, to, reason }) => {
      const pauseMs = to === 'paused' ? this.#pauseMs.get(reason) : undefined;
      if (pauseMs !== undefined) {
        deps.clock.setTimer(pauseMs, () => this.#comeBack(agentId, reason));
      }
    });
  }

  /** Sets the timers of one day; the last shift lasts until `goHome`. */
  plan(day: number): void {
    const { scenario, agents, rng } = this.#deps;
    this.#wentHome = false;
    for (const agent of agents) {
      const { group, place, profile } = agent;
      const fromMs = instantOf(scenario, group.from ?? scenario.from, day);
      const lateMs = group.ramp_minutes * MINUTE * (group.ramp_minutes > 0 ? rng.next() : 0);
      this.#at(fromMs + lateMs, () => this.#crewOf(profile.id).enter(profile.id, agent.campaignIds));
      if (group.to !== undefined && group.to < scenario.to) {
        this.#at(instantOf(scenario, group.to, day), () => this.#crewOf(profile.id).leave(profile.id));
      }
      for (const [turn, pause] of group.pauses.entries()) {
        // Those of the next pause are others, as far as the group goes round.
        const first = Math.floor(turn * pause.share * group.count) % group.count;
        const seat = (place - first + group.count) % group.count;
        if (seat < Math.round(pause.share * group.count)) {
          const reason = `pausa-${pause.minutes}`;
          this.#pauseMs.set(reason, pause.minutes * MINUTE);
          this.#at(instantOf(scenario, pause.at, day), () => this.#sendToPause(profile.id, reason));
        }
      }
    }
  }

  /** Everybody who is still there logs out, after the present call. */
  goHome(): void {
    this.#wentHome = true;
    this.#planners.sendHome();
    this.#others.sendHome();
  }

  close(): void {
    this.#planners.close();
    this.#others.close();
  }

  /** Who has not come yet, or has gone, has no pause to take. */
  #sendToPause(agentId: AgentId, reason: string): void {
    const state = this.#deps.engine.agents.view(agentId)?.state;
    if (state !== undefined && state !== 'offline' && state !== 'connecting') {
      this.#crewOf(agentId).pause(agentId, reason);
    }
  }

  /** Whoever is not let back yet (NR-17 wants more rest) asks again. */
  #comeBack(agentId: AgentId, reason: string): void {
    const { engine, clock } = this.#deps;
    const isPaused = (): boolean => {
      const view = engine.agents.view(agentId);
      return view?.state === 'paused' && view.reason === reason;
    };
    if (!isPaused()) {
      return;
    }
    if (engine.agents.day(agentId).blockedBy === null) {
      this.#crewOf(agentId).ready(agentId);
    } else if (!this.#wentHome) {
      clock.setTimer(ASK_AGAIN_MS, () => this.#comeBack(agentId, reason));
    }
  }

  #at(atMs: number, run: () => void): void {
    const { clock } = this.#deps;
    clock.setTimer(Math.max(0, atMs - clock.now()), run);
  }

  #crewOf(agentId: AgentId): DemoAgents {
    return this.#byId.get(agentId)?.group.plans_pauses === false ? this.#others : this.#planners;
  }

  #makeCrew(plansPauses: boolean): DemoAgents {
    const { clock, rng, engine, onTrouble } = this.#deps;
    return new DemoAgents({
      clock,
      rng,
      plansPauses,
      control: engine,
      events: engine.events,
      whoIsOn: (leg, _phone, agentId) => this.#meet(leg, agentId),
      wrapMs: (agentId) => this.#wrapMs(agentId),
      onTrouble: (agentId, error) => onTrouble(`${agentId}: ${String(error)}`),
    });
  }

  #meet(leg: Parameters<SimulatedNetwork['fateOfLeg']>[0], agentId: AgentId): MetPerson {
    const answer = this.#deps.network.fateOfLeg(leg)?.answer;
    const factor = answer?.who == null ? 1 : (this.#byId.get(agentId)?.talkFactor ?? 1);
    const met: MetPerson =
      answer == null
        ? NOBODY
        : {
            who: answer.who ?? 'nobody',
            talkMs: Math.round((answer.talkMs ?? NOBODY.talkMs) * factor),
            personEnds: answer.endsTalk,
          };
    this.#met.set(agentId, met);
    return met;
  }

  #wrapMs(agentId: AgentId): number {
    const agent = this.#byId.get(agentId);
    if (agent === undefined || this.#met.get(agentId)?.who === 'nobody') {
      return SHORT_WRAP_MS;
    }
    return Math.round(drawSpanMs(agent.group.wrap, agent.rng) * agent.wrapFactor);
  }
}
