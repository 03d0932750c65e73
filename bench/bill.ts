/*
 * Proves bills on a month of the real engine on the simulated network, killed and taken up again many times a day: each
 * row of the exported logs is billed, not billable for a reason, or disputed, each line is to the centavo what a second
 * computation finds that shares no code, and days that are lived a second time give the same log and the same bills.
 * Usage: npm run prove:bill [-- --attempts 1000000 --days 26 --again 2 --workers 2 --seed X --folder F]; a
 * folder keeps the days, and a run that was broken off goes on from them
 */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BilledDay, BilledDayWish } from '../test/support/billed-day.js';
import { BILLED_DATES, factsOfMonth, type ProvedBill, proveBills } from '../test/support/billed-month.js';

const { values } = parseArgs({
  options: {
    attempts: { type: 'string', default: '1000000' },
    days: { type: 'string', default: String(BILLED_DATES.length) },
    /** Days that are lived a second time; 26 is the whole month. */
    again: { type: 'string', default: '2' },
    workers: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    seed: { type: 'string', default: 'prova' },
    folder: { type: 'string' },
  },
});
const ATTEMPTS = Number(values.attempts);
const DATES = BILLED_DATES.slice(0, Number(values.days));
const DAY_PROCESS = fileURLToPath(new URL('./bill-day.js', import.meta.url));
/** What one day's mailing gives in attempts, of as many contacts. */
const YIELD = 0.98;
const startMs = performance.now();

function say(text: string): void {
  process.stdout.write(`${((performance.now() - startMs) / 1000).toFixed(0)} s  ${text}\n`);
}

function wishOf(date: string): BilledDayWish {
  const contacts = Math.ceil(ATTEMPTS / DATES.length / YIELD);
  const agents = Math.min(300, Math.max(20, Math.ceil(contacts / 100)));
  const [callers, crashes] = [Math.ceil(contacts / 40), 6];
  return { seed: values.seed, date, contacts, agents, callers, crashes, busyMinutes: 40 };
}

async function liveDay(date: string, path: string): Promise<BilledDay> {
  const account = `${path}.json`;
  const before = await readFile(account, 'utf8').catch(() => null);
  const day = before === null ? await newDay(date, path) : (JSON.parse(before) as BilledDay);
  await writeFile(account, JSON.stringify(day));
  return day;
}

function newDay(date: string, path: string): Promise<BilledDay> {
  const child = fork(DAY_PROCESS, [JSON.stringify({ wish: wishOf(date), path })]);
  return new Promise((resolve, reject) => {
    child.once('message', (day) => resolve(day as BilledDay));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${date}: the day's process ended with ${code}`)));
  });
}

async function liveDays(dates: readonly string[], pathOf: (date: string) => string): Promise<BilledDay[]> {
  const queue = [...dates];
  const done: BilledDay[] = [];
  const work = async (): Promise<void> => {
    for (let date = queue.shift(); date !== undefined; date = queue.shift()) {
      const day = await liveDay(date, pathOf(date));
      done.push(day);
      say(
        `${date}: ${day.rows} rows, ${day.networkCalls} calls of the network, killed ${day.crashes} times with ` +
          `${day.lost} calls lost, ${day.faults.length} faults`,
      );
      for (const fault of day.faults.slice(0, 5)) {
        say(`  ${fault}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, work));
  return done;
}

async function fileHash(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function tell({ contract, bill, calls, faults }: ProvedBill): void {
  const reasons = Object.entries(bill.rows.unpaid).map(([reason, count]) => `${reason} ${count}`);
  say(
    `${contract}: R$ ${bill.total}, ${bill.lines.length} lines; ${calls.calls} calls = ${calls.billed} billed + ` +
      `${calls.notBillable} not billable + ${calls.disputed} disputed; ${faults.length} differences\n` +
      `     not paid: ${reasons.join(', ')}\n     hash ${bill.hash}`,
  );
  for (const fault of faults.slice(0, 20)) {
    say(`  ${fault}`);
  }
}

const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'cadencia-prove-bill-')));
await mkdir(folder, { recursive: true });
try {
  const first = (date: string): string => join(folder, `${date}.jsonl`);
  const days = await liveDays(DATES, first);
  const logs = DATES.map(first);
  const facts = await factsOfMonth(values.seed, logs);
  const { corrections, disputes, transfers } = facts['telecobranca-banco'];
  say(
    `facts: ${corrections.length} corrections, ${disputes.length} disputes, ${transfers.length} transfers, and more`,
  );
  const bills = await proveBills(logs, facts);
  bills.forEach(tell);

  const again = DATES.slice(0, Number(values.again));
  const second = (date: string): string => join(folder, `${date}-again.jsonl`);
  const repeated = await liveDays(again, second);
  let differ = 0;
  for (const date of again) {
    differ += (await fileHash(first(date))) === (await fileHash(second(date))) ? 0 : 1;
  }
  // In another order, with the days that were lived twice from their second life.
  const others = DATES.map((date) => (again.includes(date) ? second(date) : first(date))).reverse();
  const billsAgain = await proveBills(others, facts);
  const otherHashes = billsAgain.filter(({ bill }, index) => bill.hash !== bills[index]?.bill.hash).length;
  const faults = [...days, ...repeated].reduce((sum, day) => sum + day.faults.length, 0);
  const differences = [...bills, ...billsAgain].reduce((sum, one) => sum + one.faults.length, 0);
  const total = (of: (day: BilledDay) => number): number => days.reduce((sum, day) => sum + of(day), 0);
  say(
    `${total((day) => day.rows)} rows of ${total((day) => day.networkCalls)} calls of the network, ` +
      `${total((day) => day.crashes)} deaths of the engine, ${total((day) => day.lost)} calls lost with them: ` +
      `${faults} faults, ${differences} differences; ${again.length} days lived again: ${differ} other logs, ` +
      `${otherHashes} other bills`,
  );
  process.exitCode = faults + differences + differ + otherHashes === 0 ? 0 : 1;
} finally {
  if (values.folder === undefined) {
    await rm(folder, { recursive: true, force: true });
  }
}
