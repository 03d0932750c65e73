import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock } from '../../ports/clock.js';
import { ownAsteriskTelephony } from './own-asterisk-telephony.js';
import { simulatorTelephony } from './simulator-telephony.js';
import type { Telephony } from './telephony.js';

export interface TelephonyChoice {
  readonly config: Config;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly rootFolder: string;
  readonly say: (text: string) => void;
}

/** The demo's switch: an Asterisk of our own, and the simulator where that cannot be had; says which and why. */
export async function chooseDemoTelephony(choice: TelephonyChoice): Promise<Telephony> {
  const { config, clock, rng, rootFolder, say } = choice;
  const seed = String(config.demo.seed);
  if (config.switch === 'simulator') {
    return simulatorTelephony(clock, rng, seed, 'asked for');
  }
  try {
    return await ownAsteriskTelephony({
      clock,
      rng,
      seed,
      rootFolder,
      cacheFolder: join(rootFolder, '.cache'),
      dataFolder: config.dataFolder,
      agents: config.demo.agents,
      say,
    });
  } catch (error) {
    if (config.switch === 'asterisk' || !isCadenciaError(error, 'DLR_PROGRAM_MISSING')) {
      throw error;
    }
    return simulatorTelephony(clock, rng, seed, `no Asterisk here: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof CadenciaError ? error.detail : messageOf(error);
}
