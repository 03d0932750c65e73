// Protects the database: what somebody sent reaches SQL as a parameter, never as text. In the texts of SQL only constants
// are put together, and identifiers by PostgreSQL's own quoting; every other expression stands in BUILT with its reason.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineAt, report, sourceFiles, stripComments } from './source-text.mjs';

/** Where SQL is; nobody else may import what sends it. */
const FOLDERS = ['src/adapters/postgres/', 'src/adapters/embedded-postgres/', 'src/adapters/bullmq/'];
const DRIVERS = /\bfrom\s*['"](pg|kysely)['"]/g;

/** How a text of SQL begins, here or after an interpolation or a line break. */
const SQL =
  /(^|\n)\s*(select|insert|update|delete|create|alter|drop|truncate|analyze|with|begin|set|lock|copy|listen|notify|grant|from|where|returning|and|on conflict|do \$\$|if to_regclass)\b|§\s*(from|where|returning)\b/i;

/** Constants (`COLUMNS`, `SHORT_MS.three`), lists of them, calls of builders with texts alone, and quoted identifiers. */
const CONSTANT = '[A-Z][A-Z0-9_]*';
const LISTED = `(?:\\.map\\(\\(?column\\)? => \`[a-z]\\.\\$\\{column\\}\`\\))?\\.join\\('[^']*'\\)`;
const FIXED = [
  new RegExp(`^${CONSTANT}(\\.[a-zA-Z]+)?(\\[[a-z]+\\])?$`),
  new RegExp(`^(\\[\\.\\.\\.new Set\\(\\[[A-Za-z0-9_., ']+\\]\\)\\]|${CONSTANT})${LISTED}$`),
  /^[A-Za-z_]+\(\s*((['`])((?!\$\{|\2).)*\2,?\s*)*\)$/,
  new RegExp(`^listed\\(${CONSTANT}\\)$`),
  /^\w+\.escape(Identifier|Literal)\([\w.]+\)$/,
];

/** Parts of statements that a function puts together, each called with texts of its own file. */
const BUILT = {
  'commit-statement.ts': ['facts'],
  // Names as PostgreSQL's catalogue has them; a backup's manifest is held to the same form before it is used.
  'database-snapshot.ts': ['name', "columns.join(', ')"],
  'database.ts': ['deadlineMs', 'longer', 'text', 'Math.ceil(deadlineMs)', 'this.#statementMs'],
  'day-partitions.ts': ['name', 'table', 'day', 'next', 'how', "made.join('\\n ')"],
  'intake-statements.ts': ['hasOwn', 'without', 'own'],
  'load-database.ts': [
    'shape.name',
    "shape.columns.join(', ')",
    'name',
    'how',
    'part.of',
    'part.bound',
    'quoted',
  ],
  'person-fact-statements.ts': ['column', 'keys'],
  // A log's own name and a day written by us: an order that makes a table takes no parameters.
  'postgres-archive-store.ts': ['log', 'table', 'from', 'next'],
  'postgres-dnc-list-store.ts': [
    'entriesTable(row.entries_no)',
    'entriesTable(entriesNo)',
    'table',
    'entriesNo',
  ],
  'postgres-expiry-store.ts': ['log', 'seq', 'chained'],
  'quiet-end.ts': ['why', 'atMs', 'ended'],
  'retention-statements.ts': ['id', 'table', 'which'],
  'table-shape.ts': ['name', 'definition'],
  'user-statements.ts': ['and'],
  'versioned-upsert.ts': ['table', "names.join(', ')", "values.join(', ')", 'base', 'key', "sets.join(', ')"],
};

/** Templates of a source: where each begins, its text with `§` for what is put in, and what that is. */
export function templatesOf(source) {
  const found = [];
  const take = (start) => {
    const template = { start, text: '', parts: [] };
    let at = start + 1;
    while (at < source.length && source[at] !== '`') {
      if (source.startsWith('${', at)) {
        const from = at + 2;
        for (let depth = 1; depth > 0 && at < source.length; ) {
          at = source[at] === '$' && at < from ? from : at;
          if (source[at] === '`') {
            at = take(at);
          } else {
            depth += source[at] === '{' ? 1 : source[at] === '}' ? -1 : 0;
            at += 1;
          }
        }
        template.parts.push(
          source
            .slice(from, at - 1)
            .replace(/\s+/g, ' ')
            .trim(),
        );
        template.text += '§';
      } else {
        const width = source[at] === '\\' ? 2 : 1;
        template.text += source.slice(at, at + width);
        at += width;
      }
    }
    found.push(template);
    return at + 1;
  };
  for (let at = 0; at < source.length; at += 1) {
    const char = source[at];
    if (char === '`') {
      at = take(at) - 1;
    } else if (char === "'" || char === '"') {
      for (at += 1; at < source.length && source[at] !== char && source[at] !== '\n'; at += 1) {
        at += source[at] === '\\' ? 1 : 0;
      }
    }
  }
  return found;
}

/** Templates of `kysely` make parameters of what is put in. */
const isTagged = (source, start) => /\bsql(<[^`]*>)?$/.test(source.slice(Math.max(0, start - 200), start));

/** Every text of SQL below `root` in which something may stand that somebody sent, as `file:line: what`. */
export function checkSql(root) {
  const findings = [];
  const used = new Set();
  for (const file of sourceFiles(root)) {
    const source = stripComments(readFileSync(join(root, file), 'utf8'));
    const add = (at, what) => findings.push(`${file}:${lineAt(source, at)}: ${what}`);
    if (!FOLDERS.some((folder) => file.startsWith(folder))) {
      for (const { index, 1: driver } of source.matchAll(DRIVERS)) {
        add(index, `imports ${driver}: SQL is sent from ${FOLDERS.join(' and ')} alone`);
      }
      continue;
    }
    for (const { index } of source.matchAll(/\bsql\.(raw|lit)\b/g)) {
      add(index, 'sql.raw and sql.lit put text into SQL: give it as a parameter');
    }
    const name = file.split('/').at(-1);
    for (const { start, text, parts } of templatesOf(source)) {
      if (!SQL.test(text) || isTagged(source, start)) {
        continue;
      }
      for (const part of parts) {
        if (BUILT[name]?.includes(part)) {
          used.add(`${name} ${part}`);
        } else if (!FIXED.some((pattern) => pattern.test(part))) {
          add(
            start,
            `\${${part}} is put into SQL: give it as a parameter, or name it in scripts/check-sql.mjs`,
          );
        }
      }
    }
  }
  return { findings, used };
}

/** Names in BUILT that nothing uses: an open door to nowhere. */
export function unusedBuilt(used) {
  return Object.entries(BUILT).flatMap(([name, parts]) =>
    parts.filter((part) => !used.has(`${name} ${part}`)).map((part) => `${name}: ${part}`),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { findings, used } = checkSql(dirname(dirname(process.argv[1])));
  const unused = unusedBuilt(used).map((one) => `scripts/check-sql.mjs: ${one} is put into no SQL any more`);
  report([...findings, ...unused], 'sql: what is sent reaches it as parameters');
}
