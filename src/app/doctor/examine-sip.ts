import { SystemClock } from '../../adapters/clock/system-clock.js';
import { SystemRng } from '../../adapters/rng/system-rng.js';
import { type DrachtioChart, examineDrachtio } from '../../adapters/sip/examine-drachtio.js';
import type { Config } from '../../config/config.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import { isGoodAnswer } from '../../core/route/trunk-reach.js';
import type { Chart } from './symptom.js';

const OPTIONS_DEADLINE_MS = 2 * SECOND;

/** The configured SIP server with the carriers behind it; nothing where none is configured. */
export async function examineSip({ sip, trunks }: Config, chart: Chart): Promise<void> {
  const { host, port, secret, tls, ca, through } = sip;
  if (host === '') {
    return;
  }
  const carriers = trunks.filter(({ kind }) => kind === 'sip');
  try {
    const found = await examineDrachtio({
      server: { host, port, secret, tls, ca },
      clock: new SystemClock(),
      rng: new SystemRng(),
      carriers,
      deadlineMs: OPTIONS_DEADLINE_MS,
    });
    chart.good(
      `drachtio-server ${found.version} answers at ${host}:${port}; SIP at ${found.addresses.join(', ')}`,
    );
    tellCarriers(
      carriers.map(({ id }) => id),
      found,
      chart,
    );
  } catch (error) {
    const refused = messageOf(error).includes('refuses the secret');
    const passing = through.length === 0 ? '' : ` Until then no call leaves by ${through.join(', ')}.`;
    chart.error(
      `drachtio-server at ${host}:${port}: ${messageOf(error)}`,
      refused
        ? `sip.secret_file must hold what <admin secret="…"> of drachtio.conf.xml says.${passing}`
        : `See that it runs, and that <admin port="${port}"> of drachtio.conf.xml listens there.${passing}`,
    );
  }
  if (!isLoopbackHost(host) && !tls) {
    chart.warn(
      `The secret of drachtio-server and numbers of all who are called travel to ${host} in clear`,
      'Give it a certificate and set sip.tls, or keep both on one private network that nobody else is on.',
    );
  }
}

function tellCarriers(ids: readonly string[], { carriers }: DrachtioChart, chart: Chart): void {
  ids.forEach((id, index) => {
    const sample = carriers[index] ?? null;
    if (sample === null) {
      chart.notChecked(`The carrier of trunk '${id}' could not be asked`, 'Look at drachtio-server first.');
    } else if (isGoodAnswer(sample)) {
      chart.good(`The carrier of trunk '${id}' answers OPTIONS with ${sample.status} in ${sample.ms} ms`);
    } else {
      const what =
        sample.status === null
          ? `does not answer OPTIONS within ${sample.ms / SECOND} s`
          : `answers OPTIONS with ${sample.status}`;
      chart.error(
        `The carrier of trunk '${id}' ${what}`,
        'Such a trunk gets no calls. See host and port of the trunk, the firewall, and whether the carrier knows this address.',
      );
    }
  });
}
