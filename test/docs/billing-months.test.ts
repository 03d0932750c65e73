import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { billText } from '../../src/app/billing/bill-text.js';
import { BILLING_MONTHS } from '../support/billing-months.js';
import { presetWith } from '../support/billing-presets.js';
import { amounts, bill } from '../support/billing-rows.js';

const page = readFileSync(new URL('../../docs/billing.md', import.meta.url), 'utf8');

describe.each(BILLING_MONTHS.map((month) => [month.contract, month] as const))(
  'the month of %s',
  (contract, month) => {
    const made = bill(presetWith(contract), month.rows, month.facts);

    it('is what was computed by hand', () => {
      expect(amounts(made)).toEqual(month.amounts);
      expect(made.total).toBe(month.total);
    });

    it('is printed whole beside the page (vitest run --update rewrites it)', async () => {
      const file = new URL(`../../docs/reference/billing/month-${contract}.txt`, import.meta.url);
      await expect(`${billText(made)}\n`).toMatchFileSnapshot(file.pathname);
    });

    it('stands in docs/billing.md line by line', () => {
      const money = (amount: string): string => amount.replace('.', ',');
      const missing = [...Object.values(month.amounts), month.total].filter(
        (amount) => !page.replaceAll('.', '').includes(money(amount)),
      );
      expect(missing).toEqual([]);
    });
  },
);
