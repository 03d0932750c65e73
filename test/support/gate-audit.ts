import { makeHolidayCalendar } from '../../src/core/compliance/calendar/holiday-calendar.js';
import { auditRows, type LogRow, type PrintedFinding } from './audit-bench.js';
import { GateReplay, type ReplayLists } from './gate-replay.js';
import { type RandomLogWish, randomLog } from './random-log.js';

/** Rules that the gate decides, and that a log breaks or keeps. */
export const DECIDED_BY_THE_GATE: ReadonlySet<string> = new Set([
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

/** Every rule that a comparison put to something, with how often. */
export interface GateVerdict {
  readonly asked: number;
  readonly allowed: number;
  readonly checked: Readonly<Record<string, number>>;
  /** What should not be there. */
  readonly findings: readonly PrintedFinding[];
}

/** Of what the gate allows of a random log the auditor finds nothing that the gate decides. */
export async function auditAllowed(wish: RandomLogWish, policy = 'brasil-2026'): Promise<GateVerdict> {
  const rows = [...randomLog(wish)];
  const lists = listsOf(rows);
  const replay = new GateReplay(policy, lists, makeHolidayCalendar(HOLIDAYS));
  const allowed: LogRow[] = [];
  for (const row of rows) {
    if (replay.ask(row).allowed) {
      replay.keep(row);
      allowed.push(row);
    }
  }
  const { findings, summary } = await auditRows(allowed, { lists: filesOf(lists), policy });
  return {
    asked: rows.length,
    allowed: allowed.length,
    checked: Object.fromEntries(
      Object.entries(summary.rules).map(([rule, { checked }]) => [rule, checked] as const),
    ),
    findings: findings.filter(({ rule, severity }) => severity === 'block' && !NOT_OF_THE_DIAL.has(rule)),
  };
}

/** What the auditor finds in a random log, lawful and not, the gate would have blocked for the same rule. */
export async function auditEverything(
  wish: RandomLogWish,
  policy = 'brasil-2026',
): Promise<{
  readonly asked: number;
  readonly planted: readonly string[];
  readonly missed: readonly PrintedFinding[];
}> {
  const rows = [...randomLog(wish)];
  const lists = listsOf(rows);
  const replay = new GateReplay(policy, lists, makeHolidayCalendar(HOLIDAYS));
  const blocked = new Map<string, readonly string[]>();
  for (const row of rows) {
    const { results } = replay.ask(row);
    blocked.set(
      String(row.attempt_id),
      results.filter(({ verdict }) => verdict === 'block').map(({ rule }) => rule),
    );
    replay.keep(row);
  }
  const { findings } = await auditRows(rows, { lists: filesOf(lists), policy });
  const planted = findings.filter(({ rule }) => DECIDED_BY_THE_GATE.has(rule));
  const missed = planted.filter(({ rule, attempt_id, detail }) => {
    const rules = blocked.get(attempt_id ?? '') ?? [];
    // While a call lives nobody knows what it will leave behind; that it lives is reason enough.
    const whileLive = rule === 'R26' || / -\d+ ms after|^-\d+ ms after/.test(detail);
    return !(rules.includes(rule) || (whileLive && rules.includes('ONE_LIVE_CALL')));
  });
  return { asked: rows.length, planted: planted.map(({ rule }) => rule), missed };
}

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
