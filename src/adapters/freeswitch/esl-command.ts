import { eslRefused } from './esl-failure.js';

/** An empty line ends a command and begins the next: whoever may put one in gives commands of his own. */
const LINE_BREAKS = /[\r\n\0]/;
const HEADER_NAME = /^[A-Za-z0-9_-]+$/;

/** The words that say which command it is, without its arguments: they may hold personal data. */
export function nameOfCommand(line: string): string {
  const [first = '', second = ''] = line.split(' ', 2);
  return first === 'api' || first === 'bgapi' ? `${first} ${second}` : first;
}

/** One command as it goes over the wire; refuses what would not be one line. */
export function formatCommand(line: string, headers: Readonly<Record<string, string>> = {}): string {
  const lines = [line];
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) {
      throw eslRefused(nameOfCommand(line), 'a header of the command has no proper name');
    }
    lines.push(`${name}: ${value}`);
  }
  if (lines.some((one) => LINE_BREAKS.test(one))) {
    throw eslRefused(nameOfCommand(line), 'an argument holds a line break');
  }
  return `${lines.join('\n')}\n\n`;
}
