import { type ShiftRules, WORK_BETWEEN_MS } from '../compliance/nr17.js';
import type { AgentId } from '../kernel/ids.js';
import { MINUTE } from '../kernel/time.js';
import { type OwedPause, type PlannedPause, pausesOwed, type Shift } from './shift-pauses.js';

/*
 * The pauses of a whole floor, put where its service suffers least. Each agent's are placed by dynamic programming, the
 * cheapest lawful places given everybody else's; then again, agent by agent, until nothing becomes cheaper. The cost never
 * rises from one placing to the next, so it ends.
 */

export interface RosteredShift extends Shift {
  readonly agentId: AgentId;
}

/** What it costs the floor's service that so many agents are there in the slot that begins then: callers lost, say. */
export type SlotLoss = (slotStartMs: number, agents: number) => number;

export interface FloorPausePlan {
  readonly pauses: ReadonlyMap<AgentId, readonly PlannedPause[]>;
  /** What all of it costs, in the unit of the loss given. */
  readonly loss: number;
  /** What the floor would lose if nobody took a pause: what of `loss` the pauses are not to blame for. */
  readonly lossWithoutPauses: number;
}

/** From one start that a pause may have to the next; the floor is counted in slots as long. */
export const SLOT_MS = 5 * MINUTE;
/** What two agents away at once cost beside the loss: where nothing is lost, the pauses are spread all the same. */
const TOGETHER = 1e-3;
/** What a pause costs for each slot that it lies off its even place in the shift: decides only between equals. */
const OFF_PLACE = 1e-6;
const MOST_SWEEPS = 6;

/** Who is there and who is away, by slot. */
class Floor {
  readonly #here = new Map<number, number>();
  readonly #away = new Map<number, number>();
  readonly #lossOf: SlotLoss;

  constructor(shifts: readonly RosteredShift[], lossOf: SlotLoss) {
    this.#lossOf = lossOf;
    for (const { startMs, endMs } of shifts) {
      for (const slot of slotsOf(startMs, endMs)) {
        this.#here.set(slot, (this.#here.get(slot) ?? 0) + 1);
      }
    }
  }

  move(pauses: readonly PlannedPause[], change: 1 | -1): void {
    for (const { startMs, endMs } of pauses) {
      for (const slot of slotsOf(startMs, endMs)) {
        this.#away.set(slot, (this.#away.get(slot) ?? 0) + change);
      }
    }
  }

  /** What it adds that one more is away in the slot. */
  added(slot: number): number {
    const away = this.#away.get(slot) ?? 0;
    const there = (this.#here.get(slot) ?? 0) - away;
    const at = slot * SLOT_MS;
    const loss = this.#lossOf(at, Math.max(0, there - 1)) - this.#lossOf(at, Math.max(0, there));
    return loss + TOGETHER * (2 * away + 1);
  }

  loss(paused: boolean): number {
    let sum = 0;
    for (const [slot, here] of this.#here) {
      const away = paused ? (this.#away.get(slot) ?? 0) : 0;
      sum += this.#lossOf(slot * SLOT_MS, Math.max(0, here - away));
    }
    return sum;
  }
}

function* slotsOf(startMs: number, endMs: number): Iterable<number> {
  for (let slot = Math.floor(startMs / SLOT_MS); slot * SLOT_MS < endMs; slot++) {
    yield slot;
  }
}

/** A pause's cost at each start it may have, in order of time. */
interface Priced {
  readonly starts: readonly number[];
  readonly costs: readonly number[];
}

function price(pause: OwedPause, floor: Floor, evenMs: number): Priced {
  const starts: number[] = [];
  for (let atMs = pause.fromMs; atMs <= pause.byMs; atMs += SLOT_MS) {
    starts.push(atMs);
  }
  const costs = starts.map((atMs) => {
    let cost = (OFF_PLACE * Math.abs(atMs - evenMs)) / SLOT_MS;
    for (const slot of slotsOf(atMs, atMs + pause.lengthMs)) {
      cost += floor.added(slot);
    }
    return cost;
  });
  return { starts, costs };
}

/** The cheapest starts in order, with work between. The earliest starts of `owed` leave that, so there are some. */
function cheapest(shift: Shift, owed: readonly OwedPause[], floor: Floor): readonly PlannedPause[] {
  const lengthMs = shift.endMs - shift.startMs;
  const priced = owed.map((pause, i) =>
    price(pause, floor, shift.startMs + (lengthMs * (i + 1)) / (owed.length + 1)),
  );
  // best[i][j]: cheapest cost of pauses 0..i with pause i at its j-th start; from[i][j]: the start of the one before.
  const best: number[][] = [];
  const from: number[][] = [];
  for (const [i, { starts, costs }] of priced.entries()) {
    const before = priced[i - 1];
    const gapMs = (owed[i - 1]?.lengthMs ?? 0) + WORK_BETWEEN_MS;
    let [reach, cheapestBefore, at] = [0, Number.POSITIVE_INFINITY, -1];
    best.push([]);
    from.push([]);
    for (const [j, startMs] of starts.entries()) {
      for (
        ;
        before !== undefined && (before.starts[reach] ?? Number.POSITIVE_INFINITY) + gapMs <= startMs;
        reach++
      ) {
        const cost = best[i - 1]?.[reach] ?? Number.POSITIVE_INFINITY;
        [cheapestBefore, at] = cost < cheapestBefore ? [cost, reach] : [cheapestBefore, at];
      }
      best[i]?.push((costs[j] ?? 0) + (before === undefined ? 0 : cheapestBefore));
      from[i]?.push(at);
    }
  }
  return traceBack(owed, priced, best, from);
}

function traceBack(
  owed: readonly OwedPause[],
  priced: readonly Priced[],
  best: readonly (readonly number[])[],
  from: readonly (readonly number[])[],
): readonly PlannedPause[] {
  const last = best.at(-1) ?? [];
  let j = last.reduce((found, cost, index) => (cost < (last[found] ?? 0) ? index : found), 0);
  const plan: PlannedPause[] = [];
  for (let i = owed.length - 1; i >= 0; i--) {
    const pause = owed[i];
    const startMs = priced[i]?.starts[j];
    if (pause !== undefined && startMs !== undefined) {
      plan.unshift({ code: pause.code, startMs, endMs: startMs + pause.lengthMs });
    }
    j = from[i]?.[j] ?? 0;
  }
  return plan;
}

/** What of a floor is not to be planned as a whole. */
export interface PlanChoices {
  /** Plans that stand, and those who have one are left as they are. @default none */
  readonly standing?: ReadonlyMap<AgentId, readonly PlannedPause[]>;
  /** Pauses that are behind somebody whose others are planned. @default none */
  readonly done?: ReadonlyMap<AgentId, readonly PlannedPause[]>;
  /** What of an agent's pauses is still to be planned. @default all that his shift owes */
  readonly owedOf?: (shift: RosteredShift) => readonly OwedPause[];
}

/**
 * Plans the pauses of everybody. Deterministic: agents are gone through by the start of their shift, then by id.
 *
 * @throws CadenciaError DLR_INPUT_INVALID for a shift that cannot hold its pauses; see `pausesOwed`.
 */
export function planFloorPauses(
  shifts: readonly RosteredShift[],
  rules: ShiftRules,
  lossOf: SlotLoss,
  { standing = new Map(), done = new Map(), owedOf = (shift) => pausesOwed(shift, rules) }: PlanChoices = {},
): FloorPausePlan {
  const floor = new Floor(shifts, lossOf);
  const order = shifts
    .filter(({ agentId }) => !standing.has(agentId))
    .sort((a, b) => a.startMs - b.startMs || (a.agentId < b.agentId ? -1 : 1));
  const owed = new Map(order.map((shift) => [shift.agentId, owedOf(shift)]));
  const plans = new Map<AgentId, readonly PlannedPause[]>(standing);
  for (const pauses of [...standing.values(), ...done.values()]) {
    floor.move(pauses, 1);
  }
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let moved = false;
    for (const shift of order) {
      const before = plans.get(shift.agentId) ?? [];
      floor.move(before, -1);
      const plan = cheapest(shift, owed.get(shift.agentId) ?? [], floor);
      floor.move(plan, 1);
      plans.set(shift.agentId, plan);
      moved ||= plan.some((pause, i) => pause.startMs !== before[i]?.startMs);
    }
    if (!moved) {
      break;
    }
  }
  return { pauses: plans, loss: floor.loss(true), lossWithoutPauses: floor.loss(false) };
}
