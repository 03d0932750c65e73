import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { BillingRow } from '../../../src/core/billing/billing-row.js';
import { presetWith } from '../../support/billing-presets.js';
import { bill, inboundRow, many } from '../../support/billing-rows.js';

const CONTRACT = presetWith('telemarketing-banco');

/** A day of a service: answered in 5 s, in 40 s, and hung up after 30 s. */
interface Day {
  readonly service: 'sac' | 'atendimento';
  readonly day: number;
  readonly quick: number;
  readonly slow: number;
  readonly lost: number;
  readonly offered: number;
}

const date = ({ day }: Day): string => `2026-10-${String(day).padStart(2, '0')}`;

function rowsOf(one: Day): BillingRow[] {
  const at = `${date(one)} 10:00:00`;
  return [
    ...many(one.quick, () => inboundRow({ at, service: one.service, waited: 5 })),
    ...many(one.slow, () => inboundRow({ at, service: one.service, waited: 40 })),
    ...many(one.lost, () => inboundRow({ at, service: one.service, waited: null })),
  ];
}

/** Centavos of a share in ten-thousandths, half up by magnitude: whole numbers alone. */
function shareOf(centavos: number, tenThousandths: number): number {
  const magnitude = Math.floor((2 * centavos * Math.abs(tenThousandths) + 10_000) / 20_000);
  return Math.sign(tenThousandths) * magnitude;
}

/** Percent with two decimals as a whole number: 89.99 is 8999. */
function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part * 10_000) / whole);
}

function icaOfSac(ica: number): number {
  return ica >= 9500
    ? 500
    : ica >= 9000
      ? 0
      : ica >= 8500
        ? -500
        : ica >= 8000
          ? -750
          : ica >= 7000
            ? -1000
            : ica >= 6000
              ? -1500
              : -2000;
}

function ialRate(ial: number, limit: number, second: number): number {
  if (ial <= limit) {
    return 0;
  }
  if (ial >= 2800) {
    return -3000;
  }
  if (ial >= 600) {
    return -850 - 100 * (Math.floor(ial / 100) - 6);
  }
  return ial >= second ? -780 : -750;
}

/** The same month by the printed tables, written without the contract's data. */
function recomputed(days: readonly Day[]): number {
  let total = 0;
  for (const service of ['sac', 'atendimento'] as const) {
    total += days
      .filter((one) => one.service === service)
      .reduce((sum, one) => sum + (one.quick + one.slow) * 500, 0);
  }
  for (const { service, quick, slow, lost, offered } of days) {
    const answered = quick + slow;
    const value = answered * 500;
    const ica = percent(quick, answered);
    const ial = percent(lost, answered + lost);
    const sac = service === 'sac';
    if (ica !== null) {
      total += shareOf(value, sac ? icaOfSac(ica) : ica < 8000 ? -500 : 0);
    }
    if (!sac && ica !== null && ica >= 8000 && answered > offered) {
      total += (answered - offered) * 125;
    }
    if (ial !== null && answered <= offered) {
      total += shareOf(value, sac ? ialRate(ial, 100, 310) : ialRate(ial, 200, 510));
    }
  }
  return total;
}

const small = fc.integer({ min: 0, max: 40 });
const day: fc.Arbitrary<Day> = fc.record({
  service: fc.constantFrom('sac' as const, 'atendimento' as const),
  day: fc.integer({ min: 1, max: 31 }),
  quick: fc.oneof(small, fc.integer({ min: 60, max: 120 })),
  slow: fc.integer({ min: 0, max: 25 }),
  lost: fc.integer({ min: 0, max: 12 }),
  offered: fc.integer({ min: 0, max: 200 }),
});

it('a month of the telemarketing contract agrees with a second computation that shares nothing with it', () => {
  const month = fc.uniqueArray(day, {
    minLength: 1,
    maxLength: 8,
    selector: (one) => `${one.service} ${one.day}`,
  });
  fc.assert(
    fc.property(month, (days) => {
      const made = bill(CONTRACT, days.flatMap(rowsOf), {
        milestones: {},
        multimedia: [],
        volumes: days.map((one) => ({ service: one.service, day: date(one), offered: one.offered })),
        measures: [],
        quality: [],
        complaints: [],
        surveys: { services: [], notes: [] },
        history: [],
      });
      expect(Math.round(Number(made.total) * 100)).toBe(recomputed(days));
    }),
    { numRuns: 25, seed: 20_261_122 },
  );
});
