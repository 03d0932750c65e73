import { describe, expect, test } from 'vitest';
import {
  type AuditWish,
  auditRows,
  auditTexts,
  chained,
  DROP,
  jsonl,
  type LogRow,
  logRow,
  type RowWish,
  TALK,
} from '../support/audit-bench.js';
import { CASES, type Case, HOUR, MG, machine } from '../support/planted-cases.js';

const rows = (wishes: readonly RowWish[]): readonly LogRow[] => wishes.map((wish) => logRow(wish));
const wishOf = ({ lists, policy }: Case): AuditWish => ({
  ...(lists === undefined ? {} : { lists }),
  ...(policy === undefined ? {} : { policy }),
});

describe('a planted violation is found, its nearest legal neighbour is not', () => {
  test.each(CASES)('$rule: $what', async (wanted) => {
    const broken = rows(wanted.broken);
    const found = await auditRows(broken, wishOf(wanted));
    expect(
      found.findings.filter(({ rule }) => rule === wanted.rule).map(({ attempt_id }) => attempt_id),
    ).toEqual([broken.at(-1)?.attempt_id]);
    const kept = await auditRows(rows(wanted.kept), wishOf(wanted));
    expect(kept.findings.filter(({ rule }) => rule === wanted.rule)).toEqual([]);
  });
});

describe('daily caps', () => {
  const calls = (count: number, wish: (index: number) => RowWish) =>
    rows(Array.from({ length: count }, (_, index) => ({ cpf_hash: '', debt_id: '', ...wish(index) })));
  const hourly = (index: number) =>
    new Date(Date.parse('2026-11-24T12:00:00.000Z') + 3 * index * HOUR).toISOString();

  test('R24: the third collection call of a day to a number, wherever it comes from', async () => {
    const of = (count: number) =>
      calls(count, (index) => ({ phone: MG, at: hourly(index), campaign_id: `c${index}` }));
    expect((await auditRows(of(2))).rules).toEqual([]);
    expect((await auditRows(of(3))).rules).toEqual(['R24']);
  });

  test('R24: the fourth of a day to a person, on as many numbers', async () => {
    const of = (count: number) =>
      calls(count, (index) => ({ phone: `+553198765432${index}`, cpf_hash: 'p', at: hourly(index) }));
    expect((await auditRows(of(3))).rules).toEqual([]);
    expect((await auditRows(of(4))).rules).toContain('R24');
  });

  test('R23: the fourth offer of a day by one creditor', async () => {
    const of = (creditors: readonly string[]) =>
      calls(creditors.length, (index) => ({
        phone: MG,
        purpose: 'oferta',
        creditor_cnpj: creditors[index],
        at: hourly(index),
      }));
    expect((await auditRows(of(['a', 'a', 'a', 'b']))).rules).toEqual([]);
    expect((await auditRows(of(['a', 'a', 'a', 'a']))).rules).toEqual(['R23']);
  });
});

describe('drop share', () => {
  const campaign = (drops: number, taken: number) =>
    rows([
      ...Array.from({ length: taken }, () => ({ ...TALK })),
      ...Array.from({ length: drops }, () => ({ ...DROP, at: '2026-11-24T15:00:00.000Z' })),
    ]);

  test('R27 and R28: three in a hundred are borne, more are not, and fewer than a hundred calls are not judged', async () => {
    expect((await auditRows(campaign(3, 97))).rules).toEqual([]);
    expect((await auditRows(campaign(4, 96))).rules).toEqual(['R27', 'R28']);
    expect((await auditRows(campaign(10, 89))).rules).toEqual([]);
  });

  test('R27: persons taken for machines warn, and block once the audit has 400 recordings', async () => {
    const log = [
      ...campaign(1, 99),
      ...rows(
        Array.from({ length: 50 }, (_, index) => ({
          ...machine(),
          phone: `+55319812345${String(10 + index)}`,
        })),
      ),
    ];
    const audit = (judged: number) => ({
      'amd_audit.csv': `recording_id,amd,truth\n${Array.from({ length: judged }, (_, index) => `r${index},machine,${index % 10 === 0 ? 'human' : 'machine'}\n`).join('')}`,
    });
    const few = await auditRows(log, { lists: audit(390) });
    expect(few.findings.filter(({ rule }) => rule === 'R27').map(({ severity }) => severity)).toEqual([
      'warn',
    ]);
    const many = await auditRows(log, { lists: audit(400) });
    expect(many.findings.filter(({ rule }) => rule === 'R27').map(({ severity }) => severity)).toEqual([
      'block',
    ]);
  });
});

describe('shifts', () => {
  /** Local hours of 24 November: `8.5` is 08:30. */
  const states = (stretches: readonly (readonly [string, number, number, string?])[]) => ({
    'agent_states.csv': `agent_id,state,reason,t_start,t_end\n${stretches
      .map(([state, from, to, reason = '']) => {
        const iso = (hours: number) =>
          new Date(Date.parse('2026-11-24T03:00:00.000Z') + hours * HOUR).toISOString();
        return `ana,${state},${reason},${iso(from)},${iso(to)}\n`;
      })
      .join('')}`,
  });
  const check = async (...stretches: readonly (readonly [string, number, number, string?])[]) =>
    (await auditRows([logRow()], { lists: states(stretches) })).rules;

  const TEN = 10 / 60;
  const TWENTY = 20 / 60;
  const GOOD = [
    ['available', 8, 9.5],
    ['paused', 9.5, 9.5 + TEN, 'NR17-10a'],
    ['talking', 9.5 + TEN, 11],
    ['paused', 11, 11 + TWENTY, 'meal'],
    ['available', 11 + TWENTY, 12.5],
    ['paused', 12.5, 12.5 + TEN, 'NR17-10b'],
  ] as const;

  test('R42: six hours without the meal, and not a second more', async () => {
    expect(await check(...GOOD, ['wrap_up', 12.5 + TEN, 14 + TWENTY])).toEqual([]);
    expect(await check(...GOOD, ['wrap_up', 12.5 + TEN, 14 + TWENTY + 1 / 3600])).toEqual(['R42']);
  });

  test('R43: a pause in the last hour, or too short, is none', async () => {
    expect(await check(...GOOD, ['available', 12.5 + TEN, 13.5 + TEN])).toEqual([]);
    expect(await check(...GOOD, ['available', 12.5 + TEN, 13.5 + TEN - 1 / 3600])).toEqual(['R43']);
    const short = GOOD.map((stretch) =>
      stretch[3] === 'NR17-10a' ? (['paused', 9.5, 9.5 + TEN - 1 / 3600, 'NR17-10a'] as const) : stretch,
    );
    expect(await check(...short, ['available', 12.5 + TEN, 14])).toEqual(['R43']);
  });
});

describe('the chain', () => {
  const log = chained(rows([{}, {}, {}, {}]));
  test('R47: a row taken out, added or doubled shows; an untouched chain does not', async () => {
    expect((await auditTexts([jsonl(log)])).rules).toEqual([]);
    const without = log.filter((_, index) => index !== 1);
    const cut = await auditTexts([jsonl(without)]);
    expect(cut.findings.map(({ attempt_id }) => attempt_id)).toEqual([log[2]?.attempt_id]);
    const doubled = await auditTexts([jsonl([...log, log[3] as LogRow])]);
    expect(doubled.rules).toContain('R47');
    expect((await auditTexts([jsonl(without)], { partial: true })).rules).toEqual([]);
  });
});
