import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConfigSecrets } from './config.js';
import type { ConfigFile } from './config-file.js';
import type { Report } from './cross-findings.js';

interface SecretOrigin {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths start here: the folder of the configuration file. */
  readonly base: string;
  /** A URL from the environment may hold the password. */
  readonly urlFromEnv: boolean;
}

function secretFile(path: string, at: readonly PropertyKey[], origin: SecretOrigin, report: Report): string {
  const file = resolve(origin.base, path);
  try {
    const secret = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (secret === '') {
      report(at, `${file} is empty`, 'Write the password into it, on one line.');
    }
    return secret;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    report(at, `${file} cannot be read (${code})`, 'Make it readable for this user, or correct the path.');
    return '';
  }
}

function databaseUrl(file: ConfigFile, origin: SecretOrigin, report: Report): string | null {
  const { url, password_file: passwordFile } = file.database;
  if (url === undefined) {
    return null;
  }
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    report(['database', 'url'], 'it is no URL', 'Write postgresql://user@host:5432/name.');
    return null;
  }
  if (parsed.password !== '' && !origin.urlFromEnv) {
    report(
      ['database', 'url'],
      'a password is not kept in this file',
      'Put it in a file and name that in database.password_file, or give the whole URL as CADENCIA_DATABASE_URL.',
    );
  }
  const password =
    passwordFile === undefined
      ? (origin.env['CADENCIA_DATABASE_PASSWORD'] ?? '')
      : secretFile(passwordFile, ['database', 'password_file'], origin, report);
  if (password !== '') {
    parsed.password = encodeURIComponent(password);
  }
  return parsed.href;
}

/** The variable of a server's password: `CADENCIA_ASTERISK_<ID>_PASSWORD`, other characters than letters and digits as `_`. */
export function passwordVariable(serverId: string): string {
  return `CADENCIA_ASTERISK_${serverId.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_PASSWORD`;
}

const pathOf = (path: string, { base }: SecretOrigin): string => (path === '' ? '' : resolve(base, path));

/** Reads the secrets that the file only points at. */
export function readSecrets(file: ConfigFile, origin: SecretOrigin, report: Report): ConfigSecrets {
  const asteriskPasswords = new Map<string, string>();
  file.asterisk.servers.forEach((server, index) => {
    const at = ['asterisk', 'servers', index, 'password_file'] as const;
    const fromEnv = origin.env[passwordVariable(server.id)];
    if (fromEnv !== undefined && fromEnv !== '') {
      asteriskPasswords.set(server.id, fromEnv);
    } else if (server.password_file !== undefined) {
      asteriskPasswords.set(server.id, secretFile(server.password_file, at, origin, report));
    } else {
      report(
        at,
        'the server has no password',
        `Name a password_file, or set ${passwordVariable(server.id)}.`,
      );
    }
  });
  const { turn_secret_file: turnSecretFile } = file.phones;
  const { client_secret_file: clientSecretFile } = file.oidc;
  return {
    asteriskPasswords,
    databaseUrl: databaseUrl(file, origin, report),
    turnSecret:
      turnSecretFile === '' ? '' : secretFile(turnSecretFile, ['phones', 'turn_secret_file'], origin, report),
    oidcClientSecret:
      clientSecretFile === ''
        ? ''
        : secretFile(clientSecretFile, ['oidc', 'client_secret_file'], origin, report),
    certificateFile: pathOf(file.http.certificate_file, origin),
    keyFile: pathOf(file.http.key_file, origin),
    dataFolder: resolve(origin.base, file.data_folder),
  };
}
