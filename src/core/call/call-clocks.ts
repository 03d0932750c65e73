import { SECOND } from '../kernel/time.js';

/** A bridge that is neither made nor refused after this has failed. */
export const BRIDGE_DEADLINE_MS = 1 * SECOND;
/**
 * A switch joins two in 5 to 30 ms. Whose wait ends sooner, as after a restart, is given to nobody: the bridge would be
 * called failed for want of time, and the agent's telephone, which has no fault, hung up and rung again.
 */
export const LEAST_BRIDGE_MS = 50;
/** What is kept of the person's wait for the switch to join the two, or for the drop message to begin. */
export const BRIDGE_RESERVE_MS = 200;
/** The longest a message to the called person may run. */
export const MESSAGE_LIMIT_MS = 40 * SECOND;
/** How long a person hears music for an agent whose page has gone; then another agent is sought. */
export const AGENT_AWAY_MS = 15 * SECOND;
/** How long somebody whom a queue did not take hears music for an agent of his own campaign. */
export const RETURN_MS = 30 * SECOND;
/** The key that the drop message offers to whoever wants no more calls. */
export const OPT_OUT_DIGIT = '9';

/** How much longer an agent may be sought, so that agent or message are there by then. */
export function waitLeftMs(connectByMs: number, nowMs: number): number {
  return Math.max(0, connectByMs - BRIDGE_RESERVE_MS - nowMs);
}
