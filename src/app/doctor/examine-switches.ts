import { type AsteriskChart, examineAsterisk } from '../../adapters/asterisk/examine-asterisk.js';
import { SystemClock } from '../../adapters/clock/system-clock.js';
import type { Config } from '../../config/config.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import { examineClock } from './examine-stores.js';
import { waysOf } from './switch-ways.js';
import type { Chart } from './symptom.js';

const TESTED_MAJOR = 22;
const LEAST_MAJOR = 20;

/** Each configured Asterisk with the endpoints of its trunks and ties. */
export async function examineSwitches(config: Config, chart: Chart): Promise<void> {
  const { servers } = config.asterisk;
  if (servers.length + config.freeswitch.servers.length === 0) {
    chart.warn(
      'No media server is configured: only the demo can run',
      'Add one below asterisk.servers (docs/switches-setup.md) or freeswitch.servers (docs/switches.md).',
    );
    return;
  }
  for (const configured of servers) {
    const { id, url, user, password, app } = configured;
    const server = { url, user, password, app };
    try {
      const found = await examineAsterisk({
        server,
        endpoints: waysOf(config, configured),
        clock: new SystemClock(),
        deadlineMs: 4 * SECOND,
      });
      examineVersion(id, found, chart);
      if (found.clockAheadMs !== null) {
        examineClock(`The clock of Asterisk '${id}'`, found.clockAheadMs, chart);
      }
      examineEndpoints(id, found, chart);
      if (found.anonymous) {
        chart.error(
          `Asterisk '${id}' takes SIP calls of anybody (endpoint 'anonymous')`,
          'Remove that endpoint from pjsip.conf, and name the carriers’ addresses with identify.',
        );
      }
    } catch (error) {
      chart.error(`Asterisk '${id}': ${messageOf(error)}`, 'Nothing can be dialled by it until it answers.');
    }
    const host = new URL(url).hostname;
    if (url.startsWith('http:') && !isLoopbackHost(host)) {
      chart.warn(
        `The password of Asterisk '${id}' travels to ${host} in clear`,
        'Use https in its url (tlsenable in http.conf), or keep both on one private network that nobody else is on.',
      );
    }
  }
}

function examineVersion(id: string, found: AsteriskChart, chart: Chart): void {
  const major = Number(found.version.split('.')[0]);
  if (major < LEAST_MAJOR) {
    chart.error(`Asterisk '${id}' is ${found.version}, too old`, `Use Asterisk ${TESTED_MAJOR} LTS.`);
  } else {
    chart.good(`Asterisk '${id}' ${found.version} answers`);
  }
  if (found.missingModules.length > 0) {
    chart.error(
      `Asterisk '${id}' has not loaded ${found.missingModules.join(', ')}`,
      'Add them to modules.conf; asterisk-config/modules.conf of this package is complete.',
    );
  }
}

function examineEndpoints(id: string, { endpoints }: AsteriskChart, chart: Chart): void {
  for (const [endpoint, state] of endpoints) {
    const trunk = `Trunk endpoint '${endpoint}' of Asterisk '${id}'`;
    switch (state) {
      case 'online': {
        chart.good(`${trunk} answers`);
        break;
      }
      case 'offline': {
        chart.error(
          `${trunk} does not answer`,
          'Look at it with `pjsip show endpoint`: address, registration, firewall, or the carrier itself.',
        );
        break;
      }
      case 'unknown': {
        chart.warn(
          `${trunk}: nobody asks whether it answers`,
          'Set qualify_frequency=30 on its AOR: a dead carrier is then known before a call is lost on it.',
        );
        break;
      }
      case 'absent': {
        chart.error(
          `${trunk} is not there`,
          'Add it from asterisk-config/pjsip-trunk.conf.template, or name the right one in the trunk’s `endpoint`.',
        );
        break;
      }
    }
  }
}
