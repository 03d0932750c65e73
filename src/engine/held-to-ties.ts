import type { PacingDecision } from '../core/pacing/pacing-strategy.js';
import type { TieRoom } from './call-places.js';

/** The decision as the ties between switches bear it: nobody is dialled whom no line could join with his agent. */
export function heldToTies(decision: PacingDecision, ties: TieRoom | null): PacingDecision {
  if (ties === null || (ties.left === 0 && ties.room > 0)) {
    return decision;
  }
  if (ties.room > 0) {
    const reason = `${decision.reason}. Ties between switches bear ${ties.room} talks more: ${ties.left} free agents are beyond them.`;
    return { ...decision, limit: 'ties', reason };
  }
  const { picks: _none, ...rest } = decision;
  const reason =
    'No line between the switches is free or known to stand: nobody could be joined with his agent.';
  return { ...rest, place: 0, limit: 'ties', reason };
}
