import { AGENT_MOVES, type AgentState, offlineAgent } from '../../src/core/agent/agent-state.js';
import { type AgentInput, stepAgent } from '../../src/core/agent/step-agent.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { AGENT_INPUTS } from './agent-inputs.js';

/*
 * Random orders of all that can happen to an agent: double clicks (an input twice), races (inputs that belong to another
 * moment) and lost messages (one that should follow never comes). After each order the engine's own ends of things
 * come: the call is over, the wrap-up's time is over, the phone is there again or was given up.
 */

export interface OrdersSeen {
  readonly orders: number;
  readonly events: number;
  /** Events that changed the state. */
  readonly moves: number;
  readonly refused: number;
  /** What went wrong, told with the order; empty is what is hoped for. */
  readonly faults: readonly string[];
  /** Moves of the table that were met. */
  readonly met: ReadonlySet<string>;
}

const IN_CALL: ReadonlySet<string> = new Set(['reserved', 'talking', 'wrap_up']);
const AT_REST: ReadonlySet<string> = new Set(['available', 'paused', 'offline']);
/** What comes in the end by timers of ours, whatever was lost before. */
const ENDS: readonly AgentInput[] = [
  { kind: 'legUp' },
  { kind: 'previewEnded' },
  { kind: 'unreserve' },
  { kind: 'talkEnded' },
  { kind: 'wrapDone' },
  { kind: 'owesNothing' },
];
const LONGEST_ORDER = 24;
const MOST_FAULTS = 20;

function faultOf(before: AgentState, state: AgentState, input: AgentInput): string | null {
  if (state.name !== before.name && !AGENT_MOVES[before.name].includes(state.name)) {
    return `no such move: ${before.name} to ${state.name}`;
  }
  const keeps = state.name === 'connection_lost' && state.attemptId !== null;
  if ((state.attemptId !== null) !== (IN_CALL.has(state.name) || keeps)) {
    return `${state.name} with call ${state.attemptId}`;
  }
  const goesOn = input.kind === 'reserveAgain' && before.name === 'reserved';
  if (
    before.attemptId !== null &&
    state.attemptId !== null &&
    state.attemptId !== before.attemptId &&
    !goesOn
  ) {
    return `a second call: ${before.attemptId}, then ${state.attemptId}`;
  }
  return state.name === 'available' && !state.legUp ? 'free without a phone' : null;
}

/** Runs so many orders; the same seed gives the same ones. */
export function runAgentOrders(orders: number, seed: string): OrdersSeen {
  const rng = makeSeededRng(seed);
  const seen = { events: 0, moves: 0, refused: 0, faults: [] as string[], met: new Set<string>() };
  for (let order = 0; order < orders && seen.faults.length < MOST_FAULTS; order++) {
    let state = offlineAgent(0);
    let nowMs = 0;
    const told: string[] = [];
    const take = (input: AgentInput): void => {
      const owes = rng.next() < 0.1;
      nowMs += 1 + Math.floor(rng.next() * 5000);
      const before = state;
      const step = stepAgent(before, input, nowMs, owes);
      state = step.state;
      told.push(input.kind);
      seen.events += 1;
      seen.refused += step.refused === null ? 0 : 1;
      if (state.name !== before.name) {
        seen.moves += 1;
        seen.met.add(`${before.name} ${state.name}`);
      }
      const fault = faultOf(before, state, input);
      if (fault !== null) {
        seen.faults.push(`${fault} after ${told.join(' ')}`);
      }
    };
    const length = 1 + Math.floor(rng.next() * LONGEST_ORDER);
    for (let index = 0; index < length; index++) {
      const input = AGENT_INPUTS[Math.floor(rng.next() * AGENT_INPUTS.length)] as AgentInput;
      take(input);
      if (rng.next() < 0.15) {
        take(input);
      }
    }
    for (const end of ENDS) {
      take(end);
    }
    if (!AT_REST.has(state.name)) {
      seen.faults.push(`stuck in ${state.name} after ${told.join(' ')}`);
    }
  }
  return { ...seen, orders };
}
