import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPurity } from '../../scripts/check-purity.mjs';
import { plantTree } from './planted-tree.js';

describe('purity of core and engine', () => {
  it('accepts this repository', () => {
    expect(checkPurity(join(import.meta.dirname, '../..'))).toEqual([]);
  });

  it.each([
    'const t = Date.now();',
    'const t = new Date();',
    'const t = new Date;',
    'const t = Date();',
    'const t = performance.now();',
    'const r = Math.random();',
    'const id = crypto.randomUUID();',
    'setTimeout(() => {}, 5);',
    'setInterval(() => {}, 5);',
    'const e = process.env;',
    "console.log('x');",
    "import { join } from 'node:path';",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the planted source is a template itself.
    'const t = `${Date.now()}`;',
  ])('refuses %s', (text) => {
    for (const layer of ['core', 'engine']) {
      expect(checkPurity(plantTree({ [`src/${layer}/a.ts`]: `\n${text}\n` }))[0]).toMatch(
        new RegExp(`^src/${layer}/a\\.ts:2: `),
      );
    }
  });

  it.each([
    'const t = new Date(nowMs);',
    '// Date.now() is not for here',
    "const text = 'new Date()';",
    'clock.setTimeout(() => {}, 5);',
    'const c = call.process.id;',
    'const formDate = (x: number) => x;',
  ])('lets %s pass', (text) => {
    expect(checkPurity(plantTree({ 'src/core/a.ts': text }))).toEqual([]);
  });

  it('lets only src/config read the environment', () => {
    const root = plantTree({
      'src/adapters/redis/a.ts': 'const url = process.env.REDIS_URL;\n',
      'src/config/b.ts': 'const url = process.env.REDIS_URL;\n',
    });
    expect(checkPurity(root)).toEqual([
      'src/adapters/redis/a.ts:1: process.env reads the environment, which only src/config does',
    ]);
  });
});
