import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';
import { LabFateModel } from '../../../src/adapters/simulator/lab-fate-model.js';
import { SimulatedNetwork } from '../../../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../../src/adapters/simulator/simulator-media-server.js';
import { parseE164, parseMediaServerId, parseTrunkId } from '../../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { type MediaHarness, mediaConformance } from '../../conformance/media-conformance.js';
import { virtualWaiting } from '../../conformance/waiting.js';

async function makeHarness(): Promise<MediaHarness> {
  const clock = new VirtualClock(Date.UTC(2026, 2, 2, 13));
  const network = new SimulatedNetwork({
    clock,
    rng: makeSeededRng('conformance'),
    fates: new LabFateModel(),
    soundsMs: { drop: 4000 },
  });
  const again = (): SimulatorMediaServer =>
    new SimulatorMediaServer({ network, id: parseMediaServerId('sim-1') });
  const numbered = (digits: string) => ({
    number: parseE164(`+55119876543${digits}`),
    trunkId: parseTrunkId('trunk-1'),
  });
  const callIn = { caller: '11987654321', called: '+551130000000' };
  const patient = { ringMs: null, waitMs: null, talkMs: null, keys: [] };
  return {
    callIn,
    async call() {
      const caller = network.switchOf(parseMediaServerId('sim-1')).callIn(callIn, patient);
      if (caller === null) {
        throw new Error('The simulated server takes no call');
      }
      return caller;
    },
    server: again(),
    again,
    numbers: {
      person: numbered('01'),
      hangsUp: numbered('27'),
      earlyAnswer: numbered('28'),
      announcement: numbered('93'),
      machine: numbered('30'),
      busy: numbered('80'),
      invalid: numbered('85'),
      noAnswer: numbered('50'),
      networkGivesUp: numbered('75'),
      rejected: numbered('95'),
      congestion: numbered('97'),
    },
    callerId: '+551130000000',
    agentEndpoint: (i) => `agent-${i}`,
    sound: 'drop',
    waiting: virtualWaiting(clock),
    close: async () => {},
  };
}

mediaConformance('simulator', makeHarness);
