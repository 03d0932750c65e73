import { describe, expect, it } from 'vitest';
import type { BillingRow } from '../../../src/core/billing/billing-row.js';
import { presetDocument, presetWith } from '../../support/billing-presets.js';
import { activeRow, amounts, bill, inboundRow, inputs, many } from '../../support/billing-rows.js';

const CONTRACT = presetWith('telemarketing-banco');

const NONE = {
  milestones: {},
  multimedia: [],
  volumes: [],
  measures: [],
  quality: [],
  complaints: [],
  surveys: { services: [], notes: [] },
  history: [],
};
const DAY = '2026-10-06';

interface Traffic {
  readonly service: string;
  readonly inTime?: number;
  readonly late?: number;
  readonly abandoned?: number;
  readonly day?: string;
  readonly hour?: string;
}

/** Calls of a service on a day: in 5 s, in 40 s, and hung up after 30 s. */
function traffic({
  service,
  inTime = 0,
  late = 0,
  abandoned = 0,
  day = DAY,
  hour = '10',
}: Traffic): BillingRow[] {
  const at = `${day} ${hour}:00:00`;
  return [
    ...many(inTime, () => inboundRow({ at, service, waited: 5 })),
    ...many(late, () => inboundRow({ at, service, waited: 40 })),
    ...many(abandoned, () => inboundRow({ at, service, waited: null })),
  ];
}

const october = (rows: readonly BillingRow[], facts: Readonly<Record<string, unknown>> = {}) =>
  bill(CONTRACT, rows, { ...NONE, ...facts });

describe('what is paid (item 1.23)', () => {
  it('is the VA by class, language and hour band; the call of 06:59 is of the night', () => {
    const made = october([
      activeRow('recado', { at: `${DAY} 10:00:00`, service: 'ativo' }),
      ...many(2, () => activeRow('sem_acordo', { at: `${DAY} 10:00:00`, service: 'ativo' })),
      activeRow('acordo', { at: `${DAY} 10:00:00`, service: 'ativo' }),
      inboundRow({ at: `${DAY} 06:59:59`, service: 'atendimento' }),
      inboundRow({ at: `${DAY} 07:00:00`, service: 'atendimento' }),
      inboundRow({ at: `${DAY} 21:59:59`, service: 'atendimento', language: 'en' }),
      inboundRow({ at: `${DAY} 22:00:00`, service: 'help_desk' }),
    ]);
    expect(amounts(made)).toEqual({
      'ativas/ativo/concretizada/4.2': '8.40',
      'ativas/ativo/efetivada/2.1': '2.10',
      'ativas/ativo/sucesso/6.3': '6.30',
      'receptivas/atendimento/receptivo/en/dia/8': '8.00',
      'receptivas/atendimento/receptivo/pt-BR/dia/5': '5.00',
      'receptivas/atendimento/receptivo/pt-BR/noite/7.5': '7.50',
      'receptivas/help_desk/receptivo/6.4': '6.40',
    });
  });

  it('is a VA for each client and 60 minutes in multimedia; the message of minute 60 opens a new service', () => {
    const message = (id: string, client: string, minute: string, answeredAfterSeconds = 10) => ({
      id,
      service: 'multimidia',
      client,
      at: `${DAY}T10:${minute}-03:00`,
      answeredAfterSeconds,
    });
    const multimedia = [
      message('1', 'a', '00:00'),
      message('2', 'a', '59:59'),
      { ...message('3', 'a', '00:00'), at: `${DAY}T11:00:00-03:00` },
      message('4', 'b', '30:00'),
    ];
    const made = october([], { multimedia });
    expect(made.lines).toMatchObject([
      { id: 'multimidia/multimidia/multimidia/3.6', amount: '10.80', calls: ['1', '2', '3', '4'] },
    ]);
  });

  it('refuses a language that the contract has no price for, and a service it does not have', () => {
    const at = `${DAY} 10:00:00`;
    expect(() => october([inboundRow({ at, service: 'atendimento', language: 'fr' })])).toThrow(
      'no price for receptivo of atendimento in fr, hour band dia, on 2026-10-06',
    );
    expect(() => october([inboundRow({ at, service: 'loja' })])).toThrow("billing service 'loja'");
  });
});

describe('ICA (annex 04), of the answered calls', () => {
  it.each([
    ['sac', 95, '25.00'], // +5 % of 500
    ['sac', 90, undefined],
    ['sac', 89, '-25.00'],
    ['sac', 84, '-37.50'],
    ['sac', 79, '-50.00'],
    ['sac', 69, '-75.00'],
    ['sac', 59, '-100.00'],
    ['bloqueio_cartao', 90, undefined],
    ['bloqueio_cartao', 89, '-25.00'],
    ['atendimento', 80, undefined],
    ['atendimento', 79, '-25.00'],
  ])('%s with %i of 100 in time', (service, inTime, amount) => {
    const made = october(traffic({ service, inTime, late: 100 - inTime }));
    const found = made.lines.find(({ step }) => step.startsWith('ICA'));
    expect(found?.amount).toBe(amount);
  });

  it('is truncated, never rounded: 8999 of 10000 would round to 89.99 and 1999 of 2000 to 99.95', () => {
    // 1799/1999 = 89.9949… % is 89.99 %: a miss.
    const made = october(traffic({ service: 'ouvidoria', inTime: 1799, late: 200 }));
    expect(made.lines.find(({ step }) => step === 'ICA_prioritarios')).toMatchObject({
      amount: '-499.75', // 5 % of 1999 × 5.00
      inputs: expect.arrayContaining([{ name: 'ICA_10', value: '89.99' }]),
    });
  });

  it('counts an answer in 10 s exactly, and in 20 s exactly for the other services', () => {
    const at = `${DAY} 10:00:00`;
    const rows = [
      inboundRow({ at, service: 'ouvidoria', waited: 10 }),
      inboundRow({ at, service: 'atendimento', waited: 20 }),
    ];
    expect(october(rows).misses).toEqual([]);
  });
});

describe('the bonus above the offered volume', () => {
  const volumes = [{ service: 'atendimento', day: DAY, offered: 100 }];

  it('is 25 % of the mean VA of the day for each call above it, while the target holds', () => {
    const rows = [
      ...traffic({ service: 'atendimento', inTime: 60 }),
      ...traffic({ service: 'atendimento', inTime: 60, hour: '23' }),
    ];
    // 60 × 5.00 + 60 × 7.50 = 750.00 → mean 6.25; 20 × 6.25 × 25 % = 31.25
    expect(amounts(october(rows, { volumes }))[`excedente_demais/atendimento/${DAY}`]).toBe('31.25');
  });

  it('is not given on a day that missed the target, nor to the SAC', () => {
    const missed = october(traffic({ service: 'atendimento', inTime: 60, late: 60 }), { volumes });
    expect(missed.lines.filter(({ step }) => step.startsWith('excedente'))).toEqual([]);
    const sac = october(traffic({ service: 'sac', inTime: 120 }), {
      volumes: [{ ...volumes[0], service: 'sac' }],
    });
    expect(sac.lines.filter(({ step }) => step.startsWith('excedente'))).toEqual([]);
  });
});

describe('IAL (annex 04)', () => {
  it.each([
    // [service, answered, abandoned, percent, deduction]
    ['atendimento', 98, 2, '2', undefined],
    ['atendimento', 97, 3, '3', '-36.38'], // 7.5 % of 485.00 = 36.375
    ['sac', 99, 1, '1', undefined],
    ['sac', 97, 3, '3', '-36.38'],
    ['sac', 969, 31, '3.1', '-377.91'], // 7.8 % of 4845.00
    ['atendimento', 949, 51, '5.1', '-370.11'], // 7.8 % of 4745.00
    ['atendimento', 1900, 100, '5', '-712.50'], // 5.00 stays at 7.5 % of 9500.00
    ['atendimento', 9405, 595, '5.95', '-3667.95'], // the gap up to 6 belongs to 7.8 % of 47025.00
    ['atendimento', 94, 6, '6', '-39.95'], // 8.5 % of 470.00
    ['atendimento', 73, 27, '27', '-107.68'], // 29.5 % of 365.00 = 107.675
    ['atendimento', 72, 28, '28', '-108.00'], // 30 % of 360.00
    ['atendimento', 50, 50, '50', '-75.00'], // 30 % of 250.00
  ])('%s: %i answered and %i abandoned is %s %%', (service, inTime, abandoned, percent, amount) => {
    const made = october(traffic({ service, inTime, abandoned }));
    const line = made.lines.find(({ step }) => step.startsWith('IAL'));
    expect(line?.amount).toBe(amount);
    expect(line === undefined ? percent : inputs(made, line.id)['IAL']).toBe(percent);
  });

  it('counts only those who hung up after more than 2 s', () => {
    const at = `${DAY} 10:00:00`;
    const gaveUp = (gaveUpAfter: number) =>
      many(10, () => inboundRow({ at, service: 'atendimento', waited: null, gaveUpAfter }));
    const rows = traffic({ service: 'atendimento', inTime: 90 });
    expect(amounts(october([...rows, ...gaveUp(2)]))[`IAL_demais/atendimento/${DAY}`]).toBeUndefined();
    // 10 % of 100: 11.5 + … 10.00–10.99 → −12.5 % of 450.00
    expect(amounts(october([...rows, ...gaveUp(2.001)]))[`IAL_demais/atendimento/${DAY}`]).toBe('-56.25');
  });

  it('is let off above 120 % of the three months’ mean, and when more than offered was answered', () => {
    const rows = traffic({ service: 'atendimento', inTime: 97, abandoned: 3 });
    const lines = (own: object) =>
      october(rows, { volumes: [{ service: 'atendimento', day: DAY, offered: 1000, ...own }] }).lines.filter(
        ({ step }) => step === 'IAL_demais',
      ).length;
    expect(lines({ meanOfThreeMonths: '83.34' })).toBe(1); // 120 % is 100.008
    expect(lines({ meanOfThreeMonths: '83.33' })).toBe(0); // 120 % is 99.996
    expect(lines({ offered: 97 })).toBe(1);
    expect(lines({ offered: 96 })).toBe(0);
  });

  it('warns after five days in one range, each range counted apart', () => {
    const days = (first: number, count: number, abandoned: number) =>
      many(count, (n) => `2026-10-${String(first + n).padStart(2, '0')}`).flatMap((day) =>
        traffic({ service: 'atendimento', inTime: 100 - abandoned, abandoned, day }),
      );
    expect(october([...days(5, 4, 3), ...days(12, 4, 8)]).warnings).toEqual([]);
    expect(october([...days(5, 5, 3), ...days(12, 4, 8)]).warnings).toMatchObject([
      { id: 'IAL_demais_faixa_1', service: 'atendimento', days: expect.arrayContaining(['2026-10-09']) },
    ]);
  });
});

describe('multimedia (annex 04)', () => {
  const service = (id: number, begunAfter: number | null, ...later: readonly (number | null)[]) =>
    [begunAfter, ...later].map((answeredAfterSeconds, n) => ({
      id: `${id}-${n}`,
      service: 'multimidia',
      client: `k${id}`,
      at: `${DAY}T10:${String(n * 10).padStart(2, '0')}:00-03:00`,
      answeredAfterSeconds,
    }));
  const tool = { milestones: { ferramenta_multimidia: '2026-10-01' } };

  it('costs 20 % of the day when less than 90 % begin within 5 min, once the bank gives the tool', () => {
    const multimedia = [...many(8, (n) => service(n, 300)), ...many(2, (n) => service(20 + n, 301))].flat();
    // 10 × 3.60 = 36.00
    expect(amounts(october([], { multimedia, ...tool }))[`IM5/multimidia/${DAY}`]).toBe('-7.20');
    expect(amounts(october([], { multimedia }))[`IM5/multimidia/${DAY}`]).toBeUndefined();
  });

  it('is not low in a month in which nothing is asked of it yet', () => {
    const multimedia = many(10, (n) => service(n, 301)).flat();
    expect(october([], { multimedia }).low).toEqual([]);
    expect(october([], { multimedia, ...tool }).low).toEqual([
      { service: 'multimidia', indicator: 'IM5', value: '0' },
    ]);
  });

  it.each([
    [[300], undefined],
    [[301], '-0.36'],
    [[599], '-0.36'],
    [[600], '-0.72'],
    [[1200], '-1.08'],
    [[1800], '-1.80'],
    [[2700], '-2.70'],
    [[3600], '-3.60'],
    [[null], '-3.60'],
    [[301, 1300, 100], '-1.08'],
  ])('takes the worst of the later answers %j from its service', (later, amount) => {
    const made = october([], { multimedia: service(1, 10, ...later), ...tool });
    expect(amounts(made)[`atraso_multimidia/multimidia/${DAY}`]).toBe(amount);
  });
});

describe('ISC (annex 04)', () => {
  const rows = traffic({ service: 'sac', inTime: 10 });
  const marks = [5, 5, 4, 3, 2, 1];
  const surveys = {
    services: ['sac'],
    notes: marks.map((note, index) => ({ attemptId: rows[index]?.attemptId, note })),
  };
  const isc = (milestones: object, notes = surveys.notes) =>
    amounts(october(rows, { milestones, surveys: { services: ['sac'], notes } }))['ISC/sac'];

  it('pays each call by its note, and 90 % or 100 % of the VA without one', () => {
    // 2 × 25 % + 0 − 50 % − 60 % − 75 % = −135 % of 5.00; 60 % answered passes 30 %.
    expect(isc({ efeitos_ISC: '2026-09-01' })).toBe('-6.75');
    // 30 % exactly does not pass: 50 % − 7 × 10 % = −20 %
    expect(
      isc(
        { efeitos_ISC: '2026-09-01' },
        [5, 5, 4].map((note, n) => ({ attemptId: rows[n]?.attemptId, note })),
      ),
    ).toBe('-1.00');
  });

  it('asks for more answers as the months pass, and has no effect before it is formalised', () => {
    // 60 % answered: enough up to 300 days (above 50 %), not after (60 % does not pass 60 %): −135 % − 4 × 10 %.
    expect(isc({ efeitos_ISC: '2026-01-04' })).toBe('-6.75'); // 300 days to October 31st
    expect(isc({ efeitos_ISC: '2026-01-03' })).toBe('-8.75'); // 301
    expect(isc({ efeitos_ISC: '2026-11-01' })).toBeUndefined();
    expect(isc({})).toBeUndefined();
  });
});

describe('the month’s additions and deductions', () => {
  const rows = [
    ...traffic({ service: 'sac', inTime: 93, late: 7 }),
    ...traffic({ service: 'atendimento', inTime: 100 }),
  ];

  it.each([
    ['98.00', '35.00'],
    ['97.999', '15.00'],
    ['97', '15.00'],
    ['96.99', undefined],
    ['93', undefined],
    ['92.999', '-35.00'],
  ])('IQA of %s on a sum of 1000.00', (score, amount) => {
    const made = october(rows, { quality: [{ period: '2026-10', group: 'geral', score }] });
    expect(amounts(made)['IQA']).toBe(amount);
  });

  it.each([
    [90, '17.50'],
    [89, undefined],
    [80, undefined],
    [79, '-17.50'],
  ])('FCR of %i %% moves the services asked alone', (numerator, amount) => {
    const measures = [{ of: 'FCR', service: 'sac', day: DAY, numerator, denominator: 100 }];
    expect(amounts(october(rows, { measures }))['FCR']).toBe(amount);
  });

  it('takes one rate of FCR over all services asked', () => {
    const measures = [
      { of: 'FCR', service: 'sac', day: DAY, numerator: 95, denominator: 100 },
      { of: 'FCR', service: 'atendimento', day: DAY, numerator: 60, denominator: 100 },
    ];
    expect(amounts(october(rows, { measures }))['FCR']).toBe('-35.00');
  });

  it('takes 200, 500, 1000 and 1500 VA of the service for complaints, the right-party VA of an active one', () => {
    const complaints = [
      { id: '1', service: 'sac', day: DAY, kind: 'fault', instance: 1 },
      { id: '2', service: 'sac', day: DAY, kind: 'behaviour', instance: 1 },
      { id: '3', service: 'help_desk', day: DAY, kind: 'fault', instance: 2 },
      { id: '4', service: 'ativo', day: DAY, kind: 'behaviour', instance: 2 },
      { id: '5', service: 'sac', day: '2026-09-30', kind: 'fault', instance: 1 },
    ];
    expect(amounts(october(rows, { complaints }))).toMatchObject({
      'CA/1': '-1000.00',
      'CA/2': '-2500.00',
      'CA/3': '-6400.00',
      'CA/4': '-6300.00',
    });
    expect(() => october(rows, { complaints: [{ id: '9', day: DAY }] })).toThrow('CA/9 has no amount');
  });

  it('takes IQA and FCR on the sum, not on one another, and the repeat offence on the value after them', () => {
    const missed = [
      ...traffic({ service: 'sac', inTime: 89, late: 11 }),
      ...traffic({ service: 'atendimento', inTime: 100 }),
    ];
    const facts = {
      quality: [{ period: '2026-10', group: 'geral', score: 99 }],
      measures: [{ of: 'FCR', service: 'atendimento', day: DAY, numerator: 95, denominator: 100 }],
      history: [
        { period: '2026-08', service: 'sac', indicator: 'ICA_10' },
        { period: '2026-09', service: 'sac', indicator: 'ICA_10' },
        { period: '2026-07', service: 'sac', indicator: 'IAL' },
      ],
    };
    const made = october(missed, facts);
    expect(amounts(made)).toEqual({
      'receptivas/sac/receptivo/pt-BR/dia/5': '500.00',
      'receptivas/atendimento/receptivo/pt-BR/dia/5': '500.00',
      [`ICA_sac/sac/${DAY}`]: '-25.00',
      IQA: '34.13', // 3.5 % of 975.00 = 34.125
      FCR: '17.50', // 3.5 % of 500.00
      'reincidencia/ICA_10': '-51.33', // 5 % of 1026.63 = 51.3315, once for both months
    });
    expect(made.total).toBe('975.30');
    expect(made.low).toEqual([{ service: 'sac', indicator: 'ICA_10', value: '89' }]);
  });
});

describe('failures', () => {
  const tuesdays = ['2026-09-08', '2026-09-15', '2026-09-22', '2026-09-29'];
  /** 10, 20, 30 and 41 calls at ten o'clock, and the failed day with 3 at ten and 5 at noon. */
  const rows = [
    ...tuesdays.flatMap((day, n) =>
      traffic({ service: 'atendimento', inTime: [10, 20, 30, 41][n] ?? 0, day }),
    ),
    ...traffic({ service: 'atendimento', late: 3 }),
    ...traffic({ service: 'atendimento', inTime: 5, hour: '12' }),
  ];
  const failed = (own: object) => ({
    failures: [
      {
        id: 'f1',
        service: 'atendimento',
        day: DAY,
        from: '10:00',
        to: '11:00',
        side: 'client_systems',
        ...own,
      },
    ],
  });
  const line = 'receptivas/atendimento/receptivo/pt-BR/dia/5';

  it('of the bank’s systems are paid by the mean of the hour on the same weekday, and not measured', () => {
    const made = october(rows, failed({}));
    // (10 + 20 + 30 + 41)/4 = 25.25, and the 5 of noon: 30.25 × 5.00
    expect(amounts(made)).toEqual({ [line]: '151.25' });
    expect(inputs(made, line)).toMatchObject({
      quantidade: '30.25',
      'média 2026-10-06 10h–11h': tuesdays.join(' '),
    });
    expect(made.lines[0]?.calls).toHaveLength(106);
  });

  it('of the bank otherwise are judged by the mean too', () => {
    // All of the means were in time: no deduction, and 30.25 answered.
    const made = october(rows, failed({ side: 'client' }));
    expect(amounts(made)).toEqual({ [line]: '151.25' });
  });

  it('of our side are paid and judged as they were', () => {
    // 5 of 8 in time is 62.50 %: −5 % of 40.00
    expect(amounts(october(rows, failed({ side: 'ours' })))).toEqual({
      [line]: '40.00',
      [`ICA_demais/atendimento/${DAY}`]: '-2.00',
    });
  });

  it('of nature are paid as they were, with ICA alone', () => {
    const hungUp = traffic({ service: 'atendimento', abandoned: 5 });
    const made = october([...rows, ...hungUp], failed({ side: 'disaster' }));
    expect(amounts(made)).toEqual({ [line]: '40.00', [`ICA_demais/atendimento/${DAY}`]: '-2.00' });
    expect(made.misses).toContainEqual(
      expect.objectContaining({ indicator: 'IAL', line: '', excused: 'catástrofe natural' }),
    );
  });

  it('leave a day that was averaged itself, or a holiday, to a following week', () => {
    // 2026-09-29 failed too: the 13th of October stands in for it. Its own mean needs the days before it.
    const facts = {
      failures: [...failed({}).failures, { ...failed({}).failures[0], id: 'f2', day: '2026-09-29' }],
    };
    const more = [
      ...traffic({ service: 'atendimento', inTime: 80, day: '2026-10-13' }),
      ...['2026-09-01', '2026-10-20'].flatMap((day) => traffic({ service: 'atendimento', inTime: 1, day })),
    ];
    // (10 + 20 + 30 + 80)/4 = 35; with the 5 of noon, the 80 and the 1 of the other days: 121 × 5.00
    expect(amounts(october([...rows, ...more], facts))[line]).toBe('605.00');
    const unbrought = more.filter(({ startMs }) => startMs > Date.parse('2026-10-01'));
    expect(() => october([...rows, ...unbrought], facts)).toThrow(
      '2026-09-01 is one, and the log has no row of that day',
    );
  });

  it('are paid at the price of the day itself, also where the days of the mean had another', () => {
    const { prices } = presetDocument('telemarketing-banco') as { prices: readonly object[] };
    const since = presetWith('telemarketing-banco', {
      validFrom: '2026-10-01',
      prices: prices.map((one) => ({ ...one, validFrom: '2026-10-01' })),
    });
    expect(amounts(bill(since, rows, { ...NONE, ...failed({}) }))).toEqual({ [line]: '151.25' });
  });

  it('of a new service are paid by the coming weeks', () => {
    const coming = ['2026-10-13', '2026-10-20', '2026-10-27'].flatMap((day, n) =>
      traffic({ service: 'atendimento', inTime: n + 1, day }),
    );
    // mean of 1, 2 and 3 is 2; with the 6 calls of those days and the 5 of noon: 13 × 5.00
    expect(amounts(october([...rows, ...coming], failed({ newService: true })))[line]).toBe('65.00');
  });

  it('waives indicators of a service in its adaptation time, and those the committee lets off', () => {
    const missed = traffic({ service: 'atendimento', late: 10 });
    const adapting = {
      newServices: [
        { service: 'atendimento', orderedOn: '2026-08-28', startedOn: '2026-09-10', trainingDays: 5 },
      ],
    };
    // 28 August and 40 days: judged from 7 October on.
    expect(october(missed, adapting).misses).toMatchObject([{ excused: 'em adaptação', line: '' }]);
    const earlier = { newServices: [{ ...adapting.newServices[0], trainingDays: 4 }] };
    expect(october(missed, earlier).misses).toMatchObject([
      { excused: '', line: `ICA_demais/atendimento/${DAY}` },
    ]);
    const waivers = [{ indicator: 'ICA_20', from: DAY, to: DAY, reason: 'comitê de 9 de outubro' }];
    expect(october(missed, { waivers }).lines).toHaveLength(1);
  });
});
