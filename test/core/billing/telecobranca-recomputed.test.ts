import fc from 'fast-check';
import { expect, it } from 'vitest';
import { presetWith } from '../../support/billing-presets.js';
import { activeRow, amounts, bill, inboundRow, inputs } from '../../support/billing-rows.js';

const CONTRACT = presetWith('telecobranca-banco');

/** What a client owed from a day of October on, in centavos; null: he left collection. */
interface Owed {
  readonly day: number;
  readonly owes: number | null;
}

interface Month {
  readonly words: readonly ('recado' | 'sem_acordo' | 'promessa' | 'maquina')[];
  /** Seconds until the agent; null hung up. */
  readonly waits: readonly (number | null)[];
  readonly messages: readonly number[];
  /** By portfolio, by client; what stands first is of September where `since` is. */
  readonly debts: readonly {
    readonly portfolio: 'PF' | 'PJ';
    readonly since: boolean;
    readonly owed: readonly Owed[];
  }[];
  /** In thousandths; null: not scored. */
  readonly scores: readonly [number | null, number | null];
  readonly records: readonly [number, number];
  readonly minutes: readonly [number, number];
  readonly complaints: number;
}

/** Hundredths of a percent, cut off; null over nothing. */
const cut = (top: number, below: number): number | null =>
  below === 0 ? null : Number((10_000n * BigInt(top)) / BigInt(below));

/** The points of the first mark that is reached, as annex 03 prints the rows; nothing measured has none. */
const points = (value: number | null, rows: readonly (readonly [number, number])[], last: number): number =>
  value === null ? 0 : (rows.find(([least]) => value >= least)?.[1] ?? last);

/** Half a centavo goes away from nothing. */
function rounded(amount: bigint, parts: bigint): bigint {
  const size = amount < 0n ? -amount : amount;
  const centavos = (2n * size + parts) / (2n * parts);
  return amount < 0n ? -centavos : centavos;
}

function money(centavos: bigint): string {
  const size = centavos < 0n ? -centavos : centavos;
  return `${centavos < 0n ? '-' : ''}${size / 100n}.${String(size % 100n).padStart(2, '0')}`;
}

/** Expected and received in October, told day by day as the contract tells it. */
function recovered({ debts }: Month, portfolio: string): readonly [number, number] {
  let [expected, received] = [0, 0];
  for (const { since, owed } of debts.filter((one) => one.portfolio === portfolio)) {
    let yesterday: number | null = since ? (owed[0]?.owes ?? null) : null;
    expected += yesterday ?? 0;
    for (let day = 1; day <= 31; day += 1) {
      const told = (since ? owed.slice(1) : owed).find((one) => one.day === day);
      const today: number | null = told === undefined ? yesterday : told.owes;
      const growth: number = (today ?? 0) - (yesterday ?? 0);
      expected += Math.max(0, growth);
      received += Math.max(0, -growth);
      yesterday = today;
    }
  }
  return [expected, received];
}

/** Thousandths: nothing below 36 %, then five for each whole point, 300 from 95 % on. */
function bonus(ecc: number | null): number {
  if (ecc === null || ecc < 3600) {
    return 0;
  }
  return ecc >= 9500 ? 300 : 5 * (Math.floor(ecc / 100) - 35);
}

function again(month: Month) {
  const { words, waits, messages, scores, records, minutes, complaints } = month;
  const count = (of: (word: string) => boolean): bigint => BigInt(words.filter(of).length);
  const charges: readonly (readonly [string, bigint])[] = [
    ['Qm/cobranca/multimidia/4.15', BigInt(messages.length) * 415n],
    ['Qe/cobranca/efetivada/3.185', rounded(count((word) => word === 'recado') * 3185n, 10n)],
    ['Qc/cobranca/concretizada/6.37', count((word) => word === 'sem_acordo' || word === 'promessa') * 637n],
    ['Qr/cobranca/receptivo/6.37', BigInt(waits.filter((wait) => wait !== null).length) * 637n],
  ];
  const base = charges.reduce((sum, [, centavos]) => sum + centavos, 0n);
  const inTime = (limit: number, list: readonly (number | null)[]): number =>
    list.filter((seconds) => seconds !== null && seconds <= limit).length;
  const [fresh, others] = scores.map((score) => (score === null ? null : Math.floor(score / 10)));
  const quality =
    points(
      fresh ?? null,
      [
        [8500, 0],
        [7000, 1],
      ],
      3,
    ) +
    points(
      others ?? null,
      [
        [9500, 0],
        [8000, 1],
      ],
      3,
    );
  const gaveUp = cut(waits.filter((wait) => wait === null).length, waits.length);
  const nmso =
    points(
      cut(inTime(10, waits), waits.length),
      [
        [9000, 0],
        [8500, 1],
        [7500, 2],
      ],
      3,
    ) +
    (gaveUp === null || gaveUp <= 120 ? 0 : gaveUp <= 150 ? 1 : 3) +
    quality +
    points(
      cut(...records),
      [
        [10_000, 0],
        [9400, 2],
      ],
      3,
    ) +
    (complaints >= 2 ? 3 * complaints : 2 * complaints) +
    points(
      cut(inTime(300, messages), messages.length),
      [
        [9000, 0],
        [7500, 1],
        [5000, 2],
      ],
      3,
    ) +
    points(
      cut(...minutes),
      [
        [9900, 0],
        [9500, 1],
      ],
      2,
    );
  const [people, firms] = [recovered(month, 'PF'), recovered(month, 'PJ')];
  const weighed = [people, firms].reduce(
    (sum, [expected, received]) => sum + BigInt(bonus(cut(received, expected))) * BigInt(expected),
    0n,
  );
  const below = BigInt(people[0] + firms[0]) * 1000n;
  const id = below === 0n || quality > 3 ? 0n : rounded(base * weighed, below);
  const percent = nmso <= 3 ? 0n : nmso <= 6 ? 2n : nmso <= 10 ? 5n : nmso <= 15 ? 7n : 10n;
  const lines = [...charges, ['ID', id] as const, ['FQ', -rounded(base * percent, 100n)] as const];
  return {
    lines: Object.fromEntries(
      lines.filter(([, amount]) => amount !== 0n).map(([key, one]) => [key, money(one)]),
    ),
    nmso,
    people,
    firms,
  };
}

const owed = fc
  .uniqueArray(
    fc.record({
      day: fc.integer({ min: 1, max: 31 }),
      owes: fc.option(fc.integer({ min: 1, max: 200_000 }), { freq: 3 }),
    }),
    { selector: ({ day }) => day, minLength: 1, maxLength: 5 },
  )
  // Who is told of first enters.
  .map((list) => [...list].sort((one, other) => one.day - other.day))
  .map(([first, ...rest]) => [{ day: first?.day ?? 1, owes: first?.owes ?? 5000 }, ...rest]);
const part = (below: number) =>
  fc.tuple(fc.integer({ min: Math.floor(below * 0.9), max: below }), fc.constant(below));
/** Around the ends of the rows as often as anywhere. */
const score = fc.option(
  fc.oneof(
    fc.integer({ min: 60_000, max: 100_000 }),
    fc.constantFrom(69_999, 70_000, 79_999, 84_995, 94_999, 95_000),
  ),
);
const month: fc.Arbitrary<Month> = fc.record({
  words: fc.array(fc.constantFrom('recado', 'sem_acordo', 'promessa', 'maquina'), { maxLength: 40 }),
  waits: fc.array(
    fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 0, max: 12 }) },
      { weight: 1, arbitrary: fc.constant(null) },
    ),
    {
      maxLength: 40,
    },
  ),
  messages: fc.array(fc.constantFrom(60, 299, 300, 301), { maxLength: 20 }),
  debts: fc.array(fc.record({ portfolio: fc.constantFrom('PF', 'PJ'), since: fc.boolean(), owed }), {
    maxLength: 6,
  }),
  scores: fc.tuple(score, score),
  records: part(200),
  minutes: part(10_000),
  complaints: fc.nat(4),
});

const october = (day: number): string => `2026-10-${String(day).padStart(2, '0')}`;
const reais = (centavos: number | null): string | null =>
  centavos === null ? null : (centavos / 100).toFixed(2);

function made({ words, waits, messages, debts, scores, records, minutes, complaints }: Month) {
  const rows = [
    ...words.map((word, n) => activeRow(word, { at: `${october((n % 31) + 1)} 10:00:00` })),
    ...waits.map((waited, n) => inboundRow({ at: `${october((n % 31) + 1)} 09:00:00`, waited })),
  ];
  return bill(CONTRACT, rows, {
    multimedia: messages.map((answeredAfterSeconds, n) => ({
      ...{ id: `m${n}`, service: 'cobranca', client: `k${n}` },
      ...{ at: `${october((n % 31) + 1)}T09:30:00-03:00`, answeredAfterSeconds },
    })),
    balances: debts.flatMap(({ portfolio, since, owed: told }, n) =>
      told.map(({ day, owes }, place) => ({
        ...{ client: `c${n}`, portfolio, balance: reais(owes) },
        day: since && place === 0 ? '2026-09-17' : october(day),
      })),
    ),
    quality: ['novatos', 'demais'].flatMap((group, n) => {
      const own = scores[n] ?? null;
      return own === null ? [] : [{ period: '2026-10', group, score: (own / 1000).toFixed(3) }];
    }),
    measures: [
      { of: 'registros', day: october(31), numerator: records[0], denominator: records[1] },
      { of: 'disponibilidade', day: october(31), numerator: minutes[0], denominator: minutes[1] },
    ],
    complaints: Array.from({ length: complaints }, (_, n) => ({ id: `r${n}`, day: october(n + 1) })),
  });
}

it('a month of the collection contract agrees with a second computation that shares nothing with it', () => {
  let paid = 0;
  fc.assert(
    fc.property(month, (told) => {
      const [own, found] = [again(told), made(told)];
      const lines = Object.entries(amounts(found)).filter(([, amount]) => Number(amount) !== 0);
      expect(Object.fromEntries(lines)).toEqual(own.lines);
      const shown = inputs(found, 'ID');
      if (shown['esperado_PF'] !== undefined) {
        paid += 1;
        const figures = [...own.people, ...own.firms].map((centavos) => centavos / 100);
        const names = ['esperado_PF', 'recebido_PF', 'esperado_PJ', 'recebido_PJ'];
        expect(names.map((name) => Number(shown[name]))).toEqual(figures);
      }
      const { NMSO } = inputs(found, 'FQ');
      expect(NMSO === undefined || Number(NMSO) === own.nmso).toBe(true);
    }),
    { numRuns: 80, seed: 20_261_123 },
  );
  expect(paid).toBeGreaterThan(10);
});
