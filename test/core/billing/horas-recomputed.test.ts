import fc from 'fast-check';
import { expect, it } from 'vitest';
import { presetWith } from '../../support/billing-presets.js';
import { amounts, bill } from '../../support/billing-rows.js';

const CONTRACT = presetWith('horas-banco-regional');

/** Prices by the hour as the contract prints them, without the point: 13 decimals. */
const PRICES: Readonly<Record<string, bigint>> = {
  generalista: 146083664024742n,
  universal: 151374036064731n,
  senior: 164525677554526n,
  monitor_qualidade: 186027228313185n,
  monitor_produto: 185131591145098n,
  apoio: 104425377744631n,
  analista_trafego: 249420082555001n,
  supervisor: 193200253650983n,
  supervisor_rh: 219567182799152n,
  coordenador_operacao: 303752285799067n,
  coordenador_geral: 571276455968180n,
};

/** What a mark costs, in hundredths of a percent: as the rows of the contract are printed, from best to worst. */
const SMALL = [15, 30, 50];
const MIDDLE = [50, 70, 100];
const atLeast = (none: number, low: number, middle: number, costs: readonly number[]) => (mark: number) =>
  mark >= none ? 0 : mark >= low ? costs[0] : mark >= middle ? costs[1] : costs[2];
const ICS = (target: number, first = target - 1000, second = target - 2000) =>
  atLeast(target, first, second, SMALL);
/** The mark is in hundredths of a percent, cut off. */
const DAILY: Readonly<Record<string, (mark: number) => number | undefined>> = {
  IRD: atLeast(9000, 8700, 8400, SMALL),
  IED: (mark) => (mark <= 1000 ? 0 : mark < 1200 ? 15 : mark < 1500 ? 30 : 50),
  IMA_TEL: atLeast(10_000, 9500, 9000, SMALL),
  IRAP: atLeast(9800, 9600, 9400, SMALL),
  INS_AM: atLeast(9000, 8700, 8400, MIDDLE),
  IED_AM: (mark) => (mark <= 1500 ? 0 : mark < 1700 ? 15 : mark < 2000 ? 30 : 50),
  IMA_AM: atLeast(9500, 9000, 8500, SMALL),
  IMA_RS: atLeast(8000, 7500, 7000, SMALL),
  IRAM: atLeast(9800, 9600, 9400, SMALL),
  IC: atLeast(10_000, 9500, 9000, MIDDLE),
  ICA: atLeast(10_000, 9500, 9000, MIDDLE),
  ICS_REEMB_MPE: ICS(8500),
  ICS_REEMB_MPPR: ICS(8000),
  ICS_REEMB_PRONAF: ICS(8000),
  ICS_N1_MPE: ICS(6000),
  ICS_N1_MPPR: ICS(4000),
  ICS_N1_PRONAF: ICS(6000),
  ICS_N1_PF: ICS(4500),
  ICS_N2_MPE: ICS(4000),
  ICS_N2_MPPR: ICS(2500, 2000, 1000),
  ICS_N2_PRONAF: ICS(2000, 1500, 1000),
};

interface Measured {
  readonly of: string;
  readonly day: string;
  readonly numerator: number;
  readonly denominator: number;
}

/** Centavos, half up. */
function rounded(amount: bigint, parts: bigint): bigint {
  return (2n * amount + parts) / (2n * parts);
}

const money = (centavos: bigint): string =>
  `${centavos < 0n ? '-' : ''}${centavos < 0n ? -centavos / 100n : centavos / 100n}.${String((centavos < 0n ? -centavos : centavos) % 100n).padStart(2, '0')}`;

function again(hours: ReadonlyMap<string, number>, measures: readonly Measured[]): Record<string, string> {
  const lines: Record<string, string> = {};
  let order = 0n;
  for (const [role, tenths] of hours) {
    const centavos = rounded((PRICES[role] ?? 0n) * BigInt(tenths), 10n ** 12n);
    lines[`horas/${role}`] = money(centavos);
    order += centavos;
  }
  for (const { of, day, numerator, denominator } of measures) {
    const cost = DAILY[of]?.(Math.floor((10_000 * numerator) / denominator)) ?? 0;
    if (cost > 0) {
      lines[`diarios/${of}/${day}`] = money(-rounded(order * BigInt(cost), 10_000n));
    }
  }
  return lines;
}

const roles = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...Object.keys(PRICES)), fc.integer({ min: 1, max: 40_000 })),
  { selector: ([role]) => role, minLength: 1, maxLength: 6 },
);
const days = fc.integer({ min: 1, max: 25 }).map((day) => `2026-10-${String(day).padStart(2, '0')}`);
const measured = fc.uniqueArray(
  fc
    .record({
      of: fc.constantFrom(...Object.keys(DAILY)),
      day: days,
      // Mostly near the marks of the tables.
      denominator: fc.constantFrom(100, 200, 997, 10_000),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ share, ...one }) => ({ ...one, numerator: Math.round(share * one.denominator) })),
  { selector: ({ of, day }) => `${of} ${day}`, maxLength: 40 },
);

it('an order of the hours contract agrees with a second computation that shares nothing with it', () => {
  fc.assert(
    fc.property(roles, measured, (hours, measures) => {
      const agreed = new Map(hours);
      const made = bill(CONTRACT, [], {
        milestones: { start: '2026-01-05' },
        hours: hours.map(([role, tenths]) => ({ period: '2026-10', role, agreed: (tenths / 10).toFixed(1) })),
        measures,
      });
      expect(amounts(made)).toEqual(again(agreed, measures));
    }),
    { numRuns: 30, seed: 20_261_122 },
  );
});
