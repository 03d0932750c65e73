// npm run docs: writes the figures of docs/sizing.md anew by running the commands that stand above them.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const EXAMPLE =
  /^```\nbin\/cadencia ((?:.|\\\n)+?)\n```\n\n<!-- figures -->\n[\s\S]*?<!-- end of figures -->$/gm;

function valueText(value) {
  if (Number.isInteger(value) || Math.abs(value) >= 1000) {
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, '\u00a0');
  }
  return value.toFixed(Math.abs(value) >= 2 ? 1 : 3);
}

function figureRows({ figures }) {
  return Object.entries(figures).map(
    ([name, { value, unit, how }]) => `| \`${name}\` | ${valueText(value)} | ${unit} | ${how} |`,
  );
}

/** The page with the table below each example written by `report`, which answers the words of a command line. */
export async function renderSizing(page, report) {
  const tables = [];
  for (const [, words] of page.matchAll(EXAMPLE)) {
    const rows = figureRows(await report(words.split(/[\s\\]+/)));
    tables.push(['| Figure | Value | Unit | How |', '| --- | ---: | --- | --- |', ...rows].join('\n'));
  }
  return page.replace(
    EXAMPLE,
    (_, words) =>
      `\`\`\`\nbin/cadencia ${words}\n\`\`\`\n\n<!-- figures -->\n${tables.shift()}\n<!-- end of figures -->`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const file = join(root, 'docs/sizing.md');
  const report = (words) =>
    JSON.parse(execFileSync(join(root, 'bin/cadencia'), [...words, '--json'], { encoding: 'utf8' }));
  writeFileSync(file, await renderSizing(readFileSync(file, 'utf8'), report));
}
