import { HOUR, SECOND } from '../../src/core/kernel/time.js';
import { PaceSession } from '../../src/core/pace/pace-session.js';
import { CancellingWorld } from '../pacing/cancelling-world.js';
import { poolStart, poolTick } from '../pacing/pool-wire.js';
import type { Scenario } from '../pacing/scenarios.js';
import { campaignName, type DayResult, World } from '../pacing/world.js';
import { OURS_CANCELLING, type OURS_POOLED } from './strategies.js';

/** The bench's day closes at 21:00 in Brasília, as for the other strategies. */
const CLOSES_MS = Date.UTC(2026, 0, 14, 0, 0, 0);
const CONNECT_DEADLINE_MS = 2 * SECOND;
const RING_TIMEOUT_MS = 25 * SECOND;
const CAMPAIGNS = 2;

/** A day in which more is known, or more may be done, than the yardstick knows and does. */
export function informedDay(
  strategy: typeof OURS_CANCELLING | typeof OURS_POOLED,
  scenario: Scenario,
  cap: number,
  seed: number,
): DayResult {
  return strategy === OURS_CANCELLING
    ? new CancellingWorld(scenario, seed, cap, false).cancelling(
        {
          ratio: 1,
          abandonCap: cap,
          connectDeadlineMs: CONNECT_DEADLINE_MS,
          ringTimeoutMs: RING_TIMEOUT_MS,
          amd: scenario.amd,
        },
        CLOSES_MS - scenario.hours * HOUR,
      )
    : pooledDay(scenario, cap, seed);
}

/** Two campaigns with lists alike and caps of their own, and one team of both teams' size for them. */
function pooledDay(alone: Scenario, cap: number, seed: number): DayResult {
  const scenario: Scenario = {
    ...alone,
    agents: CAMPAIGNS * alone.agents,
    trunks: CAMPAIGNS * alone.trunks,
    staff: (t) => CAMPAIGNS * alone.staff(t),
  };
  const parts = Array.from({ length: CAMPAIGNS }, () => ({ cap, weight: 1 }));
  const session = new PaceSession('predictive', {});
  const run = { agents: scenario.agents, seconds: 3600 * scenario.hours, amd: scenario.amd };
  session.hear(JSON.stringify(poolStart(parts, run)));
  const world = new World(scenario, seed, cap, false, [scenario]);
  const day = world.day();
  let next = day.next();
  while (next.done !== true) {
    const { answer } = session.hear(JSON.stringify(poolTick(next.value, parts)));
    const { dial } = JSON.parse(answer ?? '{"dial":{}}') as { dial: Record<string, number> };
    next = day.next({ dial: parts.map((_, c) => dial[campaignName(c)] ?? 0) });
  }
  const over = world.outcome.some(({ drops, connected }) => drops > Math.max(1, cap * (drops + connected)));
  return { ...next.value, violated: over };
}
