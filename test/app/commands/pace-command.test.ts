import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { START, TICK } from '../../support/pace-lines.js';

const PROGRAM = fileURLToPath(new URL('../../../bin/cadencia', import.meta.url));
let running: ChildProcessWithoutNullStreams | null = null;
afterEach(() => {
  running?.kill();
  running = null;
});

interface Said {
  readonly out: readonly string[];
  readonly err: string;
  readonly code: number | null;
}

/** The real process, fed with the lines and then closed unless told to wait for its own end. */
async function pace(lines: readonly string[], options: readonly string[] = [], close = true): Promise<Said> {
  const child = spawn(process.execPath, [PROGRAM, 'pace', '--stdio', ...options]);
  running = child;
  const out: string[] = [];
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = once(child, 'close') as Promise<[number | null]>;
  child.stdin.on('error', () => undefined);
  child.stdin.write(lines.map((line) => `${line}\n`).join(''));
  if (close) {
    child.stdin.end();
  }
  const [code] = await ended;
  return { out: out.join('').split('\n').slice(0, -1), err, code };
}

describe('cadencia pace --stdio', () => {
  it('answers each tick with one line and ends with 0 after stop, though its input stays open', async () => {
    const lines = [START, TICK, { ...TICK, t: 1, placedLast: 0 }, { type: 'stop' }].map((line) =>
      JSON.stringify(line),
    );
    const { out, err, code } = await pace(lines, [], false);
    expect(out).toHaveLength(2);
    expect(Number(out[0])).toBeGreaterThanOrEqual(5);
    expect(err).toBe('');
    expect(code).toBe(0);
  });

  it('ends with 0 at the end of input, and answers a last line that has no end', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'pace', '--stdio']);
    running = child;
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const ended = once(child, 'close') as Promise<[number | null]>;
    child.stdin.end(`${JSON.stringify(START)}\n${JSON.stringify(TICK)}`);
    expect((await ended)[0]).toBe(0);
    expect(Number(out.trim())).toBeGreaterThanOrEqual(5);
  });

  it('gives each answer before it is asked again', async () => {
    const child = spawn(process.execPath, [PROGRAM, 'pace', '--stdio']);
    running = child;
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stdin.write(`${JSON.stringify(START)}\n`);
    for (let t = 0; t < 20; t++) {
      child.stdin.write(`${JSON.stringify({ ...TICK, t, idle: 0, talk: 5 })}\n`);
      expect((await answers.next()).value).toMatch(/^\d+$/);
    }
    const ended = once(child, 'close') as Promise<[number | null]>;
    child.stdin.end();
    expect((await ended)[0]).toBe(0);
  });

  it('answers 0 to malformed lines, says on standard error which they were, and goes on', async () => {
    const { out, err, code } = await pace([
      JSON.stringify(START),
      '{"type":"tick",',
      'NaN',
      JSON.stringify(TICK),
    ]);
    expect(out.slice(0, 2)).toEqual(['0', '0']);
    expect(Number(out[2])).toBeGreaterThanOrEqual(5);
    expect(err).toMatch(/line 2 is not JSON.*\n.*line 3/);
    expect(code).toBe(0);
  });

  it('does not fill the pipe of a driver that reads no complaints', async () => {
    const { out, err } = await pace(Array.from({ length: 20_000 }, () => 'rubbish'));
    expect(out).toHaveLength(20_000);
    expect(err.length).toBeLessThan(16_384);
  });

  it('answers a pool by campaign, and contacts that differ by position', async () => {
    const campaigns = { A: { cap: 0.03, weight: 1 }, B: { cap: 0.01, weight: 1 } };
    const pool = await pace(
      [
        { ...START, campaigns },
        { ...TICK, campaigns },
      ].map((line) => JSON.stringify(line)),
    );
    const { dial } = JSON.parse(pool.out[0] ?? '') as { dial: Record<string, number> };
    expect(Object.keys(dial)).toEqual(['A', 'B']);
    expect((dial['A'] ?? 0) + (dial['B'] ?? 0)).toBeGreaterThanOrEqual(5);
    const nextContacts = [
      0.05, 0.05, 0.6, 0.05, 0.6, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05, 0.05,
    ];
    const lone = await pace(
      [START, { ...TICK, idle: 2, talk: 3, nextContacts }].map((line) => JSON.stringify(line)),
    );
    const { pick } = JSON.parse(lone.out[0] ?? '') as { pick: number[] };
    expect(pick.slice(0, 2)).toEqual([2, 4]);
  });

  it('refuses a cap that is no share and says so', async () => {
    const { code, err } = await pace([], ['--cap', '3']);
    expect(code).toBe(2);
    expect(err).toMatch(/0 to 1/);
  });

  it('never answers a wild, negative or broken number, whatever a thousand lines hold', async () => {
    const wild = fc.oneof(
      fc.double({ noNaN: true }),
      fc.integer(),
      fc.constantFrom(null, 'x', 1e300, -1e300),
    );
    const rubbish = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .dictionary(fc.constantFrom(...Object.keys(TICK)), wild)
        .map((line) => JSON.stringify({ ...line, type: 'tick' })),
    );
    const lines = fc
      .sample(rubbish, { numRuns: 1000, seed: 20_26 })
      .map((line) => line.replace(/[\r\n]/g, ' '))
      .filter((line) => !/"type":\s*"st/.test(line));
    const { out, code } = await pace([JSON.stringify(START), ...lines]);
    expect(out).toHaveLength(lines.length);
    for (const answer of out) {
      expect(answer).toMatch(/^\d{1,4}$/);
      expect(Number(answer)).toBeLessThanOrEqual(30 * 32);
    }
    expect(code).toBe(0);
  });
});
