import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditLog } from '../../src/audit/audit-log.js';
import { readPolicy } from '../../src/audit/policy/read-policy.js';
import { auditRows, chained, logRow, type RowWish, TALK } from '../support/audit-bench.js';

/** Limits a thousand times tighter than the law's: a policy may only tighten, and the arithmetic is the same. */
const TIGHT = {
  id: 'tight',
  version: '1',
  rules: [
    ['R01', { calls: 100 }],
    ['R03', { calls: 100 }],
    ['R04', { calls: 100, forecast: 80 }],
    ['R05', { calls: 400 }],
    ['R06', { calls: 100 }],
  ].map(([rule, parameters]) => ({
    id: `${rule}-tight`,
    rule,
    source: { act: 'house', article: '' },
    parameters,
  })),
};

let folder = '';
let policy = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-audit-limits-'));
  policy = join(folder, 'tight.json');
  writeFileSync(policy, JSON.stringify(TIGHT));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const alone = { cpf_hash: '', debt_id: '' } as const;
/** Calls a second apart, `long` of them answered for 6.001 s. */
const calls = (count: number, long: number, wish: RowWish = {}) =>
  Array.from({ length: count }, (_, index) =>
    logRow({
      ...alone,
      at: new Date(Date.parse('2026-11-24T14:00:00.000Z') + index * 1000).toISOString(),
      ...(index < long ? { ...TALK, t_end: 14_001 } : {}),
      ...wish,
    }),
  );

const found = async (rows: ReturnType<typeof calls>, rule: string) =>
  (await auditRows(rows, { policy })).findings.filter(
    (finding) => finding.rule === rule && finding.severity === 'block',
  );

describe('what Anatel counts', () => {
  test('R01: 85 short calls of 100 violate, 84 do not, and 99 calls are never judged', async () => {
    const rows = calls(100, 15);
    expect((await found(rows, 'R01')).map(({ attempt_id }) => attempt_id)).toEqual([rows[99]?.attempt_id]);
    expect(await found(calls(100, 16), 'R01')).toEqual([]);
    expect(await found(calls(99, 0), 'R01')).toEqual([]);
  });

  test('R01: six seconds are short, a millisecond more is not, to a voicemail as well', async () => {
    const answered = (t_end: number) => ({
      t_answer: 8000,
      t_message: 9000,
      amd: 'machine',
      voicemail: true,
      t_end,
    });
    expect(await found(calls(100, 0, answered(14_000)), 'R01')).toHaveLength(1);
    expect(await found(calls(100, 0, answered(14_001)), 'R01')).toEqual([]);
  });

  test('R01: authenticated calls, other carriers, other services and other days are counted apart', async () => {
    for (const half of [
      { authenticated: true },
      { carrier: 'op2', line_carrier: 'op2' },
      { service: 'SMP' },
    ]) {
      expect(
        await found([...calls(60, 0), ...calls(60, 0, { ...half, line: '+553130040002' })], 'R01'),
      ).toEqual([]);
    }
    const next = calls(60, 0).map((row) => ({
      ...row,
      t_dial: '2026-11-25T14:00:00.000Z',
      t_end: '2026-11-25T14:00:21.000Z',
    }));
    expect(await found([...calls(60, 0), ...next], 'R01')).toEqual([]);
  });

  test('R03: a line’s short calls, authenticated ones too', async () => {
    expect(await found(calls(100, 0, { authenticated: true }), 'R03')).toHaveLength(1);
    expect(await found(calls(100, 1, { authenticated: true }), 'R03')).toEqual([]);
  });

  test('R04: from the call after the limit on, every call of the month is authenticated', async () => {
    const rows = [...calls(100, 50), ...calls(1, 0, { at: '2026-11-25T14:00:00.000Z' })];
    expect((await found(rows, 'R04')).map(({ attempt_id }) => attempt_id)).toEqual([rows[100]?.attempt_id]);
    const kept = [...calls(100, 50), ...calls(1, 0, { at: '2026-11-25T14:00:00.000Z', authenticated: true })];
    expect(await found(kept, 'R04')).toEqual([]);
  });

  test('R06: the duty lasts until three months in a row stayed below', async () => {
    const big = [...calls(100, 50), ...calls(10, 0, { authenticated: true })];
    const later = (at: string) => [...big, ...calls(1, 0, { at })];
    expect(await found(later('2027-02-23T14:00:00.000Z'), 'R06')).toHaveLength(1);
    expect(await found(later('2027-03-02T14:00:00.000Z'), 'R06')).toEqual([]);
  });

  test('the 100 000th short call of a line and of a company violates, the 99 999th does not', {
    timeout: 90_000,
  }, async () => {
    const kept = {
      line: '+551130041111',
      caller_cnpj: '10000000000100',
      line_owner_cnpj: '10000000000100',
    };
    const broken = {
      line: '+551130042222',
      caller_cnpj: '20000000000100',
      line_owner_cnpj: '20000000000100',
    };
    async function* log(): AsyncGenerator<string> {
      for (let index = 0; index < 199_999; index++) {
        const wish = index % 2 === 0 ? broken : kept;
        const at = new Date(Date.parse('2026-11-24T14:00:00.000Z') + index * 50).toISOString();
        yield `${JSON.stringify(logRow({ ...alone, ...wish, attempt_id: `n${index}`, at }))}\n`;
      }
    }
    const findings: string[] = [];
    await auditLog(
      {
        logs: [{ name: 'log', chunks: log() }],
        policy: await readPolicy('brasil-2026'),
        lists: null,
        partial: true,
      },
      (line) => {
        const { rule, attempt_id } = JSON.parse(line) as { rule: string; attempt_id: string };
        if (rule === 'R01' || rule === 'R03') {
          findings.push(`${rule} ${attempt_id}`);
        }
      },
    );
    expect(findings).toEqual(['R01 n199998', 'R03 n199998']);
  });

  test('a policy that would widen a limit is refused, and the rule is cited', async () => {
    const wide = join(folder, 'wide.json');
    const rule = {
      id: 'x',
      rule: 'R24',
      source: { act: 'house', article: '' },
      parameters: { perNumber: 5 },
    };
    writeFileSync(wide, JSON.stringify({ id: 'wide', version: '1', rules: [rule] }));
    await expect(readPolicy(wide)).rejects.toThrow(/perNumber 5 would widen R24 \(CDC/);
  });
});

test('the chain of the tight log is whole', () => {
  expect(chained(calls(3, 0)).map(({ prev_hash }) => prev_hash)[0]).toBe('0'.repeat(64));
});
