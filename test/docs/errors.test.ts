import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adviceOf, renderErrors } from '../../scripts/write-errors.mjs';
import { ERROR_CATALOGUE } from '../../src/core/kernel/errors.js';
import { ROOT } from './markdown-pages.js';

const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');

describe('docs/errors.md', () => {
  it('is what `npm run docs` writes from the catalogue', () => {
    expect(renderErrors(ERROR_CATALOGUE, page)).toBe(page);
  });

  it('lists the catalogue both ways, each code with what to do', () => {
    const advice = adviceOf(page) as Map<string, string>;
    expect([...advice.keys()]).toEqual(Object.keys(ERROR_CATALOGUE));
    expect([...advice].filter(([, text]) => text === '').map(([code]) => code)).toEqual([]);
  });

  it('keeps the last column when the catalogue grows', () => {
    const grown = { ...ERROR_CATALOGUE, DLR_TEST_NEW: { status: 500, retryable: false, text: 'New' } };
    const written = renderErrors(grown, page);
    expect(adviceOf(written).get('DLR_TEST_NEW')).toBe('');
    expect(adviceOf(written).get('DLR_PORT_TAKEN')).toBe(adviceOf(page).get('DLR_PORT_TAKEN'));
  });

  it('knows every code that the sources and the documents name', () => {
    const named = ['src', 'docs'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ts|md)$/.test(name) && !name.endsWith('.d.ts'))
        .flatMap(
          (name) => readFileSync(join(ROOT, folder, name), 'utf8').match(/\bDLR_[A-Z]+(?:_[A-Z]+)+\b/g) ?? [],
        ),
    );
    expect(named.length).toBeGreaterThan(20);
    expect([...new Set(named)].filter((code) => !(code in ERROR_CATALOGUE))).toEqual([]);
  });
});
