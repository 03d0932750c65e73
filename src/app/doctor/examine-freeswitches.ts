import { SystemClock } from '../../adapters/clock/system-clock.js';
import { describePressure } from '../../adapters/freeswitch/back-pressure.js';
import {
  examineFreeswitch,
  type FreeswitchChart,
  type GatewayState,
} from '../../adapters/freeswitch/examine-freeswitch.js';
import { SystemRng } from '../../adapters/rng/system-rng.js';
import type { Config } from '../../config/config.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import { examineClock } from './examine-stores.js';
import { waysOf } from './switch-ways.js';
import type { Chart } from './symptom.js';

const LEAST_VERSION = [1, 10] as const;

/** Each configured FreeSWITCH with the gateways of its trunks and ties. */
export async function examineFreeswitches(config: Config, chart: Chart): Promise<void> {
  const real = { ties: config.ties, trunks: config.trunks.filter(({ kind }) => kind !== 'demo') };
  for (const configured of config.freeswitch.servers) {
    const { id, host, port, password } = configured;
    const gateways = waysOf(real, configured);
    try {
      const found = await examineFreeswitch({
        server: { host, port, password },
        clock: new SystemClock(),
        rng: new SystemRng(),
        commandDeadlineMs: 4 * SECOND,
        gateways,
      });
      tellVersion(id, found, chart);
      if (found.clockAheadMs !== null) {
        examineClock(`The clock of FreeSWITCH '${id}'`, found.clockAheadMs, chart);
      }
      for (const [gateway, state] of found.gateways) {
        tellGateway(`Gateway '${gateway}' of FreeSWITCH '${id}'`, state, chart);
      }
    } catch (error) {
      chart.error(
        `FreeSWITCH '${id}': ${messageOf(error)}`,
        'Nothing can be dialled by it until it answers.',
      );
    }
    if (!isLoopbackHost(host)) {
      chart.warn(
        `The password of FreeSWITCH '${id}' and all it says travel to ${host} in clear`,
        'Its event socket knows no TLS: keep both on one private network that nobody else is on, or lead it through a tunnel.',
      );
    }
  }
}

function tellVersion(id: string, found: FreeswitchChart, chart: Chart): void {
  const [major = 0, minor = 0] = found.version.split('.').map(Number);
  const isOld = major < LEAST_VERSION[0] || (major === LEAST_VERSION[0] && minor < LEAST_VERSION[1]);
  if (isOld) {
    chart.error(`FreeSWITCH '${id}' is ${found.version}, too old`, 'Use FreeSWITCH 1.10 or later.');
  } else {
    chart.good(`FreeSWITCH '${id}' ${found.version} answers`);
  }
  if (found.missingModules.length > 0) {
    chart.error(
      `FreeSWITCH '${id}' has not loaded ${found.missingModules.join(', ')}`,
      'Add them to modules.conf.xml; docker/freeswitch/modules.conf.xml of this package is complete.',
    );
  }
  if (found.pressure !== null) {
    chart.warn(`FreeSWITCH '${id}' takes no call now`, `${describePressure(found.pressure)}.`);
  }
}

function tellGateway(name: string, state: GatewayState, chart: Chart): void {
  switch (state) {
    case 'up':
      chart.good(`${name} answers`);
      return;
    case 'down':
      chart.error(
        `${name} does not answer`,
        "Look at it with 'sofia status gateway': address, registration, firewall, or the carrier itself.",
      );
      return;
    case 'unknown':
      chart.warn(
        `${name}: nobody asks whether it answers`,
        "Set <param name='ping' value='25'/> in it: a dead carrier is then known before a call is lost on it.",
      );
      return;
    case 'absent':
      chart.error(
        `${name} is not there`,
        'Add it from docker/freeswitch/gateway.xml.template, or name the right one in the trunk’s `endpoint`.',
      );
  }
}
