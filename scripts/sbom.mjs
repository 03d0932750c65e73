// npm run sbom: what Cadência is made of, as CycloneDX. npm writes the packages of the lock file; programs that npm knows
// nothing of are put beside them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { licenceOf, nameOf } from './check-licences.mjs';

const ROOT = join(import.meta.dirname, '..');

/** Named where the version is not ours to choose: the operator's, or the Debian mirror's of the day. */
const OUTSIDE = [
  ['node', process.versions.node, 'MIT', 'runs it'],
  ['postgresql', '', 'PostgreSQL', 'the operator’s, 14 or later; the embedded one is the npm package'],
  ['asterisk', '', 'GPL-2.0-only', 'the operator’s, 22; the demo fetches Debian’s package'],
  ['sip-tester', '', 'GPL-2.0-or-later', 'SIPp, of the demo and the tests; Debian’s package'],
  ['redis-server', '', 'BSD-3-Clause', 'optional; the tests fetch Debian’s package'],
  ['freeswitch', '', 'MPL-1.1', 'optional, the operator’s'],
  ['drachtio-server', '', 'MIT', 'optional, the operator’s'],
];

const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only', '--sbom-type', 'application'];
const bom = JSON.parse(execFileSync('npm', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 }));
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
const licences = new Map(
  Object.entries(packages).map(([path, entry]) => [
    `${nameOf(path)}@${entry.version}`,
    path === '' ? '' : licenceOf(nameOf(path), entry, packages),
  ]),
);
for (const component of bom.components) {
  const full = component.group ? `${component.group}/${component.name}` : component.name;
  const expression = licences.get(`${full}@${component.version}`) ?? '';
  if ((component.licenses ?? []).length === 0 && expression !== '') {
    component.licenses = [{ expression }];
  }
}
bom.components.push(
  ...OUTSIDE.map(([name, version, licence, description]) => ({
    'bom-ref': `external:${name}`,
    ...{ type: 'application', name, version, scope: 'required', description },
    licenses: [{ license: { id: licence } }],
  })),
);
const file = join(ROOT, 'sbom.cdx.json');
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`sbom: ${bom.components.length} components in sbom.cdx.json (CycloneDX ${bom.specVersion})`);
