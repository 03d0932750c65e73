import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sourceFiles, stripComments } from '../../scripts/source-text.mjs';
import { packagePath } from '../support/package-folder.js';

const QUERY = /queryKey: (\[[^\]]*\]|[A-Z_]+),\s*queryFn: ([\s\S]*?)(?:,\n\s*(?:\w+[:,(]|\}\))| \}\);)/g;
const CONSTANT = (name: string): RegExp => new RegExp(`const ${name} = (\\[[^\\]]*\\])`);

/** What is asked and what is kept of the answer; how it is typed and cancelled changes neither. */
const asked = (queryFn: string): string =>
  queryFn
    .replaceAll(/<.*?>\(/g, '(')
    .replaceAll(/\(\{ signal \}\)|, \{ signal \}|\s+/g, '')
    .replaceAll('()', '');

/** Every question of the screens: its key, what is asked, and where. */
function questions() {
  const folder = packagePath('.');
  return sourceFiles(folder)
    .filter((file) => file.startsWith('src/ui/'))
    .flatMap((file) => {
      const source = stripComments(readFileSync(join(folder, file), 'utf8'));
      return [...source.matchAll(QUERY)].map(([, named = '', queryFn = '']) => ({
        key: named.startsWith('[') ? named : (CONSTANT(named).exec(source)?.[1] ?? named),
        ask: asked(queryFn),
        file,
      }));
    });
}

it('one key of the screens’ cache holds one kind of answer: whoever opens two screens has both', () => {
  const all = questions();
  expect(all.length).toBeGreaterThan(50);
  const clashes = all.filter(({ key, ask }) => all.some((one) => one.key === key && one.ask !== ask));
  expect(clashes).toEqual([]);
});
