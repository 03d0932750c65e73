// Protects repeatability: core and engine take time and chance as arguments, so a day of a whole floor runs in seconds,
// twice the same, with the code that runs in production. One Date.now() in there and a replay is no proof any more.
// Also keeps the environment where it is checked: src/config alone reads it.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineAt, report, sourceFiles, stripComments } from './source-text.mjs';

const PURE_LAYERS = ['core', 'engine', 'ports'];

const IMPURE = [
  [/\bDate\.now\b/g, 'reads the clock (take nowMs, or the Clock port)'],
  [
    /\bnew\s+Date\s*\(\s*\)|\bnew\s+Date\b(?!\s*\()|(?<!\bnew\s+)(?<!\bnew\s+)(?<![.\w])Date\s*\(/g,
    'reads the clock (take nowMs)',
  ],
  [/\bperformance\s*\.\s*now\b/g, 'reads the clock (take nowMs, or the Clock port)'],
  [/\bMath\.random\b/g, 'draws chance (take an Rng)'],
  [/\bcrypto\s*\.\s*(?:randomUUID|getRandomValues)\b|\brandomUUID\s*\(/g, 'draws chance (take an Rng)'],
  [/(?<![.\w])(?:setTimeout|setInterval|setImmediate)\s*\(/g, 'starts a timer (use the Clock port)'],
  [/(?<![.\w])process\s*\./g, 'touches the process'],
  [/(?<![.\w])(?:globalThis|console|fetch|Buffer)\b(?=\s*[.([])/g, 'reaches outside'],
];

const NODE_IMPORT = /\bfrom\s*['"]node:|\bimport\s*\(?\s*['"]node:/g;
const ENVIRONMENT = /(?<![.\w])process\s*\.\s*env\b/g;

/** Every breach of purity below `root`, as `file:line: what`. */
export function checkPurity(root) {
  const findings = [];
  for (const file of sourceFiles(root)) {
    const layer = file.split('/')[1];
    const source = readFileSync(join(root, file), 'utf8');
    const code = stripComments(source, { texts: true });
    const add = (text, pattern, what) => {
      for (const match of text.matchAll(pattern)) {
        findings.push(`${file}:${lineAt(text, match.index)}: ${match[0].trim()} ${what}`);
      }
    };
    if (PURE_LAYERS.includes(layer)) {
      for (const [pattern, what] of IMPURE) {
        add(code, pattern, what);
      }
      add(stripComments(source), NODE_IMPORT, "is Node's: no I/O in here");
    } else if (layer !== 'config') {
      add(code, ENVIRONMENT, 'reads the environment, which only src/config does');
    }
  }
  return findings;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  report(
    checkPurity(dirname(dirname(process.argv[1]))),
    `purity: ${PURE_LAYERS.join(', ')} take time and chance as arguments`,
  );
}
