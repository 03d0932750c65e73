// What failed in a run of vitest, from its report: short enough to be read at the end of a log of thousands of lines.
import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const LINES_OF_EACH = 12;

function told(message) {
  const lines = stripVTControlCharacters(message).trimEnd().split('\n');
  return lines.slice(0, LINES_OF_EACH).map((line) => `    ${line}`);
}

/**
 * Lines that name each failed test of a report and begin its message; a file that failed as a whole is one entry.
 * Without a report, or when it names nothing (an error outside of any test), there are none.
 * @param {string} report path of what vitest's reporter `json` wrote
 * @param {string} root folder that files are named from
 */
export function failedTests(report, root) {
  if (!existsSync(report)) {
    return [];
  }
  return JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(
    ({ name, message, assertionResults }) => {
      const file = name.startsWith(`${root}/`) ? name.slice(root.length + 1) : name;
      const failed = assertionResults.filter(({ status }) => status === 'failed');
      return message && failed.length === 0
        ? [`  ${file}`, ...told(message)]
        : failed.flatMap(({ fullName, failureMessages }) => [
            `  ${file} > ${fullName}`,
            ...failureMessages.flatMap(told),
          ]);
    },
  );
}
