import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { renderSizing } from '../../scripts/write-sizing.mjs';
import { runProgram } from '../../src/app/program.js';
import { INBOUND_DEFAULTS } from '../../src/core/sizing/inbound-report.js';
import { CONTRACT_SHRINKAGE } from '../../src/core/sizing/shrinkage.js';
import { ROOT } from './markdown-pages.js';

const page = readFileSync(join(ROOT, 'docs/sizing.md'), 'utf8');

async function report(words: readonly string[]): Promise<unknown> {
  let out = '';
  let err = '';
  const stdout = new Writable({
    write: (chunk: Buffer, _, done) => {
      out += chunk.toString();
      done();
    },
  });
  const stderr = new Writable({
    write: (chunk: Buffer, _, done) => {
      err += chunk.toString();
      done();
    },
  });
  const deps = { stdout, stderr, terminal: false, env: {}, stdin: (async function* () {})() };
  expect(await runProgram([...words, '--json'], deps), err).toBe(0);
  return JSON.parse(out);
}

describe('docs/sizing.md', () => {
  it('shows what its commands answer (`npm run docs` writes it)', async () => {
    let asked = 0;
    const written = await renderSizing(page, (words: readonly string[]) => {
      asked += 1;
      return report(words);
    });
    expect(asked).toBe(2);
    expect(written).toBe(page);
  });

  it('tells the shrinkage that is reckoned with', () => {
    const { adherence, breaks, holidays, absence, turnover, training } = CONTRACT_SHRINKAGE;
    const told = page.replaceAll('\n', ' ');
    expect(told).toContain(
      `adherence ${100 * adherence} %, pauses of NR-17 ${100 * breaks} %, holidays ${100 * holidays} %, ` +
        `absence ${100 * absence} %, turnover ${100 * turnover} %, training ${training}`,
    );
    expect(INBOUND_DEFAULTS.shiftHours).toBe(6);
  });
});
