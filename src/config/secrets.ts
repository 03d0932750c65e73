import { createPrivateKey } from 'node:crypto';
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

/** The variable of a server's password, other characters than letters and digits as `_`. */
function passwordVariable(kind: SwitchKind, serverId: string): string {
  return `CADENCIA_${kind.toUpperCase()}_${serverId.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_PASSWORD`;
}

const SWITCH_KINDS = ['asterisk', 'freeswitch'] as const;
type SwitchKind = (typeof SWITCH_KINDS)[number];

/** With this one every FreeSWITCH is delivered, and whoever reaches the port then commands it. */
const DELIVERED_PASSWORD = 'ClueCon';
/** And with this one every drachtio-server. */
const DELIVERED_SECRET = 'cymru';

function switchPasswords(
  file: ConfigFile,
  origin: SecretOrigin,
  report: Report,
): ReadonlyMap<string, string> {
  const passwords = new Map<string, string>();
  for (const kind of SWITCH_KINDS) {
    file[kind].servers.forEach(({ id, password_file: passwordFile }, index) => {
      const at = [kind, 'servers', index, 'password_file'] as const;
      const variable = passwordVariable(kind, id);
      const fromEnv = origin.env[variable] ?? '';
      const password =
        fromEnv !== '' || passwordFile === undefined ? fromEnv : secretFile(passwordFile, at, origin, report);
      passwords.set(id, password);
      if (password === '' && passwordFile === undefined) {
        report(at, 'the server has no password', `Name a password_file, or set ${variable}.`);
      } else if (password === DELIVERED_PASSWORD) {
        report(
          at,
          'it is the password that FreeSWITCH is delivered with',
          "Choose one of your own in event_socket.conf.xml: 'openssl rand -hex 18' makes one.",
        );
      }
    });
  }
  return passwords;
}

/** The secret of the SIP server, from the environment or its file; without a server none is looked for. */
function sipSecret({ sip }: ConfigFile, origin: SecretOrigin, report: Report): string {
  const fromEnv = origin.env['CADENCIA_SIP_SECRET'] ?? '';
  if (sip.host === '' || fromEnv !== '') {
    return fromEnv;
  }
  const at = ['sip', 'secret_file'] as const;
  if (sip.secret_file === '') {
    report(at, 'the SIP server has no secret', 'Name a secret_file, or set CADENCIA_SIP_SECRET.');
    return '';
  }
  const secret = secretFile(sip.secret_file, at, origin, report);
  if (secret === DELIVERED_SECRET) {
    report(
      at,
      'it is the secret that drachtio-server is delivered with',
      "Choose one of your own in drachtio.conf.xml: 'openssl rand -hex 18' makes one.",
    );
  }
  return secret;
}

/** A key must be one that ES256 signs with, and is never said. */
function identityKey({ sip }: ConfigFile, origin: SecretOrigin, report: Report): string {
  if (sip.identity.key_file === '') {
    return '';
  }
  const at = ['sip', 'identity', 'key_file'] as const;
  const pem = secretFile(sip.identity.key_file, at, origin, report);
  if (pem !== '' && !isP256Key(pem)) {
    report(
      at,
      'it is no private key of the curve P-256 in PEM, without a passphrase',
      "Make one with 'openssl ecparam -name prime256v1 -genkey -noout' and have it certified.",
    );
  }
  return pem;
}

function isP256Key(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}

const pathOf = (path: string, { base }: SecretOrigin): string => (path === '' ? '' : resolve(base, path));

/** Reads the secrets that the file only points at. */
export function readSecrets(file: ConfigFile, origin: SecretOrigin, report: Report): ConfigSecrets {
  const { turn_secret_file: turnSecretFile } = file.phones;
  const { client_secret_file: clientSecretFile } = file.oidc;
  return {
    switchPasswords: switchPasswords(file, origin, report),
    databaseUrl: databaseUrl(file, origin, report),
    turnSecret:
      turnSecretFile === '' ? '' : secretFile(turnSecretFile, ['phones', 'turn_secret_file'], origin, report),
    sipSecret: sipSecret(file, origin, report),
    sipCa: file.sip.ca_file === '' ? '' : secretFile(file.sip.ca_file, ['sip', 'ca_file'], origin, report),
    identityKey: identityKey(file, origin, report),
    oidcClientSecret:
      clientSecretFile === ''
        ? ''
        : secretFile(clientSecretFile, ['oidc', 'client_secret_file'], origin, report),
    certificateFile: pathOf(file.http.certificate_file, origin),
    keyFile: pathOf(file.http.key_file, origin),
    dataFolder: resolve(origin.base, file.data_folder),
    sharedFolder: resolve(origin.base, file.shared_folder || file.data_folder),
  };
}
