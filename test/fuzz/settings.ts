import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse as parseYaml, stringify } from 'yaml';
import { readServerConfig } from '../../src/app/commands/server-config.js';
import { configFile } from '../../src/config/config-file.js';
import { readSecrets } from '../../src/config/secrets.js';
import { packagePath } from '../support/package-folder.js';
import { mutated, mutatedText, oddBytes, oddText } from './arbitraries.js';
import { type Fuzzed, fuzzed } from './fuzzed.js';

const EXAMPLE = readFileSync(packagePath('cadencia.example.yaml'), 'utf8');
/** What YAML itself can do beyond JSON. */
const YAML_TRICKS = [
  'a: *nobody',
  'http: &a [*a]',
  'http: *a\nphones: &a {}',
  `a0: &a0 [x]\n${Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(9)}]`).join('\n')}`,
  'http: !!js/function "x"',
  '<<: {a: 1}',
  '? [a]\n: b',
  '%YAML 9.9\n---\na: 1\n---\nb: 2',
  'log: !!binary "####"',
  'date: 2026-11-22\nengine: !!set {a}',
];
const VARIABLES = ['DATABASE_URL', 'CARRIERS', 'HTTP', 'SIP_THROUGH', 'OIDC_ROLES', 'LOG_LEVEL', 'HTTP_PORT'];

const nobody = { write: () => true } as never;

/** A folder that is there while `work` runs. */
function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'cadencia-fuzz-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const WITH_SECRETS = {
  database: { url: 'postgresql://a@h/b', password_file: 's' },
  asterisk: { servers: [{ id: 'a', url: 'http://h', user: 'u', password_file: 's' }] },
  freeswitch: { servers: [{ id: 'f', password_file: 's' }] },
  sip: { host: 'h', secret_file: 's', identity: { key_file: 's' } },
  oidc: { issuer: 'https://i', client_secret_file: 's' },
  phones: { turn_secret_file: 's' },
};

/** The configuration and the files it points at. */
export const SETTINGS: Readonly<Record<string, Fuzzed>> = {
  readServerConfig: fuzzed(
    fc.record({
      text: fc.oneof(
        mutated(parseYaml(EXAMPLE)).map((document) => stringify(document) ?? ''),
        mutatedText(EXAMPLE),
        fc.constantFrom(...YAML_TRICKS),
      ),
      env: fc.dictionary(
        fc.constantFrom(...VARIABLES).map((name) => `CADENCIA_${name}`),
        fc.oneof(oddText, fc.constantFrom(...YAML_TRICKS, '[', '{a: b}', 'postgres://%zz', 'postgres://[')),
        { maxKeys: 2 },
      ),
    }),
    ({ text, env }) =>
      inFolder((folder) => {
        const config = join(folder, 'cadencia.yaml');
        writeFileSync(config, text);
        readServerConfig({ config, over: {} }, { env, stdout: nobody, stderr: nobody } as never);
      }),
  ),
  readSecrets: fuzzed(
    fc.record({
      url: fc.oneof(mutatedText('postgresql://a:b@h:5432/c?d=e'), oddText),
      bytes: fc.oneof(
        oddBytes,
        fc.constant(Buffer.from('-----BEGIN PRIVATE KEY-----\nx\n')),
        fc.constant(null),
      ),
    }),
    ({ url, bytes }) =>
      inFolder((folder) => {
        if (bytes !== null) {
          writeFileSync(join(folder, 's'), bytes);
        }
        const file = configFile.parse(WITH_SECRETS);
        const bent = { ...file, database: { ...file.database, url } };
        const found: string[] = [];
        const report = (path: readonly PropertyKey[], what: string): void =>
          void found.push(`${String(path)} ${what}`);
        const secrets = readSecrets(bent, { env: {}, base: folder, urlFromEnv: false }, report);
        const told = secrets.sipSecret === '' ? 'is empty' : secrets.sipSecret;
        if (secrets.sipSecret.length > 3 && found.some((line) => line.includes(told))) {
          throw new Error(`a secret stands in what is said: ${found.join('; ')}`);
        }
      }),
  ),
};
