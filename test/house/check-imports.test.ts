import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkImports, LAYERS } from '../../scripts/check-imports.mjs';
import { plantTree } from './planted-tree.js';

const ROOT = join(import.meta.dirname, '../..');

describe('the import law', () => {
  it('accepts this repository', () => {
    expect(checkImports(ROOT)).toEqual([]);
  });

  it('says the same as the references that the compiler follows', () => {
    const layers = readdirSync(join(ROOT, 'src'));
    for (const layer of layers) {
      const project = JSON.parse(readFileSync(join(ROOT, 'src', layer, 'tsconfig.json'), 'utf8')) as {
        references: { path: string }[];
      };
      const compiled = project.references.map(({ path }) => path.replace('../', '')).sort();
      expect([layer, compiled]).toEqual([layer, [...LAYERS[layer as keyof typeof LAYERS].layers].sort()]);
    }
  });

  it('finds a core file that imports the engine, with its line', () => {
    const root = plantTree({
      'src/core/call/call.ts': "// a comment\nimport { loop } from '../../engine/loop.js';\n",
      'src/engine/loop.ts': 'export const loop = 1;\n',
    });
    expect(checkImports(root)).toEqual([
      'src/core/call/call.ts:2: core may not import engine (src/engine/loop.js)',
    ]);
  });

  it.each([
    ['a type-only import', "import type { A } from '../adapters/memory/a.js';"],
    ['a re-export', "export { A } from '../adapters/memory/a.js';"],
    ['a dynamic import', "const a = await import('../adapters/memory/a.js');"],
    ['a bare import', "import '../adapters/memory/a.js';"],
    ['an import over several lines', "import {\n  A,\n} from '../adapters/memory/a.js';"],
  ])('sees %s', (_form, text) => {
    expect(checkImports(plantTree({ 'src/engine/b.ts': text }))).toHaveLength(1);
  });

  it('keeps adapters strangers to one another', () => {
    const root = plantTree({
      'src/adapters/redis/a.ts': "import { b } from '../postgres/b.js';\n",
      'src/adapters/postgres/b.ts': 'export const b = 1;\n',
    });
    expect(checkImports(root)).toEqual([
      'src/adapters/redis/a.ts:1: adapters are strangers: redis may not import postgres',
    ]);
  });

  it('keeps packages and Node out of the pure layers', () => {
    const root = plantTree({
      'src/core/a.ts': "import { z } from 'zod';\n",
      'src/engine/b.ts': "import { join } from 'node:path';\n",
      'src/contract/c.ts': "import { z } from 'zod';\n",
    });
    expect(checkImports(root)).toEqual([
      'src/core/a.ts:1: core may not import the package zod',
      'src/engine/b.ts:1: engine may not import the package node:path',
    ]);
  });

  it('finds a cycle between files of one layer', () => {
    const root = plantTree({
      'src/core/a.ts': "import { b } from './b.js';\n",
      'src/core/b.ts': "import type { c } from './c.js';\n",
      'src/core/c.ts': "import { a } from './a.js';\n",
    });
    expect(checkImports(root)).toEqual([
      'src/core/a.ts:1: a cycle: src/core/a.ts → src/core/b.ts → src/core/c.ts → src/core/a.ts',
    ]);
  });

  it('does not take a commented-out import for one', () => {
    expect(checkImports(plantTree({ 'src/core/a.ts': "// import { x } from '../engine/x.js';\n" }))).toEqual(
      [],
    );
  });
});
