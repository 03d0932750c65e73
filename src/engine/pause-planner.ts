import type { ShiftRules } from '../core/compliance/nr17.js';
import { BRASILIA, dayStartMs } from '../core/kernel/civil-time.js';
import { messageOf } from '../core/kernel/errors.js';
import type { AgentId } from '../core/kernel/ids.js';
import { HOUR, MINUTE } from '../core/kernel/time.js';
import { callerLoss } from '../core/pauses/caller-loss.js';
import { type FloorPausePlan, planFloorPauses, type RosteredShift } from '../core/pauses/floor-pauses.js';
import { pausesOwed } from '../core/pauses/shift-pauses.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentPausePlan } from './agent-pause-plan.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { InboundDesk } from './inbound-desk.js';
import type { InboundPlan } from './inbound-plan.js';

export interface PlannerDeps {
  readonly clock: Clock;
  readonly floor: AgentFloor;
  readonly plan: InboundPlan | null;
  readonly inbound: () => InboundDesk | null;
  readonly rulesOf: (agent: AgentSupervisor) => ShiftRules;
  /** When his day began, or null where he was not there yet. */
  readonly beganMs: (agent: AgentSupervisor) => number | null;
}

type Shift = Omit<AgentPausePlan, 'pauses' | 'problem'>;

/**
 * Plans the pauses of everybody's shift of today (NR-17, Anexo II, 5.4) where the queues lose least by Erlang A. A plan
 * stands until a shift begins, ends or is changed. It is an offer: whoever asks for a pause at another time gets it.
 */
export class PausePlanner {
  readonly #deps: PlannerDeps;
  #key = '';
  #plans: readonly AgentPausePlan[] = [];

  constructor(deps: PlannerDeps) {
    this.#deps = deps;
  }

  today(): readonly AgentPausePlan[] {
    const nowMs = this.#deps.clock.now();
    const shifts = [...this.#deps.floor.all()].flatMap((agent) => this.#shiftOf(agent, nowMs) ?? []);
    const key = JSON.stringify(shifts);
    if (key !== this.#key) {
      this.#key = key;
      this.#plans = this.#planned(shifts);
    }
    return this.#plans;
  }

  #shiftOf(agent: AgentSupervisor, nowMs: number): Shift | null {
    const { plan, beganMs, rulesOf } = this.#deps;
    const { id: agentId } = agent.profile;
    const rostered = plan?.dutyOf(agent.profile)?.shift ?? null;
    if (rostered !== null) {
      const dayMs = dayStartMs(nowMs, BRASILIA);
      return { agentId, startMs: dayMs + rostered.fromMs, endMs: dayMs + rostered.toMs, rostered: true };
    }
    const startMs = beganMs(agent);
    if (startMs === null) {
      return null;
    }
    const { activeTime, pauses } = rulesOf(agent);
    const endMs = startMs + activeTime.hours * HOUR + pauses.mealMinutes * MINUTE;
    return { agentId, startMs, endMs, rostered: false };
  }

  #planned(shifts: readonly Shift[]): readonly AgentPausePlan[] {
    const problems = new Map<AgentId, string>();
    const [first] = shifts;
    const agent = first === undefined ? null : this.#deps.floor.find(first.agentId);
    if (agent === null) {
      return [];
    }
    const rules = this.#deps.rulesOf(agent);
    const lawful = shifts.filter((shift) => {
      try {
        return pausesOwed(shift, rules).length >= 0;
      } catch (error) {
        problems.set(shift.agentId, messageOf(error));
        return false;
      }
    });
    const { pauses } = this.#plan(lawful, rules);
    return shifts.map((shift) => ({
      ...shift,
      pauses: pauses.get(shift.agentId) ?? [],
      problem: problems.get(shift.agentId) ?? '',
    }));
  }

  /** By the queue with most calls; where none come the pauses are spread evenly. */
  #plan(shifts: readonly RosteredShift[], rules: ShiftRules): FloorPausePlan {
    const busiest = this.#deps.inbound()?.busiest() ?? null;
    const loss = busiest === null ? (): number => 0 : callerLoss(() => busiest.load, busiest.goal);
    return planFloorPauses(shifts, rules, loss);
  }
}
