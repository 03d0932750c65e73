import { PaceSession } from '../../src/core/pace/pace-session.js';
import { PaceProcess } from './pace-process.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { stateOverDay, stepCost } from './step-cost.js';
import { startLine, tickLine } from './wire-lines.js';
import { World } from './world.js';

/**
 * What a step of the strategy costs; what a tick costs with reading its line, keeping the floor, deciding and answering;
 * and how long a start takes.
 * npm run bench:pacing-cost
 */
const TEAMS = [
  { agents: 5, ticks: 1200 },
  { agents: 50, ticks: 1200 },
  { agents: 500, ticks: 600 },
  { agents: 4000, ticks: 240 },
] as const;
const STARTS = 10;

const at = (sorted: readonly number[], share: number): string =>
  (sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(3);

function costOf(agents: number, ticks: number): void {
  const [base] = SCENARIOS;
  const scenario: Scenario = { ...base!, agents, live: 0.08, hours: 1, staff: () => agents };
  const session = new PaceSession('predictive', {});
  session.hear(JSON.stringify(startLine(scenario, 0.03)));
  const day = new World(scenario, 1, 0.03, false).day();
  const times: number[] = [];
  let calls = 0;
  let next = day.next();
  for (let tick = 0; tick < ticks && next.done !== true; tick++) {
    const line = JSON.stringify(tickLine(next.value, next.value.events));
    calls = Math.max(calls, next.value.snapshot.calls.length);
    const began = performance.now();
    const { answer } = session.hear(line);
    times.push(performance.now() - began);
    next = day.next(Number(answer));
  }
  const settled = times.slice(ticks / 4).sort((a, b) => a - b);
  console.log(
    `${String(agents).padStart(5)} agents, up to ${String(calls).padStart(5)} calls in flight: ` +
      `p50 ${at(settled, 0.5)}  p95 ${at(settled, 0.95)}  p99 ${at(settled, 0.99)} ms a tick`,
  );
}

function stepsOf(agents: number, ticks: number, estimates: boolean): void {
  const { calls, ms } = stepCost(agents, ticks, estimates);
  console.log(
    `${String(agents).padStart(5)} agents, up to ${String(calls).padStart(5)} calls in flight` +
      `${estimates ? ', each with odds of its own' : ''}: p50 ${at(ms, 0.5)}  p95 ${at(ms, 0.95)} ms a step`,
  );
}

console.log('a step of the strategy, processor time:');
for (const { agents, ticks } of TEAMS) {
  stepsOf(agents, ticks, false);
  stepsOf(agents, ticks, true);
}
const lengths = stateOverDay(20, 8);
console.log(`its state over a day of 20 agents, characters after each hour: ${lengths.join(' ')}`);
console.log('a tick of cadencia pace, its line read and answered, by the clock:');
for (const { agents, ticks } of TEAMS) {
  costOf(agents, ticks);
}
const starts: number[] = [];
for (let i = 0; i < STARTS; i++) {
  const began = performance.now();
  const pacer = new PaceProcess();
  pacer.tell(startLine(SCENARIOS[0]!, 0.03));
  await pacer.ask({
    type: 'tick',
    t: 0,
    idle: 5,
    talk: 0,
    wrap: 0,
    paused: 0,
    inFlight: 0,
    waiting: 0,
    events: [],
  });
  starts.push(performance.now() - began);
  await pacer.stop();
}
starts.sort((a, b) => a - b);
console.log(`start to first answer, ${STARTS} times: p50 ${at(starts, 0.5)}  worst ${at(starts, 0.999)} ms`);
