// Protects whoever ships Cadência: every npm package has a licence that allows it beside Apache-2.0, and says which. Read
// from the lock file, packages of every platform included; offline.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { report } from './source-text.mjs';

/** SPDX ids. MPL-2.0 binds changes to its own files, of which we make none. */
export const ALLOWED = new Set(
  '0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BlueOak-1.0.0 CC0-1.0 ISC MIT MPL-2.0 Unlicense'.split(' '),
);

/** What some write for an SPDX id. */
const WRITTEN = new Map([
  ['Apache2', 'Apache-2.0'],
  ['apache 2.0', 'Apache-2.0'],
]);

/** Packages whose lock entry names none; read in the package itself or in its repository. */
const READ_BY_HAND = new Map([
  ['ax', 'MIT'],
  ['only', 'MIT'],
  ['png-js', 'MIT'],
  ['shred', 'MIT'],
  ['sprintf', 'BSD-3-Clause'],
]);

/** Builds for one platform are of the package that chooses among them, which names its licence. */
const OF_PLATFORM = new Map([
  ['@biomejs/cli-', '@biomejs/biome'],
  ['@msgpackr-extract/', 'msgpackr-extract'],
  ['@oxc-parser/binding-', 'oxc-parser'],
]);

/** The licence of a package as an SPDX expression, or '' where nothing names one. */
export function licenceOf(name, entry, packages) {
  const written = entry.license ?? READ_BY_HAND.get(name);
  if (typeof written === 'string') {
    return WRITTEN.get(written) ?? written;
  }
  const chooser = [...OF_PLATFORM].find(([prefix]) => name.startsWith(prefix))?.[1];
  return packages[`node_modules/${chooser}`]?.license ?? '';
}

/** True when one may take it by licences that are allowed: all of an AND, one of an OR. */
export function isAllowed(expression) {
  const bare = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(bare)) {
    return false;
  }
  return bare.split(' OR ').some((choice) => choice.split(' AND ').every((one) => ALLOWED.has(one)));
}

export const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Packages of a lock file that may not be shipped, each with why. */
export function checkLicences({ packages }) {
  return Object.entries(packages).flatMap(([path, entry]) => {
    if (path === '' || entry.link === true) {
      return [];
    }
    const name = nameOf(path);
    const licence = licenceOf(name, entry, packages);
    const why =
      licence === '' ? 'names no licence: read it, and add it to READ_BY_HAND' : `is under ${licence}`;
    return isAllowed(licence) ? [] : [`${name}@${entry.version}: ${why}`];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const lock = JSON.parse(readFileSync(join(dirname(dirname(process.argv[1])), 'package-lock.json'), 'utf8'));
  const findings = checkLicences(lock);
  report(
    findings,
    `licences: ${Object.keys(lock.packages).length - 1} packages, each under one of ${[...ALLOWED].join(', ')}`,
  );
}
