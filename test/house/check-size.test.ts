import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkSize, codeLines, FAIL_ABOVE, WARN_ABOVE } from '../../scripts/check-size.mjs';
import { plantTree } from './planted-tree.js';

const linesOfCode = (count: number): string => 'export {};\n'.repeat(count);

describe('the size law', () => {
  it('accepts this repository', () => {
    expect(checkSize(join(import.meta.dirname, '../..')).findings).toEqual([]);
  });

  it('fails a file above the limit and only warns about one that is nearly there', () => {
    const root = plantTree({
      'src/core/big.ts': linesOfCode(FAIL_ABOVE + 1),
      'src/core/full.ts': linesOfCode(FAIL_ABOVE),
      'src/core/long.ts': linesOfCode(WARN_ABOVE + 1),
      'src/core/small.ts': linesOfCode(WARN_ABOVE),
    });
    const { warnings, findings } = checkSize(root);
    expect(findings).toEqual([
      'src/core/big.ts: 401 code lines, 400 are the limit: it holds more than one noun',
    ]);
    expect(warnings.map((line) => line.split(':')[0])).toEqual(['src/core/full.ts', 'src/core/long.ts']);
  });

  it('counts neither comments nor blank lines', () => {
    expect(codeLines('/**\n * Why.\n */\n\n// more\nconst a = 1; // tail\n\nconst b = 2;\n')).toBe(2);
  });
});
