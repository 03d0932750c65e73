import { join } from 'node:path';
import { BRAZILIAN_COLLECTION } from '../../adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../adapters/simulator/seeded-fate-model.js';
import { SimulatedNetwork } from '../../adapters/simulator/simulated-network.js';
import { SimulatedRecorder } from '../../adapters/simulator/simulated-recorder.js';
import { SimulatorMediaServer } from '../../adapters/simulator/simulator-media-server.js';
import { parseMediaServerId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock } from '../../ports/clock.js';
import { fatedNumber } from './demo-numbers.js';
import type { Telephony } from './telephony.js';

/** The demo may run at night: its people pick up as on a working morning whatever the hour. */
const ANY_HOUR = { ...BRAZILIAN_COLLECTION, pickUpByHour: Array.from({ length: 24 }, () => 1.1) };
/** Talks to nobody known last this long. */
const UNKNOWN_TALK_MS = 5000;

export interface SimulatorSetting {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly seed: string;
  /** Absolute. */
  readonly dataFolder: string;
}

/** A public network and phones inside this process: nothing to install, nothing leaves the machine. */
export function simulatorTelephony(
  { clock, rng, seed, dataFolder }: SimulatorSetting,
  why: string,
): Telephony {
  const recorder = new SimulatedRecorder(join(dataFolder, 'simulator/recordings'));
  const network = new SimulatedNetwork({
    clock,
    rng,
    fates: new SeededFateModel(seed, ANY_HOUR),
    onRecorded: (talk) => recorder.keep(talk),
  });
  const server = new SimulatorMediaServer({ network, id: parseMediaServerId('simulator') });
  return {
    servers: [server],
    webPhones: null,
    recordingsFolder: recorder.folder,
    description: `simulator (${why})`,
    demoHost: '127.0.0.1',
    demoPort: 5060,
    demoNumber: (index) => fatedNumber(seed, index),
    agentEndpoint: (index) => `SIM/demo-${index}`,
    whoIsOn: (leg) => {
      const answer = network.fateOfLeg(leg)?.answer;
      return {
        who: answer?.who ?? 'nobody',
        talkMs: answer?.talkMs ?? UNKNOWN_TALK_MS,
        personEnds: answer?.endsTalk ?? false,
      };
    },
    stop: () => recorder.close(),
  };
}
