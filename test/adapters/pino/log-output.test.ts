import { expect, test } from 'vitest';
import { makeLogOutput } from '../../../src/adapters/pino/log-output.js';

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A file that meets `errors`, one a write, and takes at most `most` bytes at once. */
function outputWith(errors: (string | null)[], most = 1000) {
  const heard = { file: '', warned: '' };
  const output = makeLogOutput(
    (bytes, offset) => {
      const code = errors.shift() ?? null;
      if (code !== null) {
        throw failure(code);
      }
      const part = bytes.subarray(offset, offset + most);
      heard.file += part.toString('latin1');
      return part.length;
    },
    (text) => {
      heard.warned += text;
    },
  );
  return { output, heard };
}

test('a full disk loses lines, says so once, and the next line that fits counts them', () => {
  const { output, heard } = outputWith(['ENOSPC', 'ENOSPC']);
  for (const line of ['a\n', 'b\n', 'c\n', 'd\n']) {
    output.write(line);
  }
  expect(heard.file).toBe('{"level":"warn","msg":"log lines were lost","lines":2}\nc\nd\n');
  expect(heard.warned).toBe(
    'The log cannot be written (ENOSPC): lines are lost until it can. Calls go on.\n',
  );
});

test('a line that is taken in parts, or only after a moment, comes out whole', () => {
  const { output, heard } = outputWith(['EAGAIN', null, 'EAGAIN'], 4);
  output.write('0123456789\n');
  expect(heard).toEqual({ file: '0123456789\n', warned: '' });
});

test('a reader that never reads costs the engine a moment, not its life', () => {
  const { output, heard } = outputWith(Array.from({ length: 11 }, () => 'EAGAIN'));
  output.write('lost\n');
  output.write('kept\n');
  expect(heard.file).toMatch(/"lines":1\}\nkept\n$/);
});
