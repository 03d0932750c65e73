import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { billLogs } from '../../src/app/billing/bill-log.js';
import type { Bill } from '../../src/core/billing/bill.js';
import { BillRun } from '../../src/core/billing/bill-of.js';
import { type Reconciliation, reconciliationOf } from '../../src/core/billing/bill-rows.js';
import type { CallFates } from '../../src/core/billing/call-fates.js';
import { parseFacts } from '../../src/core/billing/parse-facts.js';
import { makeSeededRng, type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { presetWith } from './billing-presets.js';
import { LogRecount, type RecountedBill, type RecountFacts } from './recount-log.js';

/** Days of October 2026 on which law lets people be called: no Sunday, and not the 12th, a holiday. */
export const BILLED_DATES: readonly string[] = Array.from(
  { length: 31 },
  (_, n) => `2026-10-${String(n + 1).padStart(2, '0')}`,
).filter((date) => new Date(`${date}T12:00:00Z`).getUTCDay() !== 0 && !date.endsWith('-12'));

export const BILLED_CONTRACTS = ['telecobranca-banco', 'telemarketing-banco'] as const;
export type BilledContract = (typeof BILLED_CONTRACTS)[number];

type FactsDocument = RecountFacts & Readonly<Record<string, unknown>>;

/** A month's bill and what a second computation makes of the same files. */
export interface ProvedBill {
  readonly contract: BilledContract;
  readonly bill: Bill;
  readonly calls: Reconciliation;
  /** Where both do not agree, or a row is in no place or in two. */
  readonly faults: readonly string[];
}

async function eachLine(logs: readonly string[], take: (line: string) => void): Promise<void> {
  for (const log of logs) {
    for await (const line of createInterface({ input: createReadStream(log), crlfDelay: Infinity })) {
      take(line);
    }
  }
}

const CORRECTED = ['terceiro', 'sem_acordo', 'acordo', 'maquina'] as const;
const EVERY = { correction: 60, dispute: 90, transfer: 120 } as const;

/** What the client, the auditors and the bank's files say of a month of which the log is known. */
export async function factsOfMonth(
  seed: string,
  logs: readonly string[],
): Promise<Readonly<Record<BilledContract, FactsDocument>>> {
  const rng = makeSeededRng(`facts-${seed}`);
  const corrections: object[] = [];
  const disputes: object[] = [];
  const transfers: object[] = [];
  let initial = '';
  await eachLine(logs, (line) => {
    const row = JSON.parse(line) as Record<string, string | null>;
    const attemptId = row['attempt_id'] ?? '';
    if (row['t_agent'] === null) {
      return;
    }
    const drawn = (kind: keyof typeof EVERY): boolean => randomInteger(rng, 1, EVERY[kind]) === 1;
    const said = { by: 'auditora.lia', at: '2026-11-03T09:00:00-03:00', reason: 'ouvida a gravação' };
    if (row['mode'] === 'inbound') {
      if (drawn('transfer') && initial !== '') {
        transfers.push({ from: initial, to: attemptId });
      }
      initial = attemptId;
    } else if (drawn('correction')) {
      const disposition = CORRECTED[randomInteger(rng, 0, CORRECTED.length - 1)];
      corrections.push({ id: `k${corrections.length}`, attemptId, disposition, ...said });
    }
    if (drawn('dispute')) {
      disputes.push({ attemptId, ...said, by: 'banco' });
    }
  });
  const of = { contractIds: ['alfa'], corrections, disputes, transfers, multimedia: [] };
  const none = { volumes: [], surveys: { services: [], notes: [] }, history: [], milestones: {} };
  const records = { of: 'registros', day: '2026-10-30', numerator: 387, denominator: 400 };
  const complaint = { id: 'r1', day: '2026-10-19', service: 'ativo', kind: 'fault', instance: 1 };
  return {
    'telecobranca-banco': {
      ...of,
      balances: balancesOf(rng),
      quality: [score('novatos', '86'), score('demais', '94.5')],
      measures: [records],
      complaints: [{ id: 'r1', day: '2026-10-19' }],
    } as unknown as FactsDocument,
    'telemarketing-banco': {
      ...of,
      ...none,
      quality: [score('geral', '97.4')],
      measures: [],
      complaints: [complaint],
    } as unknown as FactsDocument,
  };
}

const score = (group: string, value: string) => ({ period: '2026-10', group, score: value });

/** Clients who enter collection in the month, owe more, pay, and some of whom leave. */
function balancesOf(rng: Rng): readonly object[] {
  return Array.from({ length: 300 }, (_, n) => {
    const portfolio = n % 3 === 0 ? 'PJ' : 'PF';
    const days = [1, 2, 3].map((part) => 10 * (part - 1) + randomInteger(rng, 1, 9));
    return days.map((day, part) => ({
      client: `k${n}`,
      portfolio,
      day: `2026-10-${String(day).padStart(2, '0')}`,
      balance:
        part === 2 && randomInteger(rng, 0, 3) === 0
          ? null
          : `${randomInteger(rng, 50, 9000)}.${randomInteger(rng, 10, 99)}`,
    }));
  }).flat();
}

/** Nothing was said of a month's calls after they ended. */
export const EMPTY_FACTS = {
  contractIds: ['alfa'],
  corrections: [],
  disputes: [],
  transfers: [],
  multimedia: [],
  balances: [],
  quality: [],
  measures: [],
  complaints: [],
} as const;

/** Each row is in one place, the same that the second computation finds. */
export function callsOutOfPlace(bill: Bill, fates: CallFates, recount: LogRecount): readonly string[] {
  return [...rowsOutOfPlace(bill, recount), ...fatesThatDiffer(fates, recount)];
}

/** The month's bills from files, and whether a second computation that shares no code finds each centavo and each row. */
export async function proveBills(
  logs: readonly string[],
  facts: Readonly<Record<BilledContract, FactsDocument>>,
): Promise<readonly ProvedBill[]> {
  const proved: ProvedBill[] = [];
  for (const contract of BILLED_CONTRACTS) {
    const run = new BillRun(presetWith(contract), parseFacts(facts[contract]), '2026-10', nodeDigest);
    await billLogs(run, logs, (async function* () {})());
    const bill = run.finish();
    const recount = new LogRecount(facts[contract]);
    await eachLine(logs, (line) => recount.add(line));
    const again = contract === 'telecobranca-banco' ? recount.collection() : recount.telemarketing();
    proved.push({
      contract,
      bill,
      calls: reconciliationOf(bill.rows),
      faults: [...linesThatDiffer(bill, again), ...callsOutOfPlace(bill, run.takeFates(), recount)],
    });
  }
  return proved;
}

function linesThatDiffer(bill: Bill, again: RecountedBill): readonly string[] {
  const billed = new Map(bill.lines.map(({ id, amount }) => [id, Math.round(Number(amount) * 100)]));
  billed.set('total', Math.round(Number(bill.total) * 100));
  const counted = new Map([...again.lines, ['total', again.total] as const]);
  return [...new Set([...billed.keys(), ...counted.keys()])]
    .filter((id) => (billed.get(id) ?? 0) !== (counted.get(id) ?? 0))
    .map((id) => `${id}: ${billed.get(id) ?? 0} centavos billed, ${counted.get(id) ?? 0} counted`);
}

const CHARGES = /^(Q[ecr]|ativas|receptivas)\//;
const UNITS = ['efetivada', 'concretizada', 'sucesso', 'receptivo'];

/** Each row is behind one line that pays it, or counted under the reason why none does. */
function rowsOutOfPlace(bill: Bill, recount: LogRecount): readonly string[] {
  const faults: string[] = [];
  const paid = new Set<string>();
  for (const { id, calls } of bill.lines.filter((line) => CHARGES.test(line.id))) {
    for (const call of calls) {
      const fate = recount.fates.get(call);
      if (paid.has(call) || fate === undefined || !UNITS.includes(fate)) {
        faults.push(`${id}: call ${call} is ${paid.has(call) ? 'in two lines' : (fate ?? 'not in the log')}`);
      }
      paid.add(call);
    }
  }
  const counts: Record<string, number> = { ...bill.rows.unpaid, paid: bill.rows.paid };
  const again: Record<string, number> = { paid: 0 };
  for (const [fate, count] of Object.entries(recount.counts())) {
    const place = UNITS.includes(fate) ? 'paid' : fate;
    again[place] = (again[place] ?? 0) + count;
  }
  for (const place of new Set([...Object.keys(counts), ...Object.keys(again)])) {
    if (counts[place] !== again[place]) {
      faults.push(`${place}: ${counts[place] ?? 0} rows in the bill, ${again[place] ?? 0} counted`);
    }
  }
  if (paid.size !== bill.rows.paid) {
    faults.push(`${paid.size} calls are behind lines and ${bill.rows.paid} are paid`);
  }
  const { calls, billed, notBillable, disputed } = reconciliationOf(bill.rows);
  if (billed + notBillable + disputed !== calls || calls !== recount.fates.size) {
    faults.push(`${billed} + ${notBillable} + ${disputed} are not ${calls} of ${recount.fates.size}`);
  }
  return faults;
}

/** Every call of the log is listed once, under what the second computation finds of it. */
function fatesThatDiffer(fates: CallFates, recount: LogRecount): readonly string[] {
  const left = new Map(recount.fates);
  const faults: string[] = [];
  for (const fate of fates.fates()) {
    for (const call of fates.of(fate)) {
      const again = left.get(call);
      if (again === undefined || (UNITS.includes(again) ? 'billed' : again) !== fate) {
        faults.push(`call ${call} is listed as ${fate} and counted as ${again ?? 'nothing more'}`);
      }
      left.delete(call);
    }
  }
  return left.size === 0 ? faults : [...faults, `${left.size} calls of the log are listed nowhere`];
}
