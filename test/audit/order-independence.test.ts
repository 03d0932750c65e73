import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  auditTexts,
  chained,
  csv,
  DROP,
  jsonl,
  type LogRow,
  logRow,
  type RowWish,
  TALK,
} from '../support/audit-bench.js';
import { cleanCallLog } from '../support/clean-call-log.js';

const START = Date.parse('2026-11-23T06:00:00.000Z');
const ENDINGS: readonly RowWish[] = [
  {},
  TALK,
  DROP,
  { ...TALK, disposition: 'opt_out' },
  { ...TALK, disposition: 'nao_conhece' },
  { ...TALK, disposition: 'abuso' },
  { t_answer: 5000, t_amd: 6000, amd: 'machine', t_end: 7000, ended_by: 'system' },
  { t_end: 4000, ended_by: 'system' },
  { mode: 'callback' },
  { privacy: true, policy_version: '' },
];

/** A few persons called at any hour of a week: hardly a rule is left whole. */
const wildRow = fc
  .record({
    person: fc.integer({ min: 0, max: 4 }),
    area: fc.constantFrom('11', '21', '31', '61', '81', '91', '97'),
    minute: fc.integer({ min: 0, max: 7 * 24 * 60 }),
    ending: fc.constantFrom(...ENDINGS),
    line: fc.integer({ min: 0, max: 4 }),
    purpose: fc.constantFrom('cobranca', 'oferta', 'servico'),
    label: fc.constantFrom('', 'com "aspas", vírgula', "'apóstrofo", '=fórmula', 'duas\nlinhas'),
  })
  .map(
    ({ person, area, minute, ending, line, purpose, label }): LogRow =>
      logRow({
        cpf_hash: `p${person}`,
        debt_id: `d${person}`,
        phone: `+55${area}98765432${person}`,
        line: `+55113000400${line}`,
        at: new Date(START + minute * 60_000).toISOString(),
        purpose,
        disposition_label: label,
        ...ending,
      }),
  );

const LISTS = {
  'sp.csv': 'phone,since\n+5511987654320,2026-10-25\n',
  'pa.csv': 'phone,cpf_hash,since\n,p1,2026-10-25\n+5591987654322,p2,2026-10-26\n',
  'agent_releases.csv': 'agent_id,t\nana,2026-11-25T12:00:00.000Z\n',
  'paid.csv': 'debt_id,since,status\nd3,2026-11-26,paid\n',
};

describe('how a log is written makes no difference', () => {
  test('shuffled, split over files, or as CSV: the same findings and the same counts', async () => {
    const wild = fc.array(wildRow, { minLength: 2, maxLength: 60 }).chain((rows) => {
      const log = chained(rows);
      return fc.record({
        log: fc.constant(log),
        shuffled: fc.shuffledSubarray([...log], { minLength: log.length, maxLength: log.length }),
        cut: fc.integer({ min: 1, max: log.length - 1 }),
      });
    });
    await fc.assert(
      fc.asyncProperty(wild, async ({ log, shuffled, cut }) => {
        const wanted = await auditTexts([jsonl(log)], { lists: LISTS });
        for (const texts of [
          [csv(log)],
          [jsonl(shuffled)],
          [jsonl(log.slice(0, cut)), jsonl(log.slice(cut))],
          [csv(shuffled.slice(0, cut)), jsonl(shuffled.slice(cut))],
        ]) {
          const found = await auditTexts(texts, { lists: LISTS });
          expect(found.findings).toEqual(wanted.findings);
          expect(found.summary).toEqual(wanted.summary);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a centre that keeps every rule is found clean, whatever the seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), async (seed) => {
        const { findings, summary } = await auditTexts([jsonl([...cleanCallLog(seed, 400)])]);
        expect(findings).toEqual([]);
        expect(summary.rows).toBe(400);
      }),
      { numRuns: 15 },
    );
  });
});
