// What failed in a run of vitest, from its report: short enough to be read at the end of a log of thousands of lines.
import { existsSync, readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const LINES_OF_EACH = 12;

/** What vitest's report says of a test that met its time limit, in place of that; the stack is where the test stands. */
const TIME_LIMIT = 'Error: STACK_TRACE_ERROR';

function told(message, duration = 0) {
  const lines = stripVTControlCharacters(message).trimEnd().split('\n');
  if (lines[0] === TIME_LIMIT) {
    const where = lines.find((line) => !line.includes('/node_modules/') && line.includes('.test.ts:'));
    return [
      `    met its time limit after ${(duration / 1000).toFixed(1)} s`,
      ...(where ? [`    ${where}`] : []),
    ];
  }
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
        : failed.flatMap(({ fullName, failureMessages, duration }) => [
            `  ${file} > ${fullName}`,
            ...failureMessages.flatMap((text) => told(text, duration)),
          ]);
    },
  );
}
