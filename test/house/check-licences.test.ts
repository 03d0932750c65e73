import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkLicences, isAllowed } from '../../scripts/check-licences.mjs';

const LOCK = JSON.parse(readFileSync(join(import.meta.dirname, '../../package-lock.json'), 'utf8'));
const judged = (license?: string, name = 'new-one') =>
  checkLicences({ packages: { [`node_modules/a/node_modules/${name}`]: { version: '1.0.0', license } } });

it('every package of the lock file may be shipped', () => {
  expect(checkLicences(LOCK)).toEqual([]);
});

it('a package that names no licence, or one that is not in the list, is named', () => {
  expect(judged()).toEqual(['new-one@1.0.0: names no licence: read it, and add it to READ_BY_HAND']);
  expect(judged('AGPL-3.0-only')).toEqual(['new-one@1.0.0: is under AGPL-3.0-only']);
  expect(judged('SEE LICENSE IN x')).toHaveLength(1);
  expect(judged('MIT')).toEqual([]);
});

it.each([
  ['(AFL-2.1 OR BSD-3-Clause)', true],
  ['MIT AND GPL-3.0-only', false],
  ['MIT AND ISC', true],
  ['(MIT OR GPL-2.0-only) AND GPL-3.0-only', false],
])('%s: %s', (expression, allowed) => {
  expect(isAllowed(expression)).toBe(allowed);
});
