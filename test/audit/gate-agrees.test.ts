import { describe, expect, test } from 'vitest';
import { makeHolidayCalendar } from '../../src/core/compliance/calendar/holiday-calendar.js';
import type { RuleId } from '../../src/core/compliance/rule-id.js';
import { auditRows, type LogRow } from '../support/audit-bench.js';
import { GateReplay, type ReplayLists } from '../support/gate-replay.js';
import { type RandomLogWish, randomLog } from '../support/random-log.js';

/**
 * Gate and auditor share no code. Logs of a small country, lawful and not, are put to both: what the auditor finds the
 * gate would have blocked for the same rule, and of what the gate allows the auditor finds nothing.
 */
const DECIDED_BY_THE_GATE: ReadonlySet<string> = new Set([
  ...[
    'R07',
    'R08',
    'R09',
    'R10',
    'R11',
    'R12',
    'R13',
    'R14',
    'R15',
    'R16',
    'R17',
    'R18',
    'R19',
    'R20',
    'R21',
  ],
  ...['R23', 'R24', 'R25', 'R26', 'R33', 'R34', 'R40'],
]);
/** The engine decides these during the call, or they hang on files that a log alone does not have. */
const NOT_OF_THE_DIAL: ReadonlySet<string> = new Set(['R27', 'R28', 'R29', 'R30', 'R35', 'R44']);

const HOLIDAYS = [{ ibge: '3550308', date: '2026-11-11', name: 'de prova' }];

function listsOf(rows: readonly LogRow[]): ReplayLists {
  const sp = new Map<string, string>();
  const pa = new Map<string, string>();
  const paPersons = new Map<string, string>();
  const nmp = new Map<string, string>();
  const paid = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const since = new Date(Date.parse(String(row.t_dial)) - (25 + (index % 10)) * 86_400_000)
      .toISOString()
      .slice(0, 10);
    const list = [sp, pa, nmp][index % 3];
    if (index % 41 === 0) {
      list?.set(String(row.phone), since);
    }
    if (index % 67 === 0 && row.cpf_hash !== '') {
      paPersons.set(String(row.cpf_hash), since);
    }
    if (index % 97 === 0) {
      paid.set(String(row.debt_id), Date.parse(String(row.t_dial)) + 3_600_000);
    }
  }
  return { sp, pa, paPersons, nmp, paid };
}

function filesOf({ sp, pa, paPersons, nmp, paid }: ReplayLists): Readonly<Record<string, string>> {
  const lines = (
    header: string,
    map: ReadonlyMap<string, unknown>,
    line: (key: string, value: unknown) => string,
  ) => `${[header, ...[...map].map(([key, value]) => line(key, value))].join('\n')}\n`;
  const byNumber = lines('phone,cpf_hash,since', pa, (key, value) => `${key},,${value}`);
  const byPerson = [...paPersons].map(([cpf, since]) => `,${cpf},${since}\n`).join('');
  return {
    'sp.csv': lines('phone,since', sp, (key, value) => `${key},${value}`),
    'pa.csv': byNumber + byPerson,
    'nmp.csv': lines('phone,since', nmp, (key, value) => `${key},${value}`),
    'paid.csv': lines(
      'debt_id,since,status',
      paid,
      (key, value) => `${key},${new Date(Number(value)).toISOString()},paid`,
    ),
    'municipal_holidays.csv': `ibge,date,name\n${HOLIDAYS.map(({ ibge, date, name }) => `${ibge},${date},${name}`).join('\n')}\n`,
  };
}

/** Finados, Proclamação da República and Consciência Negra, state and municipal days, and Sundays lie inside. */
const NOVEMBER: RandomLogWish = {
  seed: 'novembro',
  people: 60,
  rows: 6000,
  fromMs: Date.parse('2026-10-30T03:00:00.000Z'),
  days: 26,
};
/** Carnival, in the part of the year in which clocks of the north are not the south's. */
const CARNIVAL: RandomLogWish = {
  ...NOVEMBER,
  seed: 'carnaval',
  fromMs: Date.parse('2027-02-04T03:00:00.000Z'),
};
const CHRISTMAS: RandomLogWish = {
  ...NOVEMBER,
  seed: 'natal',
  fromMs: Date.parse('2026-12-18T03:00:00.000Z'),
};

function blockedRules(replay: GateReplay, row: LogRow): readonly RuleId[] {
  return replay
    .ask(row)
    .results.filter(({ verdict }) => verdict === 'block')
    .map(({ rule }) => rule);
}

describe.each([
  ['November with its holidays', NOVEMBER],
  ['the days of Carnival', CARNIVAL],
  ['the days between Christmas and the new year', CHRISTMAS],
])('gate and auditor over %s', (_, wish) => {
  test('what the auditor finds the gate would have blocked, for the same rule', async () => {
    const rows = [...randomLog(wish)];
    const lists = listsOf(rows);
    const replay = new GateReplay('brasil-2026', lists, makeHolidayCalendar(HOLIDAYS));
    const blocked = new Map<string, readonly string[]>();
    for (const row of rows) {
      blocked.set(String(row.attempt_id), blockedRules(replay, row));
      replay.keep(row);
    }
    const { findings } = await auditRows(rows, { lists: filesOf(lists) });
    const planted = findings.filter(({ rule }) => DECIDED_BY_THE_GATE.has(rule));
    const missed = planted.filter(({ rule, attempt_id, detail }) => {
      const rules = blocked.get(attempt_id ?? '') ?? [];
      // While a call lives nobody knows what it will leave behind; that it lives is reason enough.
      const whileLive = rule === 'R26' || / -\d+ ms after|^-\d+ ms after/.test(detail);
      return !(rules.includes(rule) || (whileLive && rules.includes('ONE_LIVE_CALL')));
    });
    expect(missed.slice(0, 5)).toEqual([]);
    // Every rule was broken by some row: the comparison compared something.
    expect(
      [...DECIDED_BY_THE_GATE].filter((rule) => !planted.some((finding) => finding.rule === rule)),
    ).toEqual([]);
  });

  test('of what the gate allows the auditor finds nothing', async () => {
    const rows = [...randomLog({ ...wish, seed: `${wish.seed}-lawful`, people: 1500, rows: 25_000 })];
    const lists = listsOf(rows);
    const replay = new GateReplay('brasil-2026', lists, makeHolidayCalendar(HOLIDAYS));
    const allowed: LogRow[] = [];
    for (const row of rows) {
      if (replay.ask(row).allowed) {
        replay.keep(row);
        allowed.push(row);
      }
    }
    expect(allowed.length).toBeGreaterThan(1500);
    const { findings } = await auditRows(allowed, { lists: filesOf(lists) });
    expect(findings.filter(({ rule }) => !NOT_OF_THE_DIAL.has(rule)).slice(0, 5)).toEqual([]);
  });
});
