import { request } from 'node:http';
import { type RequestOptions, request as requestTls } from 'node:https';
import { CertificateFile, type CertificateFiles } from '../../adapters/certificate/certificate-file.js';
import { SystemClock } from '../../adapters/clock/system-clock.js';
import type { Config } from '../../config/config.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import { requireFreePort } from '../server/require-free-port.js';
import { certificateFilesOf } from '../server/start-certificate.js';
import type { Chart } from './symptom.js';

const PROBE_MS = 3 * SECOND;

/** The ports of the API and of the metrics: free, or a running server's, which is asked how it is. */
export async function examinePorts(config: Config, chart: Chart): Promise<void> {
  const { host: httpHost, port: httpPort } = config.http;
  const running = await readinessOf(httpHost, httpPort, (await certificateFilesOf(config)) !== null);
  if (running !== null) {
    chart.good(`A server answers at ${config.http.host}:${config.http.port}`);
    for (const reason of running) {
      chart.error(`The server is not ready: ${reason}`, 'See docs/runbook.md.');
    }
    return;
  }
  for (const [key, { host, port }] of Object.entries({ http: config.http, metrics: config.metrics })) {
    try {
      await requireFreePort(host, port, `${key}.port`);
      chart.good(`${host}:${port} (${key}) is free`);
    } catch (error) {
      chart.error(messageOf(error), `'ss -ltnp' tells which program it is.`);
    }
  }
}

/** Why the server there is not ready; null where no Cadência answers. */
function readinessOf(host: string, port: number, tls: boolean): Promise<readonly string[] | null> {
  return new Promise((resolve) => {
    // Who answers is asked how it is, and told nothing: whether its name fits is looked at elsewhere.
    const path = '/readyz';
    const question: RequestOptions = { host, port, path, timeout: PROBE_MS, rejectUnauthorized: false };
    const asked = (tls ? requestTls : request)(question, (reply) => {
      const parts: Buffer[] = [];
      reply.on('data', (part: Buffer) => parts.push(part));
      reply.on('error', () => resolve(null));
      reply.on('end', () => resolve(reasonsIn(Buffer.concat(parts).toString('utf8'))));
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}

function reasonsIn(text: string): readonly string[] | null {
  try {
    const answer: unknown = JSON.parse(text);
    const reasons = (answer as { reasons?: unknown } | null)?.reasons;
    return Array.isArray(reasons) ? reasons.map(String) : null;
  } catch {
    return null;
  }
}

/** What listens to more than this machine. */
export async function examineExposure(config: Config, chart: Chart): Promise<void> {
  const { http, metrics } = config;
  const files = await certificateFilesOf(config);
  if (files !== null) {
    await examineCertificate(files, chart);
  } else if (isLoopbackHost(http.host)) {
    chart.good('API and screens listen on this machine alone');
  } else {
    chart.warn(
      `API and screens listen on ${http.host}: tokens and personal data would travel in clear`,
      "Make a certificate ('cadencia certificate'), or keep http.host at 127.0.0.1 behind a TLS proxy.",
    );
  }
  if (!isLoopbackHost(metrics.host)) {
    chart.warn(
      `/metrics listens on ${metrics.host} and asks nobody who he is`,
      "Keep metrics.host at 127.0.0.1, or let a firewall pass Prometheus' address alone.",
    );
  }
}

async function examineCertificate(files: CertificateFiles, chart: Chart): Promise<void> {
  const troubles: string[] = [];
  try {
    const clock = new SystemClock();
    (await CertificateFile.open({ ...files, clock, onTrouble: (text) => troubles.push(text) })).close();
  } catch (error) {
    chart.error(messageOf(error), 'See docs/network.md.');
    return;
  }
  for (const text of troubles) {
    chart.warn(text, "Whoever made it renews it; 'cadencia certificate' renews its own.");
  }
  if (troubles.length === 0) {
    chart.good(`API and screens speak HTTPS with ${files.certificateFile}`);
  }
}
