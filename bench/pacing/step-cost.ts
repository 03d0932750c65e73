import type { PacedCall, PacingSettings } from '../../src/core/pacing/pacing-strategy.js';
import { predictivePacing } from '../../src/core/pacing/predictive-pacing.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { World } from './world.js';

/** What one step of the strategy costs, by the processor's own clock, and what its state grows to over a day. */
export interface StepCost {
  readonly calls: number;
  /** Milliseconds of processor time, sorted. */
  readonly ms: readonly number[];
}

const SETTINGS: PacingSettings = {
  ratio: 1,
  abandonCap: 0.03,
  connectDeadlineMs: 1800,
  ringTimeoutMs: 25_000,
  amd: true,
};
/** As many of the next contacts are shown as the engine shows, each with odds of its own. */
const SHOWN = 400;
/** The world's time is in seconds. */
const HOUR_SECONDS = 3600;
const ESTIMATES = Array.from({ length: SHOWN }, (_, i) => 0.02 + 0.1 * (((i * 7919) % 97) / 97));

function floorOf(agents: number, hours: number, live = 0.08): Scenario {
  const [base] = SCENARIOS;
  return { ...base!, agents, live, hours, staff: () => agents };
}

/** Clears young garbage, so that a step is not charged with what the world left behind. */
function sweep(): void {
  (globalThis as { gc?: (options: { type: 'minor' }) => void }).gc?.({ type: 'minor' });
}

/** `estimates`: each call and each of the next contacts has odds of its own, as in a campaign that has learned some. */
export function stepCost(agents: number, ticks: number, estimates: boolean): StepCost {
  const day = new World(floorOf(agents, 1), 1, SETTINGS.abandonCap, false).day();
  let state = predictivePacing.init(SETTINGS);
  let calls = 0;
  const ms: number[] = [];
  let next = day.next();
  for (let tick = 0; tick < ticks && next.done !== true; tick++) {
    const { snapshot, seen, t } = next.value;
    const rated = (call: PacedCall, i: number): PacedCall => ({
      ageMs: call.ageMs,
      ringingMs: call.ringingMs,
      screeningMs: call.screeningMs,
      waiting: call.waiting,
      estimate: ESTIMATES[i % SHOWN],
    });
    const shown = estimates
      ? { ...snapshot, calls: snapshot.calls.map(rated), nextEstimates: ESTIMATES }
      : snapshot;
    calls = Math.max(calls, shown.calls.length);
    sweep();
    const before = process.cpuUsage();
    const step = predictivePacing.step(state, shown, seen, 1000 * t);
    const used = process.cpuUsage(before);
    ms.push((used.user + used.system) / 1000);
    state = step.state;
    next = day.next(step.decision.place);
  }
  return { calls, ms: ms.slice(ticks / 4).sort((a, b) => a - b) };
}

/** Length of the state as text, after each hour of a day; it must not grow with what happened. */
export function stateOverDay(agents: number, hours: number): readonly number[] {
  const day = new World(floorOf(agents, hours, 0.2), 1, SETTINGS.abandonCap, false).day();
  let state = predictivePacing.init(SETTINGS);
  const lengths: number[] = [];
  let next = day.next();
  let hourEnds = Number.NaN;
  while (next.done !== true) {
    const { snapshot, seen, t } = next.value;
    hourEnds = Number.isNaN(hourEnds) ? t + HOUR_SECONDS : hourEnds;
    if (t >= hourEnds) {
      lengths.push(JSON.stringify(state).length);
      hourEnds += HOUR_SECONDS;
    }
    const step = predictivePacing.step(state, snapshot, seen, 1000 * t);
    state = step.state;
    next = day.next(step.decision.place);
  }
  return [...lengths, JSON.stringify(state).length];
}
