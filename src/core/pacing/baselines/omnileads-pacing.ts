import { SECOND } from '../../kernel/time.js';
import { laneFacts } from '../pacing-bounds.js';
import type { PacingObservation, PacingSnapshot, PacingStrategy } from '../pacing-strategy.js';
import { baselineDecision } from './baseline-decision.js';

/**
 * OMniLeads' dialer of 2026 by its published formula: moving averages of the answer share and of the drops, agents
 * expected free by an exponential law of their mean, a latch on drops. An agent counts wholly here (its weight by
 * queues is left out), and the aggressiveness is 1.
 */
export interface OmnileadsSettings {
  /** CAPS: originates a second, without which the formula is not safe. @default 3 */
  readonly callsPerSecond: number;
}

export interface OmnileadsState {
  readonly dropMax: number;
  readonly amd: boolean;
  readonly answerShare: number;
  readonly drop: number;
  readonly talks: number;
  readonly talkMeanMs: number;
  readonly wrapMeanMs: number;
  readonly ringMeanMs: number;
  readonly amdMeanMs: number;
  readonly askedAtMs: number;
  /** Ticks in a row with drops at or above the limit. */
  readonly excess: number;
  readonly latched: boolean;
}

const WARM_UP_TALKS = 50;
const LATCH_TICKS = 5;
/** Its averages forget by this; the means of times do not say theirs, and are learned alike. */
const ALPHA = 0.1;

function learned(before: OmnileadsState, observations: readonly PacingObservation[]): OmnileadsState {
  let state = before;
  const towards = (mean: number, value: number): number => mean + ALPHA * (value - mean);
  for (const seen of observations) {
    switch (seen.kind) {
      case 'live':
        state = {
          ...state,
          answerShare: Math.max(0.05, towards(state.answerShare, 1)),
          ringMeanMs: towards(state.ringMeanMs, seen.ringMs ?? seen.afterMs),
          amdMeanMs: seen.amdMs === null ? state.amdMeanMs : towards(state.amdMeanMs, seen.amdMs),
        };
        break;
      case 'failed':
        state = { ...state, answerShare: Math.max(0.05, towards(state.answerShare, 0)) };
        break;
      case 'connected':
        state = { ...state, drop: towards(state.drop, 0) };
        break;
      case 'abandoned':
        state = { ...state, drop: towards(state.drop, 1) };
        break;
      case 'talkEnded':
        state = { ...state, talks: state.talks + 1, talkMeanMs: towards(state.talkMeanMs, seen.talkMs) };
        break;
      case 'wrapEnded':
        state = { ...state, wrapMeanMs: towards(state.wrapMeanMs, seen.wrapMs) };
        break;
      default:
        break;
    }
  }
  return state;
}

function latchedBy(state: OmnileadsState): OmnileadsState {
  const excess = state.drop >= state.dropMax ? state.excess + 1 : 0;
  const latched = state.latched ? state.drop >= 0.8 * state.dropMax : excess >= LATCH_TICKS;
  return { ...state, excess, latched };
}

function wantedBy(state: OmnileadsState, snapshot: PacingSnapshot): number {
  const ringMs = state.ringMeanMs + (state.amd ? state.amdMeanMs : 0);
  const soon = snapshot.busyAgents.reduce((sum, { phase, ageMs }) => {
    const mean = phase === 'talking' ? state.talkMeanMs : state.wrapMeanMs;
    return sum + 1 - Math.exp(-ringMs / Math.max(SECOND, mean - ageMs));
  }, 0);
  const half = state.dropMax / 2;
  const boost =
    state.drop <= half
      ? 1
      : state.drop >= state.dropMax
        ? 0.2
        : 1 - (0.8 * (state.drop - half)) / Math.max(1e-9, half);
  const ringing = snapshot.calls.length * state.answerShare;
  return ((snapshot.idleAgents + soon - ringing) / state.answerShare) * boost;
}

/** OMniLeads' predictive mode: a tick a second, progressive until it has seen fifty talks or while it is latched. */
export function omnileadsPacing(
  name: string,
  { callsPerSecond }: OmnileadsSettings,
): PacingStrategy<OmnileadsState> {
  return {
    name,
    init: ({ abandonCap, amd }) => ({
      dropMax: abandonCap,
      amd,
      answerShare: 0.3,
      drop: 0,
      talks: 0,
      talkMeanMs: 90 * SECOND,
      wrapMeanMs: 15 * SECOND,
      ringMeanMs: 15 * SECOND,
      amdMeanMs: 5 * SECOND,
      askedAtMs: Number.NEGATIVE_INFINITY,
      excess: 0,
      latched: false,
    }),
    step: (before, snapshot, observations, nowMs) => {
      const facts = laneFacts(snapshot);
      const seen = learned(before, observations);
      const figures = { answerShare: seen.answerShare, drop: seen.drop, latched: seen.latched ? 1 : 0 };
      if (nowMs - seen.askedAtMs < SECOND - 1) {
        return { state: seen, decision: baselineDecision(name, 0, 'none', facts, figures) };
      }
      const state = { ...latchedBy(seen), askedAtMs: nowMs };
      const progressive = state.talks < WARM_UP_TALKS || state.latched;
      const wanted = progressive ? facts.idle - facts.inFlight : wantedBy(state, snapshot);
      const place = Math.min(callsPerSecond, Math.max(0, wanted));
      return { state, decision: baselineDecision(name, place, 'agents_free', facts, figures) };
    },
  };
}
