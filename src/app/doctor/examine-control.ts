import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Config } from '../../config/config.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import type { Chart } from './symptom.js';

/** Of documents and examples: what is tried first. */
const WELL_KNOWN = new Set([
  'admin',
  'asterisk',
  'cadencia',
  'change-me',
  'changeme',
  'cluecon',
  'cymru',
  'password',
  'senha',
  'secret',
]);
const LEAST_LENGTH = 12;
const KNOCK_MS = 400;
/** Asterisk's older control door, which we do not use. */
const AMI_PORT = 5038;

/** Passwords that give control over calls: none out of a book, none that is soon tried out. */
export function examinePasswords({ asterisk, freeswitch, sip, database }: Config, chart: Chart): void {
  const secrets = [
    ...asterisk.servers.map(({ id, password }) => ({ whose: `Asterisk '${id}'`, secret: password })),
    ...freeswitch.servers.map(({ id, password }) => ({ whose: `FreeSWITCH '${id}'`, secret: password })),
    ...(sip.host === '' ? [] : [{ whose: 'drachtio-server', secret: sip.secret }]),
    ...(database.url === null || database.embedded
      ? []
      : [{ whose: 'the database', secret: decodeURIComponent(new URL(database.url).password) }]),
  ].filter(({ secret }) => secret !== '');
  for (const { whose, secret } of secrets) {
    if (WELL_KNOWN.has(secret.toLowerCase())) {
      chart.error(
        `The password of ${whose} is one that everybody tries`,
        "Give both sides a drawn one: 'openssl rand -hex 18'.",
      );
    } else if (secret.length < LEAST_LENGTH) {
      chart.warn(
        `The password of ${whose} has only ${secret.length} characters`,
        "Give both sides a drawn one: 'openssl rand -hex 18'.",
      );
    }
  }
}

interface Door {
  readonly what: string;
  readonly port: number;
  readonly fix: string;
}

/** Doors that the configuration reaches on this machine itself, and that nobody else has to. */
function innerDoors({ asterisk, freeswitch, redisUrl, sip }: Config): readonly Door[] {
  const doors: Door[] = [];
  for (const { id, url } of asterisk.servers) {
    const { hostname, port, protocol } = new URL(url);
    if (isLoopbackHost(hostname)) {
      doors.push(
        {
          what: `ARI of Asterisk '${id}'`,
          port: Number(port) || (protocol === 'https:' ? 443 : 80),
          fix: 'Set bindaddr=127.0.0.1 in http.conf; pages of agents reach it through the proxy (docs/network.md).',
        },
        {
          what: `AMI of Asterisk '${id}'`,
          port: AMI_PORT,
          fix: 'Set enabled=no in manager.conf: Cadência does not use it.',
        },
      );
    }
  }
  for (const { id, host, port } of freeswitch.servers) {
    if (isLoopbackHost(host)) {
      const fix = 'Set listen-ip to 127.0.0.1 in event_socket.conf.xml.';
      doors.push({ what: `The event socket of FreeSWITCH '${id}'`, port, fix });
    }
  }
  if (sip.host !== '' && isLoopbackHost(sip.host)) {
    const fix = 'Set <admin host="127.0.0.1"> in drachtio.conf.xml.';
    doors.push({ what: 'The control port of drachtio-server', port: sip.port, fix });
  }
  const redis = redisUrl === undefined ? null : new URL(redisUrl);
  if (redis !== null && isLoopbackHost(redis.hostname)) {
    doors.push({ what: 'Redis', port: Number(redis.port) || 6379, fix: 'Set bind 127.0.0.1 in redis.conf.' });
  }
  return doors;
}

function outerAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);
}

/** Whether doors that only this machine needs are open to others: knocks from outside at each address of it. */
export async function examineControl(
  config: Config,
  chart: Chart,
  addresses: readonly string[] = outerAddresses(),
): Promise<void> {
  examinePasswords(config, chart);
  const doors = innerDoors(config);
  for (const { what, port, fix } of doors) {
    const open = await Promise.all(addresses.map(async (at) => ((await isOpen(at, port)) ? [at] : [])));
    if (open.flat().length > 0) {
      chart.error(`${what} answers at ${open.flat().join(', ')}:${port}, not on this machine alone`, fix);
    }
  }
  if (doors.length > 0) {
    chart.good(`${doors.length} doors of control were knocked at from ${addresses.length} outer addresses`);
  }
}

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: KNOCK_MS });
    const end = (open: boolean): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
