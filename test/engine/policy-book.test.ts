import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/core/compliance/parse-policy.js';
import type { Policy } from '../../src/core/compliance/policy.js';
import { PRESETS } from '../../src/core/compliance/presets/find-preset.js';
import { placeOf } from '../../src/core/compliance/windows/place.js';
import { PolicyBook } from '../../src/engine/policy-book.js';

const TUESDAY_NOON = Date.parse('2026-11-24T12:00:00-03:00');
const CALL = { purpose: 'cobranca', sector: 'outro', mode: 'predictive' } as const;
const SAO_PAULO = placeOf('11', { municipality: '3550308', addressUf: '' });

function ownPolicy(version: string, validity: Partial<Pick<Policy, 'validFrom' | 'validTo'>> = {}): Policy {
  return parsePolicy({ id: 'banco-x', version, base: 'brasil-2026', ...validity }).policy;
}

describe('the book of policies', () => {
  it('has every preset, compiled once', () => {
    const book = new PolicyBook();
    for (const { id, version } of PRESETS) {
      expect(book.of(id, TUESDAY_NOON).version).toBe(`${id}@${version}`);
      expect(book.of(id, TUESDAY_NOON + 3_600_000)).toBe(book.of(id, TUESDAY_NOON));
    }
  });

  it('refuses a policy nobody approved, with its name', () => {
    const book = new PolicyBook();
    expect(book.has('banco-x')).toBe(false);
    expect(() => book.of('banco-x', TUESDAY_NOON)).toThrow(/DLR_NOT_FOUND.*'banco-x' is not known/);
  });

  it('changes the version at midnight in Brasília, the last day included', () => {
    const policies = [
      ownPolicy('1', { validTo: '2026-11-24' }),
      ownPolicy('2', { validFrom: '2026-11-25', validTo: '2026-11-25' }),
    ];
    const book = new PolicyBook({ policies, holidays: [] });
    const midnight = Date.parse('2026-11-25T00:00:00-03:00');
    expect(book.of('banco-x', midnight - 1).version).toBe('banco-x@1');
    expect(book.of('banco-x', midnight).version).toBe('banco-x@2');
    expect(() => book.of('banco-x', midnight + 86_400_000)).toThrow(/no version in force/);
    expect(book.of('banco-x', midnight - 1).version).toBe('banco-x@1');
  });

  it('takes the version approved last where several hold', () => {
    const policies = [ownPolicy('1', { validFrom: '2026-11-01' }), ownPolicy('2')];
    expect(new PolicyBook({ policies, holidays: [] }).of('banco-x', TUESDAY_NOON).version).toBe('banco-x@2');
  });

  it('goes by new versions and new municipal holidays as soon as it is told, and keeps the old ones when the store fails', async () => {
    const policies: Policy[] = [];
    const holidays: { ibge: string; date: string; name: string }[] = [];
    const store = { listVersions: async () => policies, listHolidays: async () => holidays };
    const book = new PolicyBook();
    expect(book.of('brasil-2026', TUESDAY_NOON).windows.windowOf(SAO_PAULO, CALL).isOpen(TUESDAY_NOON)).toBe(
      true,
    );

    policies.push(ownPolicy('1'));
    holidays.push({ ibge: '3550308', date: '11-24', name: 'Every year' });
    await book.reload(store);
    expect(book.of('banco-x', TUESDAY_NOON).version).toBe('banco-x@1');
    expect(book.of('brasil-2026', TUESDAY_NOON).windows.windowOf(SAO_PAULO, CALL).isOpen(TUESDAY_NOON)).toBe(
      false,
    );

    const broken = { ...store, listHolidays: () => Promise.reject(new Error('away')) };
    await expect(book.reload(broken)).rejects.toThrow('away');
    expect(book.of('banco-x', TUESDAY_NOON).version).toBe('banco-x@1');
  });
});
