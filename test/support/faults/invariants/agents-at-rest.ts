import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

const AT_REST = ['available', 'paused', 'offline'];

/** Some minutes after the last fault every agent is free, paused or logged out, with nobody on his screen. */
export class AgentsAtRest implements Invariant {
  readonly name = 'agents are never stuck';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  look(): void {
    for (const { engine } of this.#centre.processes) {
      for (const { id, state, card } of engine?.agents.views() ?? []) {
        if (AT_REST.includes(state) && card !== null) {
          this.broken.push(`agent ${id} is ${state} and still shows a contact`);
        }
      }
    }
  }

  end(): void {
    for (const { engine } of this.#centre.processes) {
      for (const { id, state, reason, card } of engine?.agents.views() ?? []) {
        if (!AT_REST.includes(state)) {
          this.broken.push(
            `agent ${id} is stuck in ${state} (${reason}) with ${card?.attemptId ?? 'no call'}`,
          );
        }
      }
    }
  }
}
