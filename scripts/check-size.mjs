// Protects the reader: a file that fits in the head has one noun. Code lines only; comments and blank lines are free.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { report, sourceFiles, stripComments } from './source-text.mjs';

export const WARN_ABOVE = 250;
export const FAIL_ABOVE = 400;

/** Lines that hold code. */
export function codeLines(source) {
  return stripComments(source)
    .split('\n')
    .filter((line) => line.trim() !== '').length;
}

/** Files beyond the limits: `{ warnings, findings }`, each `file: N code lines`. */
export function checkSize(root) {
  const warnings = [];
  const findings = [];
  for (const file of sourceFiles(root)) {
    const lines = codeLines(readFileSync(join(root, file), 'utf8'));
    if (lines > FAIL_ABOVE) {
      findings.push(`${file}: ${lines} code lines, ${FAIL_ABOVE} are the limit: it holds more than one noun`);
    } else if (lines > WARN_ABOVE) {
      warnings.push(`${file}: ${lines} code lines (warning above ${WARN_ABOVE})`);
    }
  }
  return { warnings, findings };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(process.argv[1]));
  const { warnings, findings } = checkSize(root);
  for (const warning of warnings) {
    console.warn(warning);
  }
  report(
    findings,
    `size: ${sourceFiles(root).length} files, none above ${FAIL_ABOVE} code lines, ${warnings.length} above ${WARN_ABOVE}`,
  );
}
