import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RULE_REGISTER } from '../../src/audit/rule-register.js';
import { RULE_NAMES } from '../../src/core/compliance/rule-id.js';
import { auditRows, logRow } from '../support/audit-bench.js';
import { CASES } from '../support/planted-cases.js';
import { PLANTED_LOGS, type PlantedSide, TIGHT_POLICY } from '../support/planted-logs.js';

let folder = '';
let policy = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-audit-planted-'));
  policy = join(folder, 'tight.json');
  writeFileSync(policy, JSON.stringify(TIGHT_POLICY));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const LIMITS = new Set(['R01', 'R02', 'R03', 'R04', 'R05', 'R06']);

describe('a breach that many rows or a side file make is found, and the nearest log that keeps the rule is clean', () => {
  test.each(PLANTED_LOGS)('$rule: $what', async ({ rule, broken, kept }) => {
    const found = async ({ rows, lists }: PlantedSide): Promise<readonly string[]> => {
      const wish = { ...(lists === undefined ? {} : { lists }), ...(LIMITS.has(rule) ? { policy } : {}) };
      return (await auditRows(rows.map(logRow), wish)).findings
        .filter((finding) => finding.rule !== 'R04' || finding.severity === 'block')
        .map((finding) => finding.rule);
    };
    expect(await found(broken)).toContain(rule);
    expect(await found(kept)).not.toContain(rule);
  });
});

describe('what is planted', () => {
  const planted = new Set([...CASES, ...PLANTED_LOGS].map(({ rule }) => rule));

  test('leaves out no rule that a log can show to be broken', () => {
    const checkable = RULE_REGISTER.filter(({ recordOnly }) => recordOnly === undefined);
    expect(checkable.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual([]);
  });

  test('and every rule that a log cannot show is one that is kept for the record', () => {
    const silent = RULE_REGISTER.filter(({ recordOnly }) => recordOnly !== undefined).map(({ id }) => id);
    const decided = new Map<string, string>(
      Object.entries(RULE_NAMES).map(([id, { decidedBy }]) => [id, decidedBy]),
    );
    expect(silent.filter((id) => decided.get(id) !== 'record')).toEqual([]);
  });
});
