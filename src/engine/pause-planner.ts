import type { ShiftRules, ShiftSpan } from '../core/compliance/nr17.js';
import { BRASILIA, dayStartMs } from '../core/kernel/civil-time.js';
import { messageOf } from '../core/kernel/errors.js';
import type { AgentId } from '../core/kernel/ids.js';
import { HOUR, MINUTE } from '../core/kernel/time.js';
import { callerLoss } from '../core/pauses/caller-loss.js';
import { type PlanChoices, planFloorPauses, type RosteredShift } from '../core/pauses/floor-pauses.js';
import { isOpenPause, owedFrom, standPauses } from '../core/pauses/pause-standing.js';
import { type PlannedPause, pausesOwed } from '../core/pauses/shift-pauses.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentPausePlan } from './agent-pause-plan.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { InboundDesk } from './inbound-desk.js';
import type { InboundPlan } from './inbound-plan.js';

/** As long before a pause its agent is no longer counted on: somebody else has to come free by then. */
const GOES_SOON_MS = 2 * MINUTE;

export interface PlannerDeps {
  readonly clock: Clock;
  readonly floor: AgentFloor;
  readonly plan: InboundPlan | null;
  readonly inbound: () => InboundDesk | null;
  readonly rulesOf: (agent: AgentSupervisor) => ShiftRules;
  /** What he did today, in order. */
  readonly spansOf: (agent: AgentSupervisor) => readonly ShiftSpan[];
}

type Shift = Omit<AgentPausePlan, 'pauses' | 'problem'>;

interface Planned {
  readonly shift: Shift;
  readonly pauses: readonly PlannedPause[];
  readonly problem: string;
}

/**
 * Plans the pauses of everybody's shift of today (NR-17, Anexo II, 5.4) where the queues lose least by Erlang A. A plan
 * stands until its own shift is changed, or it is asked to plan anew. It is an offer: whoever asks for a pause at another
 * time gets it.
 */
export class PausePlanner {
  readonly #deps: PlannerDeps;
  #plans: ReadonlyMap<AgentId, Planned> = new Map();

  constructor(deps: PlannerDeps) {
    this.#deps = deps;
  }

  today(): readonly AgentPausePlan[] {
    this.#refresh();
    const nowMs = this.#deps.clock.now();
    return [...this.#plans.values()].map(({ shift, pauses, problem }) => ({
      ...shift,
      pauses: standPauses(pauses, this.#spansOf(shift.agentId), nowMs),
      problem,
    }));
  }

  /** Who is about to go, or should be on his pause already: inbound does not count on him. */
  goesSoon({ profile }: AgentSupervisor): boolean {
    const nowMs = this.#deps.clock.now();
    const planned = this.#plans.get(profile.id)?.pauses ?? [];
    // Mostly nobody's time is near, and then nothing has to be matched.
    return (
      planned.some(({ startMs, endMs }) => isNear(startMs, endMs, nowMs)) &&
      standPauses(planned, this.#spansOf(profile.id), nowMs).some(
        (pause) => isOpenPause(pause) && isNear(pause.startMs, pause.endMs, nowMs),
      )
    );
  }

  /** Plans anew what nobody has taken yet, from now on: by what the queues have learned, and who missed his. */
  replan(): readonly AgentPausePlan[] {
    this.#refresh();
    const nowMs = this.#deps.clock.now();
    const done = new Map<AgentId, readonly PlannedPause[]>();
    const owedOf = (shift: RosteredShift) => {
      const stood = standPauses(
        this.#plans.get(shift.agentId)?.pauses ?? [],
        this.#spansOf(shift.agentId),
        nowMs,
      );
      const rules = this.#rules();
      const owed = rules === null ? [] : pausesOwed(shift, rules);
      const still = owedFrom(owed, stood, this.#spansOf(shift.agentId), nowMs);
      done.set(
        shift.agentId,
        stood.filter(({ code }) => still.every((one) => one.code !== code)),
      );
      return still;
    };
    const shifts = [...this.#plans.values()].filter(({ problem }) => problem === '');
    const owed = new Map(shifts.map(({ shift }) => [shift.agentId, owedOf(shift)]));
    const fresh = this.#place(
      shifts.map(({ shift }) => shift),
      { done, owedOf: ({ agentId }) => owed.get(agentId) ?? [] },
    );
    this.#plans = new Map(
      [...this.#plans].map(([id, one]) => {
        const pauses = [...(done.get(id) ?? []), ...(fresh.get(id) ?? [])];
        const inOrder = pauses.sort((a, b) => a.startMs - b.startMs);
        return [id, one.problem === '' ? { ...one, pauses: inOrder } : one];
      }),
    );
    return this.today();
  }

  /** Plans for whoever has come or whose shift has changed; the others' plans stand. */
  #refresh(): void {
    const nowMs = this.#deps.clock.now();
    const shifts = [...this.#deps.floor.all()].flatMap((agent) => this.#shiftOf(agent, nowMs) ?? []);
    const stands = (shift: Shift): boolean => {
      const known = this.#plans.get(shift.agentId)?.shift;
      return known?.startMs === shift.startMs && known.endMs === shift.endMs;
    };
    if (shifts.length === this.#plans.size && shifts.every(stands)) {
      return;
    }
    const rules = this.#rules();
    const problems = new Map(shifts.map((shift) => [shift.agentId, problemOf(shift, rules)]));
    const lawful = shifts.filter(({ agentId }) => problems.get(agentId) === '');
    const standing = new Map(
      lawful.filter(stands).map(({ agentId }) => [agentId, this.#plans.get(agentId)?.pauses ?? []]),
    );
    const placed = this.#place(lawful, { standing });
    this.#plans = new Map(
      shifts.map((shift) => {
        const { agentId } = shift;
        return [agentId, { shift, pauses: placed.get(agentId) ?? [], problem: problems.get(agentId) ?? '' }];
      }),
    );
  }

  #rules(): ShiftRules | null {
    const [first] = this.#deps.floor.all();
    return first === undefined ? null : this.#deps.rulesOf(first);
  }

  #spansOf(agentId: AgentId): readonly ShiftSpan[] {
    const agent = this.#deps.floor.find(agentId);
    return agent === null ? [] : this.#deps.spansOf(agent);
  }

  #shiftOf(agent: AgentSupervisor, nowMs: number): Shift | null {
    const { plan, spansOf, rulesOf } = this.#deps;
    const { id: agentId } = agent.profile;
    const rostered = plan?.dutyOf(agent.profile)?.shift ?? null;
    if (rostered !== null) {
      const dayMs = dayStartMs(nowMs, BRASILIA);
      return { agentId, startMs: dayMs + rostered.fromMs, endMs: dayMs + rostered.toMs, rostered: true };
    }
    const startMs = spansOf(agent)[0]?.startMs;
    if (startMs === undefined) {
      return null;
    }
    const { activeTime, pauses } = rulesOf(agent);
    const endMs = startMs + activeTime.hours * HOUR + pauses.mealMinutes * MINUTE;
    return { agentId, startMs, endMs, rostered: false };
  }

  /** By the queue with most calls; where none come the pauses are spread evenly. */
  #place(
    shifts: readonly RosteredShift[],
    choices: PlanChoices,
  ): ReadonlyMap<AgentId, readonly PlannedPause[]> {
    const rules = this.#rules();
    const busiest = this.#deps.inbound()?.busiest() ?? null;
    const loss = busiest === null ? (): number => 0 : callerLoss(() => busiest.load, busiest.goal);
    return rules === null ? new Map() : planFloorPauses(shifts, rules, loss, choices).pauses;
  }
}

function isNear(startMs: number, endMs: number, nowMs: number): boolean {
  return startMs - GOES_SOON_MS <= nowMs && nowMs < endMs;
}

/** Why no pauses can be planned in the shift, or ''. */
function problemOf(shift: Shift, rules: ShiftRules | null): string {
  try {
    if (rules !== null) {
      pausesOwed(shift, rules);
    }
    return '';
  } catch (error) {
    return messageOf(error);
  }
}
