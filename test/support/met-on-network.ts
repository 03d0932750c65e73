import type { SimulatedNetwork } from '../../src/adapters/simulator/simulated-network.js';
import type { MetPerson } from '../../src/app/demo/demo-agents.js';
import type { LegId } from '../../src/core/kernel/ids.js';

/** Whom an agent of a test meets on a leg, by the network's own word. */
export function metOnNetwork(network: SimulatedNetwork, leg: LegId): MetPerson {
  const fate = network.fateOfLeg(leg);
  if (fate === null) {
    // Nobody we called: who called us says what he wants, and hangs up.
    return { who: 'third_party', talkMs: 0, personEnds: true };
  }
  const { answer } = fate;
  return {
    who: answer?.who ?? 'nobody',
    talkMs: answer?.talkMs ?? 5000,
    personEnds: answer?.endsTalk ?? false,
  };
}
