import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import {
  type Issuer,
  makeAuthority,
  makeServerCertificate,
} from '../../adapters/certificate/make-certificate.js';
import { SystemClock } from '../../adapters/clock/system-clock.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { DAY } from '../../core/kernel/time.js';
import { madeCertificateFiles } from '../server/start-certificate.js';
import { type CommandDeps, dataFolderOf, globalOptions } from './command-deps.js';

/** An authority that ends sooner than a certificate it signs is made anew. */
const AUTHORITY_LEFT_MS = 400 * DAY;

/** `certificate`: HTTPS for who has no certificate, by an authority of the installation's own. */
export function registerCertificateCommand(program: Command, deps: CommandDeps): void {
  program
    .command('certificate [names...]')
    .description(
      'make a certificate for HTTPS and wss, or renew it (default: the names and addresses of this machine)',
    )
    .action(async (names: string[], _: unknown, command: Command) => {
      const made = await makeCertificateFiles(dataFolderOf(command, deps), names, new SystemClock().now());
      if (globalOptions(command).json === true) {
        deps.stdout.write(`${JSON.stringify(made)}\n`);
        return;
      }
      deps.stdout.write(`${made.names.join(', ')}: until ${made.until}\n`);
      deps.stdout.write(
        made.newAuthority
          ? `Let the browsers of your people trust ${made.authorityFile} once; it can vouch for these names alone.\n`
          : 'Signed by the authority that browsers here trust already. A running server takes it within 15 s.\n',
      );
    });
}

export interface MadeFiles {
  readonly names: readonly string[];
  readonly until: string;
  readonly authorityFile: string;
  /** Browsers do not know it yet. */
  readonly newAuthority: boolean;
}

/** Makes certificate and key in the data folder; the authority of before signs where it may. */
export async function makeCertificateFiles(
  dataFolder: string,
  asked: readonly string[],
  nowMs: number,
): Promise<MadeFiles> {
  const { certificateFile, keyFile, authorityFile } = madeCertificateFiles(dataFolder);
  const authorityKeyFile = join(dirname(authorityFile), 'authority.key');
  await mkdir(dirname(authorityFile), { recursive: true, mode: 0o700 });
  const text = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
  const before = namesIn(await text(certificateFile));
  const names = asked.length > 0 ? checkedNames(asked) : before.length > 0 ? before : ownNames();
  const known = issuerIn(await text(authorityFile), await text(authorityKeyFile), nowMs);
  // The authority is bound to the names it was made for.
  const fits = known !== null && names.every((name) => before.includes(name));
  const issuer = fits ? known : await newIssuer(names, nowMs, { authorityFile, authorityKeyFile });
  const made = makeServerCertificate(issuer, names, nowMs);
  // The key first: a server that looks between the two finds no pair and stays with what it has.
  await writeWhole(keyFile, made.key, 0o600);
  await writeWhole(certificateFile, made.certificate, 0o644);
  const until = new Date(new X509Certificate(made.certificate).validTo).toISOString().slice(0, 10);
  return { names, until, authorityFile, newAuthority: !fits };
}

async function newIssuer(
  names: readonly string[],
  nowMs: number,
  files: { readonly authorityFile: string; readonly authorityKeyFile: string },
): Promise<Issuer> {
  const name = `Cadencia ${hostname()} ${new Date(nowMs).toISOString().slice(0, 10)}`;
  const authority = makeAuthority(name, names, nowMs);
  await writeWhole(files.authorityKeyFile, authority.key, 0o600);
  await writeWhole(files.authorityFile, authority.certificate, 0o644);
  return { name, key: createPrivateKey(authority.key) };
}

function issuerIn(certificate: string, key: string, nowMs: number): Issuer | null {
  if (certificate === '' || key === '') {
    return null;
  }
  const { subject, validTo } = new X509Certificate(certificate);
  const name = /CN=(.+)/.exec(subject)?.[1];
  return name === undefined || Date.parse(validTo) - nowMs < AUTHORITY_LEFT_MS
    ? null
    : { name, key: createPrivateKey(key) };
}

/** The names of a certificate, as they were asked for. */
function namesIn(certificate: string): string[] {
  const text = certificate === '' ? '' : (new X509Certificate(certificate).subjectAltName ?? '');
  return text
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => canonical(part.replace(/^(DNS|IP Address):/, '')));
}

/** One way of writing an IPv6 address. */
function canonical(name: string): string {
  return isIP(name) === 6 ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name.toLowerCase();
}

function checkedNames(asked: readonly string[]): string[] {
  for (const name of asked) {
    const isHost =
      /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(
        name,
      );
    if (isIP(name) === 0 && !isHost) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `'${name}' is no host name and no address; give names such as discador.empresa.com.br or 10.0.0.5.`,
      });
    }
  }
  return [...new Set([...asked.map(canonical), 'localhost', '127.0.0.1'])];
}

function ownNames(): string[] {
  const addresses = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    // An address of the link alone (RFC 4291 §2.5.6) is no name for a server.
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80:'))
    .map(({ address }) => address);
  return checkedNames([hostname(), ...addresses]);
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  await writeFile(`${file}.part`, text, { mode });
  await rename(`${file}.part`, file);
}
