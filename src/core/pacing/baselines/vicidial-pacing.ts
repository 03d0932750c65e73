import { BRASILIA, civilTime } from '../../kernel/civil-time.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/time.js';
import { laneFacts } from '../pacing-bounds.js';
import type { PacingObservation, PacingSnapshot, PacingStrategy } from '../pacing-strategy.js';
import { baselineDecision } from './baseline-decision.js';

/**
 * VICIdial's adaptive dialling as its published source works (AST_VDauto_dial and AST_VDadapt of the 2.14 branch, read
 * for their behaviour): a dial level moved every 15 s by the mean surplus of waiting agents, drop statistics refreshed
 * each minute, calls topped up every 2.5 s. Left out: paused agents in the divisor (a lane does not see them), the
 * sleep between originates (the trunk's calls a second stand for it), drop-in-groups and shared agents.
 */
export interface VicidialSettings {
  /** `adaptive_maximum_level`. @default 3 */
  readonly maxLevel: number;
  /** `adaptive_dl_diff_target`: −1 wants an idle agent, +1 a call that waits. @default 0 */
  readonly target: number;
  /** `adaptive_intensity`, in per cent. @default 0 */
  readonly intensity: number;
  /** `available_only_ratio_tally`: only waiting agents are counted. @default false */
  readonly availableOnly: boolean;
  /** What an excess of the drop limit does to the level. */
  readonly onExcess: 'hard' | 'average' | 'tapered';
  /** `adaptive_latest_server_time`, as clock digits. @default 2100 */
  readonly latest: number;
}

export const VICIDIAL_DEFAULTS: VicidialSettings = {
  maxLevel: 3,
  target: 0,
  intensity: 0,
  availableOnly: false,
  onExcess: 'average',
  latest: 2100,
};

interface Sample {
  readonly ready: number;
  readonly waiting: number;
  readonly agents: number;
}

interface Recent {
  readonly atMs: number;
  readonly placed: number;
  readonly dropped: number;
}

export interface VicidialState {
  readonly cap: number;
  readonly level: number;
  readonly samples: readonly Sample[];
  readonly sampledAtMs: number;
  /** Null before the first step: the level moves only after its first interval. */
  readonly adaptedAtMs: number | null;
  readonly dialledAtMs: number;
  readonly refreshedAtMs: number;
  readonly dropShare: number;
  readonly callsToday: number;
  /** Number of Brasília's day. */
  readonly day: number;
  /** Of the last minute, for the emergency brake. */
  readonly recent: readonly Recent[];
}

const SAMPLES = 15;
const ADAPT_MS = 15 * SECOND;
const DIAL_MS = 2500;

function count(observations: readonly PacingObservation[], kind: PacingObservation['kind']): number {
  return observations.reduce((sum, seen) => sum + (seen.kind === kind ? 1 : 0), 0);
}

/** Clock digits subtracted as whole numbers, as the source does: 2100 − 1459 is 641. */
function taper(latest: number, nowMs: number): number {
  const { hour, minute } = civilTime(nowMs, BRASILIA);
  const digits = latest - (hour * 100 + minute);
  return digits > 1000 ? 1 : digits < 0 ? 0 : digits / 1000;
}

function sampled(state: VicidialState, snapshot: PacingSnapshot, nowMs: number): VicidialState {
  if (nowMs - state.sampledAtMs < SECOND - 1) {
    return state;
  }
  const ready = snapshot.idleAgents;
  const waiting = snapshot.calls.filter((call) => call.waiting).length;
  const sample = { ready, waiting, agents: ready + snapshot.busyAgents.length };
  return { ...state, sampledAtMs: nowMs, samples: [...state.samples, sample].slice(-SAMPLES) };
}

function levelAfter(state: VicidialState, settings: VicidialSettings, nowMs: number): number {
  const mean = (pick: (sample: Sample) => number): number =>
    state.samples.reduce((sum, sample) => sum + pick(sample), 0) / Math.max(1, state.samples.length);
  const agents = mean((sample) => sample.agents);
  if (agents <= 0) {
    return state.level;
  }
  const surplus = mean((sample) => sample.ready) - mean((sample) => sample.waiting) + settings.target;
  const k = settings.intensity / 100;
  const share = (surplus / agents) * (surplus < 0 ? Math.abs(k - 1) : k + 1);
  let level = Math.max(1, Math.min(settings.maxLevel, state.level * (1 + share)));
  const placed = state.recent.reduce((sum, one) => sum + one.placed, 0);
  const dropped = state.recent.reduce((sum, one) => sum + one.dropped, 0);
  if (placed > 20 && dropped / placed > 0.5) {
    level /= 2;
  }
  if (state.callsToday > 50 && state.dropShare > state.cap) {
    const { onExcess, latest } = settings;
    level = onExcess === 'hard' ? 1 : onExcess === 'average' ? level / 2 : level * taper(latest, nowMs);
  }
  return Math.max(1, level);
}

function adapted(
  state: VicidialState,
  settings: VicidialSettings,
  snapshot: PacingSnapshot,
  nowMs: number,
): VicidialState {
  if (state.adaptedAtMs === null) {
    return { ...state, adaptedAtMs: nowMs, refreshedAtMs: nowMs };
  }
  if (nowMs - state.adaptedAtMs < ADAPT_MS) {
    return state;
  }
  let next = { ...state, adaptedAtMs: nowMs };
  if (nowMs - state.refreshedAtMs >= MINUTE) {
    const people = snapshot.abandonedToday + snapshot.connectedToday;
    next = { ...next, refreshedAtMs: nowMs, dropShare: snapshot.abandonedToday / Math.max(1, people) };
  }
  return { ...next, level: levelAfter(next, settings, nowMs) };
}

/** VICIdial's adaptive dialling with the settings given. */
export function vicidialPacing(name: string, settings: VicidialSettings): PacingStrategy<VicidialState> {
  return {
    name,
    init: ({ abandonCap }) => ({
      cap: abandonCap,
      level: 1,
      samples: [],
      sampledAtMs: Number.NEGATIVE_INFINITY,
      adaptedAtMs: null,
      dialledAtMs: Number.NEGATIVE_INFINITY,
      refreshedAtMs: Number.NEGATIVE_INFINITY,
      dropShare: 0,
      callsToday: 0,
      day: 0,
      recent: [],
    }),
    step: (before, snapshot, observations, nowMs) => {
      const placed = count(observations, 'placed');
      const dropped = count(observations, 'abandoned');
      const recent = before.recent.filter((one) => one.atMs > nowMs - MINUTE);
      const day = Math.floor((nowMs - 3 * HOUR) / DAY);
      const seen: VicidialState = {
        ...before,
        day,
        callsToday: (day === before.day ? before.callsToday : 0) + placed,
        recent: placed + dropped === 0 ? recent : [...recent, { atMs: nowMs, placed, dropped }],
      };
      const state = adapted(sampled(seen, snapshot, nowMs), settings, snapshot, nowMs);
      const facts = laneFacts(snapshot);
      const due = nowMs - state.dialledAtMs >= DIAL_MS;
      const talking = snapshot.busyAgents.filter((agent) => agent.phase === 'talking').length;
      const goal = settings.availableOnly
        ? Math.round(state.level * facts.idle)
        : Math.round(state.level * (facts.idle + talking)) - talking;
      const figures = { level: state.level, goal, dropShare: state.dropShare };
      return {
        state: due ? { ...state, dialledAtMs: nowMs } : state,
        decision: baselineDecision(name, due ? goal - facts.inFlight : 0, 'agents_free', facts, figures),
      };
    },
  };
}
