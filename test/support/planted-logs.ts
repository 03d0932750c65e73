import { DROP, type RowWish, TALK } from './audit-bench.js';
import { fresh, HOUR, MG } from './planted-cases.js';

/** A log with one breach of a rule that many rows, or a side file, make together, and the nearest one that keeps it. */
export interface PlantedLog {
  readonly rule: string;
  readonly what: string;
  readonly broken: PlantedSide;
  readonly kept: PlantedSide;
}

export interface PlantedSide {
  readonly rows: readonly RowWish[];
  readonly lists?: Readonly<Record<string, string>>;
}

const NOON_MS = Date.parse('2026-11-24T14:00:00.000Z');
const isoAt = (ms: number): string => new Date(ms).toISOString();
const alone = { cpf_hash: '', debt_id: '' } as const;
const row = (at: string, wish: RowWish = {}): PlantedSide => ({
  rows: [{ ...fresh(at), phone: MG, ...wish }],
});

/** Calls a second apart to nobody twice, `long` of them answered for more than six seconds. */
function calls(count: number, long: number, wish: RowWish = {}): readonly RowWish[] {
  return Array.from({ length: count }, (_, index) => ({
    ...alone,
    ...fresh(isoAt(NOON_MS + index * 1000)),
    ...(index < long ? { ...TALK, t_end: 14_001 } : {}),
    ...wish,
  }));
}

/** The figures of the law, a thousand times tighter: the arithmetic is the same. */
export const TIGHT_POLICY = {
  id: 'tight',
  version: '1',
  rules: (
    [
      ['R01', { calls: 100 }],
      ['R02', { calls: 120 }],
      ['R03', { calls: 100 }],
      ['R04', { calls: 100, forecast: 80 }],
      ['R05', { calls: 150 }],
      ['R06', { calls: 100 }],
    ] as const
  ).map(([rule, parameters]) => ({
    id: `${rule}-tight`,
    rule,
    source: { act: 'house', article: '' },
    parameters,
  })),
};

const hourly = (count: number, wish: RowWish): PlantedSide => ({
  rows: Array.from({ length: count }, (_, index) => ({
    ...alone,
    phone: MG,
    ...fresh(isoAt(NOON_MS - 2 * HOUR + 3 * index * HOUR)),
    ...wish,
  })),
});

const dropped = (drops: number): PlantedSide => ({
  rows: [
    ...Array.from({ length: 100 - drops }, () => ({ ...TALK })),
    ...Array.from({ length: drops }, () => ({ ...DROP, ...fresh('2026-11-24T15:00:00.000Z') })),
  ],
});

/** A shift from eight on, in local hours, with all its pauses but for what `last` says of the end. */
function shift(untilHour: number, pause: number): PlantedSide {
  const TEN = 10 / 60;
  const TWENTY = 20 / 60;
  const stretches = [
    ['available', '', 8, 9.5],
    ['paused', 'NR17-10a', 9.5, 9.5 + pause],
    ['talking', '', 9.5 + pause, 11],
    ['paused', 'meal', 11, 11 + TWENTY],
    ['available', '', 11 + TWENTY, 12.5],
    ['paused', 'NR17-10b', 12.5, 12.5 + TEN],
    ['wrap_up', '', 12.5 + TEN, untilHour],
  ] as const;
  const start = Date.parse('2026-11-24T03:00:00.000Z');
  const lines = stretches.map(
    ([state, reason, from, to]) =>
      `ana,${state},${reason},${isoAt(start + from * HOUR)},${isoAt(start + to * HOUR)}`,
  );
  const text = `agent_id,state,reason,t_start,t_end\n${lines.join('\n')}\n`;
  return { rows: [{}], lists: { 'agent_states.csv': text } };
}

const ringing = (t_end: string): PlantedSide =>
  row('2026-11-24T22:59:40.000Z', { phone: '+5511987654321', t_ring: '2026-11-24T22:59:41.000Z', t_end });

export const PLANTED_LOGS: readonly PlantedLog[] = [
  {
    rule: 'R01',
    what: '85 short calls of 100',
    broken: { rows: calls(100, 15) },
    kept: { rows: calls(100, 16) },
  },
  {
    rule: 'R02',
    what: 'the cautious count over two carriers',
    broken: { rows: [...calls(60, 60), ...calls(60, 60, { carrier: 'op2', line_carrier: 'op2' })] },
    kept: { rows: [...calls(60, 60), ...calls(59, 59, { carrier: 'op2', line_carrier: 'op2' })] },
  },
  {
    rule: 'R03',
    what: 'the hundredth short call of a line',
    broken: { rows: calls(100, 0) },
    kept: { rows: calls(100, 1) },
  },
  {
    rule: 'R04',
    what: 'an unsigned call past the month’s figure',
    broken: { rows: [...calls(100, 50), ...calls(1, 0, fresh('2026-11-25T14:00:00.000Z'))] },
    kept: {
      rows: [
        ...calls(100, 50),
        ...calls(1, 0, { authenticated: true, ...fresh('2026-11-25T14:00:00.000Z') }),
      ],
    },
  },
  {
    rule: 'R05',
    what: 'a large caller over two carriers',
    broken: { rows: [...calls(75, 75), ...calls(75, 75, { carrier: 'op2', line_carrier: 'op2' })] },
    kept: { rows: [...calls(75, 75), ...calls(74, 74, { carrier: 'op2', line_carrier: 'op2' })] },
  },
  {
    rule: 'R06',
    what: 'an unsigned call in the third month after',
    broken: { rows: [...calls(110, 110), ...calls(1, 1, fresh('2027-02-23T14:00:00.000Z'))] },
    kept: { rows: [...calls(110, 110), ...calls(1, 1, fresh('2027-03-02T14:00:00.000Z'))] },
  },
  {
    rule: 'R13',
    what: 'collection at eight in the evening',
    broken: row('2026-11-24T23:00:00.000Z'),
    kept: row('2026-11-24T22:59:00.000Z'),
  },
  {
    rule: 'R14',
    what: 'an offer before nine',
    broken: row('2026-11-24T11:59:59.999Z', { purpose: 'oferta' }),
    kept: row('2026-11-24T12:00:00.000Z', { purpose: 'oferta' }),
  },
  {
    rule: 'R15',
    what: 'a Sunday',
    broken: row('2026-11-29T14:00:00.000Z'),
    kept: row('2026-11-28T14:00:00.000Z'),
  },
  {
    rule: 'R16',
    what: 'a millisecond of ringing past closing',
    broken: ringing('2026-11-24T23:00:00.001Z'),
    kept: ringing('2026-11-24T23:00:00.000Z'),
  },
  {
    rule: 'R23',
    what: 'the fourth offer of a day by one creditor',
    broken: hourly(4, { purpose: 'oferta', creditor_cnpj: 'a' }),
    kept: hourly(3, { purpose: 'oferta', creditor_cnpj: 'a' }),
  },
  { rule: 'R24', what: 'the third collection call of a day', broken: hourly(3, {}), kept: hourly(2, {}) },
  { rule: 'R27', what: 'four of a hundred dropped', broken: dropped(4), kept: dropped(3) },
  { rule: 'R28', what: 'four of a hundred dropped', broken: dropped(4), kept: dropped(3) },
  {
    rule: 'R42',
    what: 'a second past six hours',
    broken: shift(14 + 20 / 60 + 1 / 3600, 10 / 60),
    kept: shift(14 + 20 / 60, 10 / 60),
  },
  {
    rule: 'R43',
    what: 'a pause a second too short',
    broken: shift(14, 10 / 60 - 1 / 3600),
    kept: shift(14, 10 / 60),
  },
];
