import { describe, expect, test } from 'vitest';
import { easterSunday } from '../../src/audit/calendar/easter-sunday.js';
import { UFS_OF_AREA } from '../../src/audit/place/area-codes.js';
import { dateText } from '../../src/audit/place/local-clock.js';
import { whereaboutsOf } from '../../src/audit/place/whereabouts.js';
import { RULE_IDS } from '../../src/audit/rule-id.js';
import { RULE_REGISTER } from '../../src/audit/rule-register.js';
import { DDD_TABLE } from '../../src/core/numbering/ddd-table.js';

describe('tables made twice agree', () => {
  test('the auditor’s area codes, states and zones are those of the dialer', () => {
    expect([...UFS_OF_AREA.keys()].sort()).toEqual(Object.keys(DDD_TABLE).sort());
    for (const [area, { ufs, zones }] of Object.entries(DDD_TABLE)) {
      const where = whereaboutsOf(`+55${area}987654321`, '');
      expect([area, [...where.ufs].sort()]).toEqual([area, [...ufs].sort()]);
      expect([area, [...where.zones].sort()]).toEqual([area, [...zones].sort()]);
    }
  });

  test('Easter falls where the tables of the Church have it', () => {
    const days = [1818, 1886, 1943, 1954, 1981, 2000, 2026, 2027, 2028, 2029, 2030, 2038, 2049, 2076];
    expect(days.map((year) => dateText(easterSunday(year)))).toEqual([
      '1818-03-22',
      '1886-04-25',
      '1943-04-25',
      '1954-04-18',
      '1981-04-19',
      '2000-04-23',
      '2026-04-05',
      '2027-03-28',
      '2028-04-16',
      '2029-04-01',
      '2030-04-21',
      '2038-04-25',
      '2049-04-18',
      '2076-04-19',
    ]);
  });

  test('every rule is registered once', () => {
    expect(RULE_REGISTER.map(({ id }) => id)).toEqual(RULE_IDS);
  });
});
