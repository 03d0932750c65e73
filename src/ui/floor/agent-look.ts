import type { AgentRow } from '../../contract/agent-wire.js';
import type { Tone } from '../shell/components/status-badge.js';

type State = AgentRow['state'];

/** How a state looks: colour, and an icon that tells it without colour. */
export const AGENT_LOOK: Readonly<Record<State, readonly [Tone, string]>> = {
  offline: ['soft', '○'],
  connecting: ['calm', '◌'],
  available: ['good', '●'],
  previewing: ['calm', '◎'],
  reserved: ['calm', '◉'],
  talking: ['calm', '☎'],
  wrap_up: ['calm', '✎'],
  paused: ['warn', '❚❚'],
  connection_lost: ['bad', '✕'],
};

const MINUTE_MS = 60_000;

/** From when a state is told as long, in three steps. */
const STEPS_MS: Readonly<Partial<Record<State, readonly [number, number, number]>>> = {
  available: [MINUTE_MS, MINUTE_MS, 5 * MINUTE_MS],
  talking: [10_000, MINUTE_MS, 5 * MINUTE_MS],
  paused: [10_000, MINUTE_MS, 5 * MINUTE_MS],
  wrap_up: [10_000, MINUTE_MS, 5 * MINUTE_MS],
  connection_lost: [10_000, MINUTE_MS, 5 * MINUTE_MS],
};

/** The toilet and what follows abuse are nobody's to measure (NR-17): they have no steps. */
const UNMEASURED = /toilet|banheiro|abus/i;

/** Quarters of a circle: how long the state lasts, without colour. */
export const STEP_ICONS = ['', '◔', '◑', '●'] as const;
export type Step = 0 | 1 | 2 | 3;

export function stepOf({ state, reason }: Pick<AgentRow, 'state' | 'reason'>, inStateMs: number): Step {
  const steps = STEPS_MS[state];
  if (steps === undefined || (state === 'paused' && UNMEASURED.test(reason))) {
    return 0;
  }
  const passed = steps.filter((ms) => inStateMs > ms).length;
  return passed as Step;
}

/** Greater is graver: who is lost, then who waits or pauses long. */
export function gravityOf(agent: AgentRow, nowMs: number): number {
  const inStateMs = nowMs - agent.sinceMs;
  const base = agent.state === 'connection_lost' ? 10 : agent.state === 'offline' ? -10 : 0;
  const weight = agent.state === 'talking' ? 0.5 : 1;
  return base + weight * stepOf(agent, inStateMs) + Math.min(0.9, inStateMs / (60 * MINUTE_MS));
}
