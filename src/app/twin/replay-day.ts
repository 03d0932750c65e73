import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import { chooseStrategy } from '../../core/pacing/baselines/strategy-choice.js';
import { DrawnCalls } from './drawn-calls.js';
import { clockOf } from './fit-presence.js';
import { fitScenario } from './fit-scenario.js';
import { knownWorldOf } from './known-world.js';
import type { LogDay } from './log-day.js';
import { parseScenario } from './read-scenario.js';
import { recordedCounts } from './recorded-call.js';
import { RecordedList } from './recorded-list.js';
import type { ReplayFigures, ReplayReport } from './replay-report.js';
import {
  type PresenceSpans,
  type ReplayTick,
  type ReplayTotals,
  ReplayWorld,
  TICK_MS,
} from './replay-world.js';
import type { Scenario } from './scenario.js';

export interface ReplayOptions {
  readonly strategy: string;
  readonly cap: number;
  readonly seed: number;
  /** How many of the largest differences are told. */
  readonly rows: number;
}

const WORKING: ReadonlySet<string> = new Set(['available', 'reserved', 'talking', 'wrap_up']);
const STRETCH_MS = 10 * MINUTE;
const CONNECT_DEADLINE_MS = 2 * SECOND;

function presenceOf(day: LogDay): PresenceSpans {
  const found = new Map<string, { fromMs: number; toMs: number }[]>();
  const add = (id: string, fromMs: number, toMs: number): void => {
    found.set(id, [...(found.get(id) ?? []), { fromMs, toMs }]);
  };
  const served = new Set(day.attempts.flatMap(({ agentId }) => (agentId === '' ? [] : [agentId])));
  if (day.stretches !== null) {
    for (const { agentId, state, fromMs, toMs } of day.stretches) {
      if (WORKING.has(state) && served.has(agentId)) {
        add(agentId, fromMs, toMs);
      }
    }
    return found;
  }
  for (const id of served) {
    const own = day.attempts.filter(({ agentId }) => agentId === id);
    add(
      id,
      Math.min(...own.map((one) => one.tAgent ?? one.tEnd)),
      Math.max(...own.map((one) => one.tWrapEnd ?? one.tEnd)),
    );
  }
  return found;
}

function figuresOf({ attempts, connected, abandoned, talkMs, idleMs }: ReplayTotals): ReplayFigures {
  const share = (part: number, whole: number): number | null =>
    whole > 0 ? Number((part / whole).toFixed(5)) : null;
  return {
    attempts,
    connected,
    abandoned,
    drop_share: share(abandoned, connected + abandoned),
    occupancy: share(talkMs, talkMs + idleMs),
  };
}

function recordedFigures(day: LogDay): ReplayFigures {
  const { attempts, connected, abandoned, talkMs } = recordedCounts(day.attempts);
  const served = new Set(day.attempts.map(({ agentId }) => agentId));
  const idleMs = (day.stretches ?? [])
    .filter(
      ({ agentId, state, toMs }) => served.has(agentId) && state === 'available' && Number.isFinite(toMs),
    )
    .reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  return figuresOf({
    attempts,
    connected,
    abandoned,
    talkMs,
    idleMs: day.stretches === null ? Number.NaN : idleMs,
  });
}

function differencesOf(ticks: readonly ReplayTick[], rows: number): ReplayReport['differences'] {
  return [...ticks]
    .filter(({ wanted, placed }) => wanted !== placed)
    .sort((a, b) => Math.abs(b.wanted - b.placed) - Math.abs(a.wanted - a.placed) || a.atMs - b.atMs)
    .slice(0, rows)
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ atMs, wanted, placed, decision }) => ({
      at: new Date(atMs).toISOString(),
      recorded: placed,
      wanted,
      reason: decision.reason,
    }));
}

function stretchesOf(forced: readonly ReplayTick[], free: readonly ReplayTick[]): ReplayReport['stretches'] {
  const found = new Map<number, { recorded: number; replayed: number }>();
  const add = (ticks: readonly ReplayTick[], key: 'recorded' | 'replayed'): void => {
    for (const { atMs, placed } of ticks) {
      const slot = Math.floor(atMs / STRETCH_MS) * STRETCH_MS;
      const stretch = found.get(slot) ?? { recorded: 0, replayed: 0 };
      stretch[key] += placed;
      found.set(slot, stretch);
    }
  };
  add(forced, 'recorded');
  add(free, 'replayed');
  return [...found].sort((a, b) => a[0] - b[0]).map(([slot, counts]) => ({ from: clockOf(slot), ...counts }));
}

function onlyCampaign(day: LogDay): string {
  const ids = [...new Set(day.attempts.map(({ campaign }) => campaign))].sort();
  if (ids.length > 1) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${day.origin} has ${ids.length} campaigns (${ids.join(', ')}): choose one with --campaign`,
    });
  }
  return ids[0] ?? '';
}

function notesOf(day: LogDay, scenario: Scenario): readonly string[] {
  return [
    'recorded calls keep their outcome whenever the strategy places them; further calls are drawn from odds fitted to the day',
    'agents come and go as recorded; whom a recorded talk would have met is taken to be any of them',
    'the gate, trunks and the list let through whatever was asked: their refusals on the day are not in the log',
    ...(day.stretches === null
      ? ['no agent states were given: agents are taken to be at work from their first to their last call']
      : []),
    ...scenario.notes.slice(4),
  ];
}

/**
 * Runs a recorded day through a strategy: once with the recorded calls placed as they were (what would it have asked
 * for there?), once with its own calls. Deterministic for a seed.
 */
export async function replayDay(day: LogDay, options: ReplayOptions): Promise<ReplayReport> {
  const campaign = onlyCampaign(day);
  const attempts = day.attempts.filter(({ mode }) => mode !== 'manual' && mode !== 'preview');
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (first === undefined || last === undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${day.origin} has only calls that agents asked for: there is no pacing to compare`,
    });
  }
  const scenario = parseScenario(fitScenario(day), 'the fitted scenario');
  const amd = scenario.campaigns[0]?.amd ?? true;
  const settings = {
    ratio: 1,
    abandonCap: options.cap,
    connectDeadlineMs: CONNECT_DEADLINE_MS,
    ringTimeoutMs: (scenario.campaigns[0]?.ring_timeout_seconds ?? 25) * SECOND,
    amd,
  };
  const presence = presenceOf(day);
  const run = async (forced: boolean) => {
    const drawn = new DrawnCalls(scenario, options.seed);
    const list = new RecordedList(attempts, drawn);
    const ticks: ReplayTick[] = [];
    const world = new ReplayWorld({
      pacer: chooseStrategy(options.strategy)(settings, knownWorldOf(scenario, drawn.factorAt)),
      presence,
      startMs: Math.floor(first.tDial / TICK_MS) * TICK_MS,
      endMs: Math.floor(last.tDial / TICK_MS) * TICK_MS,
      connectDeadlineMs: CONNECT_DEADLINE_MS,
      freeChannels: Number.POSITIVE_INFINITY,
      supply: (wanted, atMs) => (forced ? list.due(atMs) : list.take(wanted, atMs)),
      drawTalk: () => drawn.talk(),
      onTick: (tick) => ticks.push(tick),
    });
    return { totals: await world.run(), ticks, account: list.account };
  };
  const forced = await run(true);
  const free = await run(false);
  const limits: Record<string, number> = {};
  for (const { decision } of forced.ticks) {
    limits[decision.limit] = (limits[decision.limit] ?? 0) + 1;
  }
  return {
    version: 1,
    log: day.origin,
    campaign,
    strategy: options.strategy,
    cap: options.cap,
    notes: [...notesOf(day, scenario)],
    recorded: recordedFigures(day),
    rerun: figuresOf(forced.totals),
    replayed: figuresOf(free.totals),
    in_the_recorded_state: {
      ticks: forced.ticks.length,
      same: forced.ticks.filter(({ wanted, placed }) => wanted === placed).length,
      more: forced.ticks.filter(({ wanted, placed }) => wanted > placed).length,
      fewer: forced.ticks.filter(({ wanted, placed }) => wanted < placed).length,
      limits,
    },
    counterfactual: free.account,
    stretches: stretchesOf(forced.ticks, free.ticks),
    differences: differencesOf(forced.ticks, options.rows),
  };
}
