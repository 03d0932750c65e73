import type { Config } from '../../config/config.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock } from '../../ports/clock.js';
import { type ConfiguredServer, configuredAsteriskDemo } from './configured-asterisk-demo.js';
import { cacheFolderOf } from './demo-network.js';
import { type AsteriskDemoOptions, ownAsteriskTelephony } from './own-asterisk-telephony.js';
import { simulatorTelephony } from './simulator-telephony.js';
import type { Telephony } from './telephony.js';

export interface TelephonyChoice {
  readonly config: Config;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly rootFolder: string;
  readonly say: (text: string) => void;
  /** Gives the choice up. */
  readonly signal: AbortSignal;
}

/** How each kind of switch is had; replaced in tests. */
export interface TelephonyMakers {
  readonly configured: (options: AsteriskDemoOptions, server: ConfiguredServer) => Promise<Telephony>;
  readonly own: (options: AsteriskDemoOptions) => Promise<Telephony>;
  readonly simulator: (why: string) => Telephony;
}

/**
 * The demo's switch: a configured Asterisk on this machine, else an Asterisk of our own, else the simulator; says
 * which and why. `asterisk` never ends at the simulator.
 */
export async function chooseDemoTelephony(
  choice: TelephonyChoice,
  makers: TelephonyMakers = usualMakers(choice),
): Promise<Telephony> {
  const { config, clock, rng, rootFolder, say, signal } = choice;
  if (config.switch === 'simulator') {
    return makers.simulator('asked for');
  }
  const options: AsteriskDemoOptions = {
    clock,
    rng,
    seed: String(config.demo.seed),
    rootFolder,
    cacheFolder: cacheFolderOf(rootFolder),
    dataFolder: config.dataFolder,
    agents: config.demo.agents,
    say,
    signal,
  };
  const configured = await tryConfigured(config.asterisk.servers, options, makers);
  if (configured !== null) {
    return configured;
  }
  try {
    return await makers.own(options);
  } catch (error) {
    signal.throwIfAborted();
    if (config.switch === 'asterisk' || !isCadenciaError(error, 'DLR_PROGRAM_MISSING')) {
      throw error;
    }
    return makers.simulator(`no Asterisk here: ${reasonOf(error)}`);
  }
}

/**
 * The first configured server that can run the demo. A server that cannot is said with its reason and not waited for:
 * the demo is there to be seen now. A mistake in our own code is no reason to go on.
 */
async function tryConfigured(
  servers: readonly ConfiguredServer[],
  options: AsteriskDemoOptions,
  makers: TelephonyMakers,
): Promise<Telephony | null> {
  for (const server of servers) {
    if (!isLoopbackHost(new URL(server.url).hostname)) {
      options.say(
        `Not your Asterisk '${server.id}' (${server.url}): it is on another machine, and the demo's numbers stay on this one.`,
      );
      continue;
    }
    try {
      return await makers.configured(options, server);
    } catch (error) {
      options.signal.throwIfAborted();
      if (!isCadenciaError(error)) {
        throw error;
      }
      options.say(`Not your Asterisk '${server.id}' (${server.url}): ${reasonOf(error)}`);
    }
  }
  return null;
}

function usualMakers({ config, clock, rng }: TelephonyChoice): TelephonyMakers {
  return {
    configured: configuredAsteriskDemo,
    own: ownAsteriskTelephony,
    simulator: (why) =>
      simulatorTelephony({ clock, rng, seed: String(config.demo.seed), dataFolder: config.dataFolder }, why),
  };
}

function reasonOf(error: unknown): string {
  return error instanceof CadenciaError ? error.detail : messageOf(error);
}
