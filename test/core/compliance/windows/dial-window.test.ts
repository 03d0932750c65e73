import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PURPOSES, type Purpose } from '../../../../src/core/campaign/campaign.js';
import { makeHolidayCalendar } from '../../../../src/core/compliance/calendar/holiday-calendar.js';
import { askWindow } from '../../../../src/core/compliance/gate/ask-window.js';
import { CompiledPolicy } from '../../../../src/core/compliance/gate/compiled-policy.js';
import { parsePolicy } from '../../../../src/core/compliance/parse-policy.js';
import { BRASIL_2026 } from '../../../../src/core/compliance/presets/brasil-2026.js';
import { findPreset, PRESETS } from '../../../../src/core/compliance/presets/find-preset.js';
import { placeOf } from '../../../../src/core/compliance/windows/place.js';
import { civilTime } from '../../../../src/core/kernel/civil-time.js';
import { MINUTE } from '../../../../src/core/kernel/time.js';
import { DDD_TABLE } from '../../../../src/core/numbering/ddd-table.js';
import { municipalityOf } from '../../../../src/core/numbering/municipality.js';

const calendar = makeHolidayCalendar([
  { ibge: '3550308', date: '2027-01-25', name: 'Aniversário de São Paulo' },
]);
const compiled = new Map(PRESETS.map((preset) => [preset.id, new CompiledPolicy(preset, calendar)]));

interface Asked {
  readonly purpose?: Purpose;
  readonly municipality?: string;
  readonly uf?: string;
  readonly preset?: string;
  readonly policy?: CompiledPolicy;
}

/** Asks about a mobile number of the area. */
function ask(ddd: string, iso: string, asked: Asked = {}) {
  const policy = asked.policy ?? compiled.get(asked.preset ?? 'brasil-2026');
  if (policy === undefined) {
    throw new Error(`no preset ${asked.preset}`);
  }
  const answer = askWindow(
    {
      phone: `+55${ddd}987654321`,
      purpose: asked.purpose ?? 'cobranca',
      sector: 'outro',
      municipality: asked.municipality ?? '',
      addressUf: asked.uf ?? '',
    },
    policy,
    Date.parse(iso),
  );
  const next = answer.nextOpenMs === null ? null : new Date(answer.nextOpenMs).toISOString();
  return { rule: answer.rule, next };
}
const OPEN = { rule: null, next: null };

describe('hours of collection', () => {
  // Monday 23 to Saturday 28 November 2026; instants in UTC.
  it.each([
    ['11 opens at 8:00 of São Paulo', '11', '2026-11-23T10:59:59.999Z', '2026-11-23T11:00:00.000Z'],
    ['21 opens at 9:00 in RJ', '21', '2026-11-23T11:59:59.999Z', '2026-11-23T12:00:00.000Z'],
    ['27 opens at 8:00 in ES', '27', '2026-11-23T10:59:59.999Z', '2026-11-23T11:00:00.000Z'],
    ['82 opens at 8:00 in AL', '82', '2026-11-23T10:59:59.999Z', '2026-11-23T11:00:00.000Z'],
    ['91 opens at 8:00 of Belém, UTC−3', '91', '2026-11-23T10:59:59.999Z', '2026-11-23T11:00:00.000Z'],
    ['93 opens at 8:00 of Santarém, UTC−3', '93', '2026-11-23T10:59:59.999Z', '2026-11-23T11:00:00.000Z'],
    ['92 opens at 9:00 of Manaus, UTC−4', '92', '2026-11-23T12:59:59.999Z', '2026-11-23T13:00:00.000Z'],
    ['97 opens at 9:00 of Eirunepé, UTC−5', '97', '2026-11-23T13:59:59.999Z', '2026-11-23T14:00:00.000Z'],
    ['68 opens at 8:00 of Rio Branco, UTC−5', '68', '2026-11-23T12:59:59.999Z', '2026-11-23T13:00:00.000Z'],
    [
      '81 opens at 8:00 of Recife, later than Noronha',
      '81',
      '2026-11-23T10:59:59.999Z',
      '2026-11-23T11:00:00.000Z',
    ],
    ['65 opens at 8:00 of Cuiabá, UTC−4', '65', '2026-11-23T11:59:59.999Z', '2026-11-23T12:00:00.000Z'],
  ])('%s', (_, ddd, before, opening) => {
    expect(ask(ddd, before)).toEqual({ rule: 'R13', next: opening });
    expect(ask(ddd, opening)).toEqual(OPEN);
  });

  it.each([
    ['11 closes at 20:00', '11', '2026-11-23T23:00:00.000Z'],
    ['21 closes at 19:00 in RJ', '21', '2026-11-23T22:00:00.000Z'],
    ['28 closes at 19:00 in ES', '28', '2026-11-23T22:00:00.000Z'],
    ['91 closes at 18:00 in PA', '91', '2026-11-23T21:00:00.000Z'],
    ['94 closes at 18:00 in PA', '94', '2026-11-23T21:00:00.000Z'],
    ['81 closes at 20:00 of Noronha, before Recife', '81', '2026-11-23T22:00:00.000Z'],
    ['87 closes at 20:00 of Recife', '87', '2026-11-23T23:00:00.000Z'],
    ['97 closes at 19:00 of Manaus, before Eirunepé', '97', '2026-11-23T23:00:00.000Z'],
    ['11 closes at 14:00 on Saturday', '11', '2026-11-28T17:00:00.000Z'],
  ])('%s, to the millisecond', (_, ddd, closing) => {
    const last = new Date(Date.parse(closing) - 1).toISOString();
    expect(ask(ddd, last)).toEqual(OPEN);
    expect(ask(ddd, closing).rule).toBe('R13');
  });

  it.each(['21', '27', '92', '91'])('%s is closed on Saturday', (ddd) => {
    expect(ask(ddd, '2026-11-28T15:00:00Z').rule).toBe('R13');
  });

  it.each([
    ['Manaus alone', '97', '1301209', '2026-11-23T13:00:00.000Z'],
    ['Tabatinga alone', '97', '1304062', '2026-11-23T14:00:00.000Z'],
    ['Recife alone', '81', '2611606', '2026-11-23T11:00:00.000Z'],
    ['Fernando de Noronha alone', '81', '2605459', '2026-11-23T10:00:00.000Z'],
  ])('goes by the clock of a known municipality: %s', (_, ddd, municipality, opening) => {
    const before = new Date(Date.parse(opening) - 1).toISOString();
    expect(ask(ddd, before, { municipality }).next).toBe(opening);
    expect(ask(ddd, opening, { municipality })).toEqual(OPEN);
  });

  it('adds the place of an address in another area: 11 living in Manaus', () => {
    const manaus = '1302603';
    expect(municipalityOf(manaus)?.ddd).toBe('92');
    expect(ask('11', '2026-11-23T12:59:59.999Z', { municipality: manaus }).rule).toBe('R13');
    // Every state's hours in every zone: the 19:00 of AM come first by the clock of São Paulo.
    expect(ask('11', '2026-11-23T21:59:59.999Z', { municipality: manaus })).toEqual(OPEN);
    expect(ask('11', '2026-11-23T22:00:00Z', { municipality: manaus }).rule).toBe('R13');
    expect(ask('11', '2026-11-23T12:30:00Z', { uf: 'AM' }).rule).toBe('R13');
  });

  it('holds `aviso`, `pesquisa` and `servico` to the hours of collection', () => {
    for (const purpose of ['aviso', 'pesquisa', 'servico'] as const) {
      expect(ask('21', '2026-11-23T11:30:00Z', { purpose }).rule).toBe('R13');
      expect(ask('21', '2026-11-23T12:30:00Z', { purpose })).toEqual(OPEN);
    }
  });
});

describe('hours of offers', () => {
  it.each([
    ['PROBARE opens at 9:00', '31', '2026-11-23T11:59:59.999Z', '2026-11-23T12:00:00.000Z'],
    ['PROBARE opens at 10:00 on Saturday', '31', '2026-11-28T12:59:59.999Z', '2026-11-28T13:00:00.000Z'],
    ['RJ opens with PROBARE', '21', '2026-11-23T11:59:59.999Z', '2026-11-23T12:00:00.000Z'],
  ])('%s', (_, ddd, before, opening) => {
    expect(ask(ddd, before, { purpose: 'oferta' })).toEqual({ rule: 'R14', next: opening });
    expect(ask(ddd, opening, { purpose: 'oferta' })).toEqual(OPEN);
  });

  it.each([
    ['PROBARE closes at 21:00', '31', '2026-11-24T00:00:00.000Z'],
    ['PROBARE closes at 16:00 on Saturday', '31', '2026-11-28T19:00:00.000Z'],
    ['RJ closes at 18:00', '21', '2026-11-23T21:00:00.000Z'],
    ['PA closes at 18:00', '91', '2026-11-23T21:00:00.000Z'],
  ])('%s', (_, ddd, closing) => {
    const last = new Date(Date.parse(closing) - 1).toISOString();
    expect(ask(ddd, last, { purpose: 'oferta' })).toEqual(OPEN);
    expect(ask(ddd, closing, { purpose: 'oferta' }).rule).toBe('R14');
  });
});

describe('areas of two states', () => {
  const holidays: readonly (readonly [string, string, string, string])[] = [
    ['42', 'SC', '2026-08-11', 'PR'],
    ['47', 'PR', '2026-12-18', 'SC'],
    ['49', 'SC', '2026-08-11', 'PR'],
    ['61', 'DF', '2026-11-30', 'GO'],
  ];
  it.each(holidays.filter(([ddd]) => ddd !== '47'))(
    '%s keeps the holidays of %s (%s), in whichever of its states the address is',
    (ddd, uf, date, other) => {
      const noon = `${date}T15:00:00Z`;
      expect(ask(ddd, noon).rule).toBe('R15');
      expect(ask(ddd, noon, { uf })).toMatchObject({ rule: 'R15' });
      expect(ask(ddd, noon, { uf: other })).toMatchObject({ rule: 'R15' });
    },
  );

  it('47 keeps the holidays of PR, 61 those of GO', () => {
    expect(ask('47', '2028-12-19T15:00:00Z').rule).toBe('R15');
    expect(ask('47', '2028-12-19T15:00:00Z', { municipality: '4209102' })).toEqual(OPEN);
    expect(ask('61', '2027-07-26T15:00:00Z').rule).toBe('R15');
    expect(ask('61', '2027-07-26T15:00:00Z', { municipality: '5300108' })).toEqual(OPEN);
  });
});

describe('Sundays and holidays', () => {
  it('are closed for every purpose, and the next working day opens', () => {
    for (const purpose of PURPOSES) {
      expect(ask('31', '2026-11-22T15:00:00Z', { purpose }).rule).toBe('R15');
      expect(ask('31', '2026-11-02T15:00:00Z', { purpose }).rule).toBe('R15');
    }
    expect(ask('11', '2026-11-22T15:00:00Z').next).toBe('2026-11-23T11:00:00.000Z');
  });

  it('closes a municipality on its own day, and no other one', () => {
    const noon = '2027-01-25T15:00:00Z';
    expect(ask('11', noon, { municipality: '3550308' })).toEqual({
      rule: 'R15',
      next: '2027-01-26T11:00:00.000Z',
    });
    expect(ask('11', noon, { municipality: '3548708' })).toEqual(OPEN);
  });

  it('closes at 14:00 on 24 and 31 December', () => {
    expect(ask('11', '2026-12-24T16:59:59.999Z')).toEqual(OPEN);
    expect(ask('11', '2026-12-24T17:00:00Z')).toEqual({ rule: 'R15', next: '2026-12-26T11:00:00.000Z' });
    expect(ask('11', '2026-12-31T17:00:00Z').rule).toBe('R15');
  });

  it('closes on Carnival and Corpus Christi unless switched off, and on 9 July in SP alone', () => {
    for (const date of ['2027-02-08', '2027-02-09', '2027-05-27']) {
      expect(ask('31', `${date}T15:00:00Z`).rule).toBe('R15');
    }
    expect(ask('11', '2026-07-09T15:00:00Z').rule).toBe('R15');
    expect(ask('31', '2026-07-09T15:00:00Z')).toEqual(OPEN);
    const changes = [
      { key: 'R15.facultativos', set: { carnival: false, corpusChristi: false, yearEndFrom: null } },
    ];
    const { policy } = parsePolicy({ id: 'a', version: '1', base: 'brasil-2026', changes });
    const own = new CompiledPolicy(policy, calendar);
    expect(ask('31', '2027-02-08T15:00:00Z', { policy: own })).toEqual(OPEN);
    expect(ask('31', '2026-12-24T18:00:00Z', { policy: own })).toEqual(OPEN);
  });

  it('is Sunday where the person is: late Saturday in Acre is Sunday in UTC', () => {
    expect(ask('68', '2026-11-28T18:59:59Z')).toEqual(OPEN);
    expect(ask('68', '2026-11-29T02:00:00Z').rule).toBe('R13');
    expect(ask('68', '2026-11-29T05:00:00Z').rule).toBe('R15');
  });
});

describe('the presets', () => {
  it('probare-telemarketing: 9–21, Saturday 10–16, within state law', () => {
    const preset = 'probare-telemarketing';
    expect(ask('31', '2026-11-23T23:30:00Z', { preset })).toEqual(OPEN);
    expect(ask('31', '2026-11-23T11:30:00Z', { preset }).rule).toBe('R13');
    expect(ask('11', '2026-11-23T23:30:00Z', { preset }).rule).toBe('R13');
  });

  it('telecobranca-banco: 7–21 and Saturday 9–14 by Brasília’s clock, within state law', () => {
    const preset = 'telecobranca-banco';
    expect(ask('68', '2026-11-23T10:00:00Z', { preset })).toEqual(OPEN);
    expect(ask('68', '2026-11-24T00:00:00Z', { preset }).rule).toBe('R13');
    expect(ask('31', '2026-11-28T11:59:59Z', { preset }).rule).toBe('R13');
    expect(ask('31', '2026-11-28T12:00:00Z', { preset })).toEqual(OPEN);
    expect(ask('11', '2026-11-23T10:30:00Z', { preset }).rule).toBe('R13');
  });

  it('estrita-nacional: 9–18, no Saturday', () => {
    const preset = 'estrita-nacional';
    for (const purpose of PURPOSES) {
      expect(ask('31', '2026-11-23T11:59:59Z', { preset, purpose }).rule).not.toBeNull();
      expect(ask('31', '2026-11-23T12:00:00Z', { preset, purpose })).toEqual(OPEN);
      expect(ask('31', '2026-11-23T21:00:00Z', { preset, purpose }).rule).not.toBeNull();
      expect(ask('31', '2026-11-28T14:00:00Z', { preset, purpose }).rule).not.toBeNull();
    }
  });

  it('servico-diario: `servico` every day 7–21, Christmas too; collection as ever', () => {
    const preset = 'servico-diario';
    expect(ask('11', '2026-12-25T10:00:00Z', { preset, purpose: 'servico' })).toEqual(OPEN);
    expect(ask('11', '2026-11-22T23:59:59Z', { preset, purpose: 'servico' })).toEqual(OPEN);
    expect(ask('11', '2026-11-23T00:00:00Z', { preset, purpose: 'servico' }).rule).toBe('R13');
    expect(ask('11', '2026-12-25T15:00:00Z', { preset }).rule).toBe('R15');
    expect(ask('11', '2026-12-25T15:00:00Z', { purpose: 'servico' }).rule).toBe('R15');
  });
});

describe('daylight saving, had it come back', () => {
  it('moves the window with the clock of the person, and only there', () => {
    // Friday 2 and Monday 5 November 2018: the clock of São Paulo went forward in between; that of Bahia did not.
    expect(ask('31', '2018-11-01T10:30:00Z').rule).toBe('R13');
    expect(ask('31', '2018-11-05T10:00:00Z')).toEqual(OPEN);
    expect(ask('31', '2018-11-05T09:59:59.999Z').next).toBe('2018-11-05T10:00:00.000Z');
    expect(ask('71', '2018-11-05T10:30:00Z').rule).toBe('R13');
    expect(ask('31', '2018-11-05T21:59:59.999Z')).toEqual(OPEN);
    expect(ask('31', '2018-11-05T22:00:00Z').rule).toBe('R13');
  });
});

describe('a policy with a hole', () => {
  it('lets nobody through where it has no hours', () => {
    const rules = BRASIL_2026.rules.filter(({ kind, basis }) => kind !== 'hours' || basis === 'lei');
    const policy = new CompiledPolicy({ ...BRASIL_2026, rules }, calendar);
    expect(ask('31', '2026-11-23T15:00:00Z', { policy })).toEqual({ rule: 'R13', next: null });
    expect(ask('11', '2026-11-23T15:00:00Z', { policy })).toEqual(OPEN);
  });
});

describe('whatever the place, the purpose and the instant', () => {
  const ddds = fc.constantFrom(...Object.keys(DDD_TABLE));
  const purposes = fc.constantFrom(...PURPOSES);
  const presets = fc.constantFrom(...PRESETS.map(({ id }) => id));
  const instants = fc.integer({ min: Date.parse('2026-01-01T00:00Z'), max: Date.parse('2028-01-01T00:00Z') });
  const windowOf = (ddd: string, purpose: Purpose, preset: string) => {
    const policy = compiled.get(preset) ?? new CompiledPolicy(BRASIL_2026, calendar);
    return policy.windows.windowOf(placeOf(ddd), { purpose, sector: 'outro', mode: 'predictive' });
  };

  it('a ringing fits exactly when none of its instants is outside', () => {
    fc.assert(
      fc.property(
        ddds,
        purposes,
        presets,
        instants,
        fc.integer({ min: 1000, max: 60_000 }),
        (ddd, purpose, preset, atMs, ringMs) => {
          const window = windowOf(ddd, purpose, preset);
          // Near an edge, where it matters: the next closing or opening.
          const nearMs = (window.nextOpenMs(atMs, 0) ?? atMs) - (atMs % 90_000);
          let inside = true;
          for (let ms = nearMs; ms < nearMs + ringMs; ms += 500) {
            inside &&= window.isOpen(ms);
          }
          inside &&= window.isOpen(nearMs + ringMs - 1);
          expect(window.holdsRinging(nearMs, ringMs)).toBe(inside);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('the next opening is open, and the millisecond before it is not', () => {
    fc.assert(
      fc.property(
        ddds,
        purposes,
        presets,
        instants,
        fc.constantFrom(0, 25_000),
        (ddd, purpose, preset, atMs, ringMs) => {
          const window = windowOf(ddd, purpose, preset);
          const nextMs = window.nextOpenMs(atMs, ringMs);
          expect(nextMs).not.toBeNull();
          if (nextMs === null || nextMs === atMs) {
            expect(window.holdsRinging(atMs, ringMs)).toBe(true);
            return;
          }
          expect(window.holdsRinging(nextMs, ringMs)).toBe(true);
          expect(window.isOpen(nextMs - 1)).toBe(false);
          for (let ms = atMs; ms < nextMs; ms += 37 * MINUTE) {
            expect(window.holdsRinging(ms, ringMs)).toBe(false);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is closed with a reason, and open with none', () => {
    fc.assert(
      fc.property(ddds, purposes, presets, instants, (ddd, purpose, preset, atMs) => {
        const window = windowOf(ddd, purpose, preset);
        expect(window.blocks(atMs).length === 0).toBe(window.isOpen(atMs));
      }),
      { numRuns: 500 },
    );
  });

  it('never opens before 7 or after 21 of any wall clock of the person, and never in a closed state', () => {
    fc.assert(
      fc.property(ddds, purposes, presets, instants, (ddd, purpose, preset, atMs) => {
        const place = placeOf(ddd);
        if (!windowOf(ddd, purpose, preset).isOpen(atMs)) {
          return;
        }
        for (const zone of place.zones) {
          const { hour } = civilTime(atMs, zone);
          const least = preset === 'telecobranca-banco' ? 4 : 7;
          expect(hour).toBeGreaterThanOrEqual(least);
          expect(hour).toBeLessThan(22);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('every preset is known by its id', () => {
    expect(PRESETS.map(({ id }) => findPreset(id)?.id)).toEqual(PRESETS.map(({ id }) => id));
  });
});
