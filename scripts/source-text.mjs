// Reads TypeScript just far enough for the checks: what is comment, what is text, what is code. (TypeScript 7 has no
// compiler API for JavaScript.) Offsets and line breaks stay as they were, so findings keep their line numbers.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** After one of these, a slash begins a regular expression and is no division. */
const BEFORE_REGEX =
  /(?:^|[=([{,;:!&|?+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|void|yield|await))\s*$/;

const blank = (text) => text.replace(/[^\n]/g, ' ');

/** End of the quoted text or regular expression that begins at `start`. */
function endOfQuoted(source, start, quote) {
  let inClass = false;
  for (let i = start + 1; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') {
      i++;
    } else if (quote === '/' && char === '[') {
      inClass = true;
    } else if (quote === '/' && char === ']') {
      inClass = false;
    } else if ((char === quote && !inClass) || (char === '\n' && quote !== '`')) {
      return i + 1;
    }
  }
  return source.length;
}

/**
 * The source with comments blanked, and with quoted texts blanked too when `texts` is true.
 * What stands in the `${…}` of a template counts as code.
 */
export function stripComments(source, { texts = false } = {}) {
  let out = '';
  let i = 0;
  // One entry for each template we are inside of: the depth of braces in its present `${…}`.
  const templates = [];
  const takeTemplate = (from) => {
    let end = from;
    while (end < source.length && source[end] !== '`' && !source.startsWith('${', end)) {
      end += source[end] === '\\' ? 2 : 1;
    }
    out += texts ? blank(source.slice(from, end)) : source.slice(from, end);
    if (source.startsWith('${', end)) {
      out += '${';
      templates.push(0);
      return end + 2;
    }
    out += source[end] ?? '';
    return end + 1;
  };
  while (i < source.length) {
    const char = source[i];
    const two = source.slice(i, i + 2);
    if (two === '//' || two === '/*') {
      const stop = two === '//' ? source.indexOf('\n', i) : source.indexOf('*/', i + 2) + 2;
      const end = stop < 2 ? source.length : stop;
      out += blank(source.slice(i, end));
      i = end;
    } else if (char === "'" || char === '"' || (char === '/' && BEFORE_REGEX.test(out.slice(-40)))) {
      const end = endOfQuoted(source, i, char);
      out += texts ? char + blank(source.slice(i + 1, end - 1)) + source[end - 1] : source.slice(i, end);
      i = end;
    } else if (char === '`') {
      out += char;
      i = takeTemplate(i + 1);
    } else if (char === '}' && templates.at(-1) === 0) {
      templates.pop();
      out += char;
      i = takeTemplate(i + 1);
    } else {
      if (templates.length > 0 && (char === '{' || char === '}')) {
        templates[templates.length - 1] += char === '{' ? 1 : -1;
      }
      out += char;
      i++;
    }
  }
  return out;
}

/** Number of the line that holds `offset`, from 1. */
export function lineAt(source, offset) {
  return source.slice(0, offset).split('\n').length;
}

/** Every .ts and .tsx file below a folder, as paths relative to `root` with forward slashes, sorted. */
export function sourceFiles(root, folder = 'src') {
  if (!existsSync(join(root, folder))) {
    return [];
  }
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map((entry) =>
      relative(root, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join('/'),
    )
    .sort();
}

/** The end of a check script: prints the findings, or one line that says what was looked at; sets the exit code. */
export function report(findings, allRight) {
  for (const finding of findings) {
    console.error(finding);
  }
  if (findings.length === 0) {
    console.log(allRight);
  }
  process.exitCode = findings.length > 0 ? 1 : 0;
}
