import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseDayNumber } from '../../../src/core/compliance/calendar/day-number.js';
import { indicatorPlanSchema, parseIndicatorPlan } from '../../../src/core/indicators/indicator-plan.js';
import { type IndicatorReport, IndicatorRun } from '../../../src/core/indicators/indicator-report.js';
import type { IndicatorRow } from '../../../src/core/indicators/indicator-row.js';
import { indicatorDay, talk, unmet } from '../../support/indicator-rows.js';

const FOLDER = new URL('../../../docs/reference/indicators/', import.meta.url);
const EXAMPLE = parse(readFileSync(new URL('plan-example.yaml', FOLDER), 'utf8')) as Record<string, unknown>;
const FRIDAY = parseDayNumber('2026-10-09') ?? 0;

function report(rows: Iterable<IndicatorRow>, plan: object = EXAMPLE): IndicatorReport {
  const run = new IndicatorRun(parseIndicatorPlan(plan), FRIDAY, FRIDAY);
  for (const row of rows) {
    run.add(row);
  }
  return run.report();
}

const values = ({ days }: IndicatorReport, service: string) =>
  Object.fromEntries(
    (days.find((one) => one.service === service)?.indicators ?? []).flatMap(({ indicator, value }) =>
      value === null ? [] : [[indicator, value]],
    ),
  );

describe('the indicators of a day', () => {
  const made = report(indicatorDay());

  it('of active calls are what was computed by hand', () => {
    expect(values(made, 'pf')).toEqual({
      delivery: '54.54', // 6 of 11
      person: '36.36', // 4 of 11
      CPC: '18.18', // 2 of 11
      CPC_of_talks: '50.00',
      promise: '50.00', // 1 of 2
      success: '50.00',
      drop: '20.00', // 1 of 1 + 4
      attempts_per_contact: '1.37', // 11 of 8 = 1.375
      cost_per_CPC: '0.18', // (11 × 0.01 + 246 s / 60 × 0.06) / 2 = 0.178
      ICA: '1.00', // 4 of 2 × 200
      TMA: '57', // 230 / 4 = 57.5
      TPA: '20', // 80 / 4
      TMO: '77', // 310 / 4 = 77.5
      IPA: '80.00', // 80 of 4 × 25
    });
  });

  it('of calls that came in are what was computed by hand', () => {
    expect(values(made, 'sac')).toEqual({
      INS10: '20.00',
      INS20: '40.00',
      INS30: '40.00',
      INS45: '40.00',
      INS90: '60.00',
      IAB: '40.00', // 2 of 5
      IAB_long: '25.00', // 1 of 3 + 1
      TME: '22', // 111 / 5 = 22.2
      TMA: '60',
      TPA: '0',
      TMO: '60',
      IPA: '0.00',
    });
  });

  it('show the quantities, and each reason', () => {
    const [pf] = made.days;
    expect(pf?.quantities).toMatchObject({
      calls: 11,
      tries: 11,
      contacts: 8,
      person: 4,
      dropped: 1,
      agents: 2,
    });
    expect(pf?.reasons).toMatchObject({ no_answer: 3, busy: 1, machine: 1, promise: 1 });
    expect(made.rows).toEqual({ read: 16, outside: 0, repeated: 0 });
  });

  it('account for the base over its attempts', () => {
    expect(made.bases).toEqual([
      {
        campaign: 'c1',
        segment: 'varejo',
        fromLog: false,
        quantities: {
          ...{ BC: 10, withdrawn: 1, dialled: 8, T: 11, BCE: 2, BCSE1: 6, wrong: 2 },
          ...{ BCR0: 8, BCR1: 6, BCR2: 5, success2: 1, success3: 0, BCS: 3, BCI: 1, client: 2, converted: 1 },
        },
        indices: {
          IC: '88.88', // 8 of 10 − 1
          ICE: '20.00', // 2 of 10
          ICSE1: '60.00', // 6 of 10
          ICT2: '16.66', // 1 of 6
          ICT3: '0.00',
          ICS: '37.50', // 3 of 8
          ICI: '30.00', // 1 + 2 of 10
          ICCN: '50.00',
          ICSCN: '50.00',
        },
      },
    ]);
  });

  it('tell what each way out delivered and what each agent did', () => {
    expect(made.deliveries).toEqual([
      { carrier: 'a', line: '+551130040001', calls: 11, delivered: 6, person: 4, client: 2 },
    ]);
    expect(made.agents.map(({ agentId, quartile, production }) => [agentId, quartile, production])).toEqual([
      ['caio', 1, '3.00'],
      ['ana', 2, '2.00'],
      ['bia', 3, '0.00'],
    ]);
  });

  it('name each miss with both deadlines, and who justified it', () => {
    expect(made.misses).toEqual([
      {
        ...{ day: '2026-10-09', per: 'day', service: 'sac', segment: '', indicator: 'INS20', value: '40.00' },
        ...{ least: '80.00', most: null, justification: null },
        deadline48h: '2026-10-12T03:00:00.000Z',
        // Monday the 12th is a holiday.
        deadlineBusinessDay: '2026-10-14T03:00:00.000Z',
      },
      expect.objectContaining({
        indicator: 'IAB',
        most: '2.00',
        justification: {
          by: 'supervisora',
          reason: "the bank's system was slow from ten to noon",
          at: '2026-10-11T12:00:00.000Z',
          late: false,
        },
      }),
    ]);
    const late = [{ ...(EXAMPLE['justifications'] as object[])[0], at: '2026-10-12T00:00:01-03:00' }];
    const [, second] = report(indicatorDay(), { ...EXAMPLE, justifications: late }).misses;
    expect(second?.justification?.late).toBe(true);
  });
});

describe('a report of several days', () => {
  const DAY_MS = 86_400_000;
  const monday = indicatorDay().map((row) => ({
    ...row,
    attemptId: `${row.attemptId}-2`,
    attemptGroup: '',
    ...{ startMs: row.startMs + 3 * DAY_MS, endMs: row.endMs + 3 * DAY_MS },
    ...{ answerMs: row.answerMs === null ? null : row.answerMs + 3 * DAY_MS },
    ...{ agentMs: row.agentMs === null ? null : row.agentMs + 3 * DAY_MS },
    ...{ wrapEndMs: row.wrapEndMs === null ? null : row.wrapEndMs + 3 * DAY_MS },
  }));
  const measure = (day: string, numerator: number) => ({
    ...{ of: 'IRD', service: 'sac', day, numerator, denominator: 100 },
  });
  const plan = {
    targets: [
      { indicator: 'CPC', per: 'period', service: 'pf', least: 20 },
      { indicator: 'IRD', least: 90 },
      { indicator: 'IRD', per: 'period', least: '89.50' },
      { indicator: 'ICS', per: 'period', service: 'c1', least: 60 },
    ],
    measures: [measure('2026-10-09', 89), measure('2026-10-12', 91), measure('2026-10-13', 1)],
    bases: [{ campaign: 'c1', contacts: 10 }],
    justifications: [
      {
        ...{ indicator: 'ICS', service: 'c1', segment: 'varejo', day: '2026-10-12' },
        ...{ by: 'supervisora', at: '2026-10-13T09:00:00-03:00', reason: 'base velha' },
      },
    ],
  };
  const run = new IndicatorRun(parseIndicatorPlan(plan), FRIDAY, FRIDAY + 3);
  for (const row of [...indicatorDay(), ...monday]) {
    run.add(row);
  }
  const made = run.report();

  it('counts a contact and an agent of both days once, and the goal of each day he worked', () => {
    const [pf] = made.whole;
    expect(pf?.quantities).toMatchObject({ calls: 22, tries: 22, contacts: 8, agents: 2, agentDays: 4 });
    const value = (name: string) => pf?.indicators.find(({ indicator }) => indicator === name)?.value;
    expect([value('attempts_per_contact'), value('CPC'), value('ICA')]).toEqual(['2.75', '18.18', '1.00']);
    expect(made.days.map(({ day }) => day)).toEqual(['2026-10-09', '2026-10-09', '2026-10-12', '2026-10-12']);
  });

  it('shows what was measured outside, each day and together, without other days', () => {
    expect(made.measured.map(({ day, value }) => [day, value])).toEqual([
      ['2026-10-09', '89.00'],
      ['2026-10-12', '91.00'],
      ['', '90.00'], // 180 of 200
    ]);
  });

  it('holds days, the whole and bases against their own targets', () => {
    expect(
      made.misses.map(({ per, day, service, indicator, value }) => [per, day, service, indicator, value]),
    ).toEqual([
      ['day', '2026-10-09', 'sac', 'IRD', '89.00'],
      ['period', '2026-10-12', 'pf', 'CPC', '18.18'],
      ['period', '2026-10-12', 'c1', 'ICS', expect.any(String)],
    ]);
    expect(made.misses.at(-1)?.justification).toMatchObject({ by: 'supervisora', late: false });
  });
});

describe('a report of indicators', () => {
  it('is the same in any order of the rows, and counts a row that comes twice once', () => {
    const rows = indicatorDay();
    const once = report(rows);
    fc.assert(
      fc.property(fc.shuffledSubarray([...rows], { minLength: rows.length }), fc.nat(), (shuffled, n) => {
        const again = report([...shuffled, shuffled[n % rows.length] as IndicatorRow]);
        expect(again).toEqual({ ...once, rows: { read: 17, outside: 0, repeated: 1 } });
      }),
      { numRuns: 20, seed: 20_261_122 },
    );
  });

  it('takes rows of one try over several carriers as one attempt, by the best of them', () => {
    const busy = { ...unmet('k1', 'congestion'), attemptGroup: 'g' };
    const met = talk('k1', 'ana', { outcome: 'sucesso', reason: 'agreement' }, [60, 10]);
    const rows = [{ ...met, attemptGroup: 'g' }, busy];
    for (const order of [rows, [...rows].reverse()]) {
      const { bases, days } = report(order, {});
      expect(bases[0]).toMatchObject({
        fromLog: true,
        quantities: { T: 1, BCE: 1 },
        indices: { ICE: '100.00' },
      });
      expect(days[0]?.quantities).toMatchObject({ calls: 2, tries: 1, contacts: 1 });
    }
  });

  it('leaves out other days, and shows nothing where nothing was measured', () => {
    const [one] = indicatorDay();
    const before = { ...(one as IndicatorRow), startMs: (one?.startMs ?? 0) - 86_400_000 };
    const made = report([before]);
    expect(made).toMatchObject({ rows: { read: 1, outside: 1 }, days: [], misses: [], agents: [] });
  });

  it('ranks agents into quarters, the best first and equals by name', () => {
    const names = ['h', 'g', 'f', 'e', 'd', 'c', 'b', 'a'];
    const rows = names.flatMap((agent, n) =>
      Array.from({ length: Math.max(1, n) }, () =>
        talk(`k${agent}`, agent, { outcome: 'concretizada', reason: 'no_agreement' }, [10, 1]),
      ),
    );
    expect(
      report(rows, {})
        .agents.map(({ agentId, quartile }) => `${agentId}${quartile}`)
        .join(' '),
    ).toBe('a1 b1 c2 d2 e3 f3 g4 h4');
  });
});

describe('a plan', () => {
  it.each([
    [{ targets: [{ indicator: 'CPC' }] }, 'plan.targets[0]: needs either'],
    [{ targets: [{ indicator: 'CPI', least: 1 }] }, 'plan.targets[0].indicator'],
    [{ targets: [{ indicator: 'CPC', least: -1 }] }, 'plan.targets[0].least'],
    [{ bases: [{ campaign: 'c', contacts: 1, withdrawn: 2 }] }, 'plan.bases[0].withdrawn'],
    [{ measures: [{ of: 'TMA', day: '2026-10-09', numerator: 1, denominator: 1 }] }, 'plan.measures[0].of'],
    [
      { measures: Array(2).fill({ of: 'IRD', day: '2026-10-09', numerator: 1, denominator: 1 }) },
      'plan.measures[1]: says the same',
    ],
    [
      {
        bases: [
          { campaign: 'c', contacts: 1 },
          { campaign: 'c', contacts: 2 },
        ],
      },
      'plan.bases[1]: says the same',
    ],
    [{ goal: {} }, 'plan.goal: is not known here'],
  ])('that is wrong is refused with the place: %j', (document, place) => {
    expect(() => parseIndicatorPlan(document)).toThrow(place);
  });

  it('has the published schema (vitest run --update rewrites it)', async () => {
    await expect(`${JSON.stringify(indicatorPlanSchema(), null, 2)}\n`).toMatchFileSnapshot(
      new URL('plan.schema.json', FOLDER).pathname,
    );
  });
});
