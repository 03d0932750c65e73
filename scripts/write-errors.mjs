// npm run docs: writes docs/errors.md from the catalogue. The last column is written by people and stays.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROW = /^\| `(DLR_\w+)` \|.*\| ([^|]*) \|$/gm;

/** What to do, by code, as docs/errors.md has it. */
export function adviceOf(page) {
  return new Map([...page.matchAll(ROW)].map((match) => [match[1], match[2].trim()]));
}

/** The page with one row for each code, in the catalogue's order. */
export function renderErrors(catalogue, page) {
  const advice = adviceOf(page);
  const rows = Object.entries(catalogue).map(
    ([code, { status, retryable, text }]) =>
      `| \`${code}\` | ${status} | ${retryable ? 'yes' : 'no'} | ${text} | ${advice.get(code) ?? ''} |`,
  );
  const head = '| Code | HTTP | Retry | Meaning | What to do |\n| --- | --- | --- | --- | --- |\n';
  return `${page.slice(0, page.indexOf('| Code |'))}${head}${rows.join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const file = join(root, 'docs/errors.md');
  const { ERROR_CATALOGUE } = await import(pathToFileURL(join(root, 'dist/core/kernel/errors.js')).href);
  writeFileSync(file, renderErrors(ERROR_CATALOGUE, readFileSync(file, 'utf8')));
}
