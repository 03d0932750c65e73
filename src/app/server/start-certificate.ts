import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CertificateFile, type CertificateFiles } from '../../adapters/certificate/certificate-file.js';
import { SystemClock } from '../../adapters/clock/system-clock.js';
import type { Config } from '../../config/config.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { ServerCertificate } from '../../ports/server-certificate.js';
import type { Boot } from './boot.js';

/** Where `cadencia certificate` keeps what it makes. */
export function madeCertificateFiles(
  dataFolder: string,
): CertificateFiles & { readonly authorityFile: string } {
  const folder = join(dataFolder, 'certificate');
  return {
    certificateFile: join(folder, 'server.crt'),
    keyFile: join(folder, 'server.key'),
    authorityFile: join(folder, 'authority.crt'),
  };
}

/** The user's files, else those made here, else null. */
export async function certificateFilesOf({ http, dataFolder }: Config): Promise<CertificateFiles | null> {
  if (http.certificateFile !== '') {
    return http;
  }
  const made = madeCertificateFiles(dataFolder);
  return access(made.certificateFile).then(
    () => made,
    () => null,
  );
}

/** The certificate of the doors, or null for plain HTTP, which stays on the machine unless somebody says otherwise. */
export async function startCertificate(
  config: Config,
  boot: Boot,
  warn: (text: string) => void,
): Promise<ServerCertificate | null> {
  const files = await certificateFilesOf(config);
  const { host, plainOnNetwork } = config.http;
  if (files === null) {
    if (!isLoopbackHost(host) && !plainOnNetwork) {
      throw new CadenciaError('DLR_CONFIG_INVALID', {
        detail: `http.host: ${host} is reached from other machines, and passwords and personal data would travel in clear. Make a certificate ('cadencia certificate'), name yours (http.certificate_file), or, behind a proxy that does the TLS, set http.plain_on_network.`,
      });
    }
    return null;
  }
  return boot.start('Certificate', 10 * SECOND, async () => {
    const file = await CertificateFile.open({ ...files, clock: new SystemClock(), onTrouble: warn });
    return { value: file, stop: async () => file.close() };
  });
}
