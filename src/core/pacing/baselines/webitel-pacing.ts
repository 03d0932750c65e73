import { MINUTE } from '../../kernel/time.js';
import { laneFacts } from '../pacing-bounds.js';
import type { PacingObservation, PacingStrategy } from '../pacing-strategy.js';
import { baselineDecision } from './baseline-decision.js';

/**
 * Webitel's over-dial by its open statistics (the SQL view of its predictive queues): over the last hour, one over the
 * share of people, lifted by the load factor below the target and cut towards nothing at the limit. Its distributor is
 * closed: here it keeps `over` calls in flight for each free agent, and is progressive at or above the limit.
 */
export interface WebitelSettings {
  /** `load_factor`, in per cent. @default 10 */
  readonly loadFactor: number;
  /** Attempts before it may be predictive; webitel leaves the figure to the operator. @default 50 */
  readonly minAttempts: number;
  /** Target of the abandoned share, 0..1 of the limit. @default 1 */
  readonly target: number;
}

interface Minute {
  readonly startMs: number;
  readonly attempts: number;
  readonly people: number;
  readonly abandoned: number;
}

export interface WebitelState {
  readonly cap: number;
  readonly minutes: readonly Minute[];
}

const WINDOW_MS = 60 * MINUTE;

function counted(state: WebitelState, observations: readonly PacingObservation[], nowMs: number) {
  let attempts = 0;
  let people = 0;
  let abandoned = 0;
  for (const { kind } of observations) {
    attempts += kind === 'live' || kind === 'failed' ? 1 : 0;
    people += kind === 'live' ? 1 : 0;
    abandoned += kind === 'abandoned' ? 1 : 0;
  }
  const startMs = Math.floor(nowMs / MINUTE) * MINUTE;
  const kept = state.minutes.filter((minute) => minute.startMs > nowMs - WINDOW_MS);
  if (attempts + abandoned === 0) {
    return { ...state, minutes: kept };
  }
  const last = kept.at(-1);
  const same = last !== undefined && last.startMs === startMs;
  const from = same ? last : { attempts: 0, people: 0, abandoned: 0 };
  const minute = {
    startMs,
    attempts: from.attempts + attempts,
    people: from.people + people,
    abandoned: from.abandoned + abandoned,
  };
  return { ...state, minutes: [...(same ? kept.slice(0, -1) : kept), minute] };
}

/** Calls for each free agent; all shares in per cent, as webitel reckons. */
function overDial(state: WebitelState, { loadFactor, minAttempts, target }: WebitelSettings): number {
  const sum = (pick: (minute: Minute) => number): number =>
    state.minutes.reduce((total, minute) => total + pick(minute), 0);
  const attempts = sum((minute) => minute.attempts);
  const people = sum((minute) => minute.people);
  if (attempts < minAttempts || people === 0) {
    return 1;
  }
  const base = attempts / people;
  const max = 100 * state.cap;
  const abandoned = (100 * sum((minute) => minute.abandoned)) / people;
  if (abandoned >= max) {
    return 1;
  }
  // A difference of nothing counts as 0.99.
  const difference = target * max - abandoned || 0.99;
  return difference > 0
    ? base * (1 + (difference * loadFactor) / 100)
    : (base * (((max - abandoned) * (100 + loadFactor)) / max)) / 100;
}

/** Webitel's predictive queue. */
export function webitelPacing(name: string, settings: WebitelSettings): PacingStrategy<WebitelState> {
  return {
    name,
    init: ({ abandonCap }) => ({ cap: abandonCap, minutes: [] }),
    step: (before, snapshot, observations, nowMs) => {
      const state = counted(before, observations, nowMs);
      const facts = laneFacts(snapshot);
      const over = overDial(state, settings);
      const wanted = Math.floor(over * facts.idle) - facts.inFlight;
      return { state, decision: baselineDecision(name, wanted, 'agents_free', facts, { over }) };
    },
  };
}
