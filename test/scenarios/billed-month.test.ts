import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { type BilledDay, runBilledDay } from '../support/billed-day.js';
import { BILLED_DATES, factsOfMonth, type ProvedBill, proveBills } from '../support/billed-month.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const folder = new TemporaryFolder('billed-month');
const SIZE = { seed: 'teste', contacts: 400, agents: 30, callers: 40, crashes: 3, busyMinutes: 4 };
const DATES = BILLED_DATES.slice(3, 5);

interface Month {
  readonly days: readonly BilledDay[];
  readonly bills: readonly ProvedBill[];
  readonly logHash: string;
}

async function month(name: string): Promise<Month> {
  const days: BilledDay[] = [];
  const logs: string[] = [];
  for (const date of DATES) {
    const path = join(folder.path, `${name}-${date}.jsonl`);
    days.push(await runBilledDay({ ...SIZE, date }, path));
    logs.push(path);
  }
  const bills = await proveBills(logs, await factsOfMonth('teste', logs));
  return { days, bills, logHash: nodeDigest.sha256(logs.map((log) => readFileSync(log, 'utf8')).join('')) };
}

describe('a month of the real engine that is killed in the middle of its calls', () => {
  let first: Month;
  let second: Month;

  beforeAll(async () => {
    first = await month('first');
    second = await month('second');
  }, 120_000);

  test('has a row for every call of the network, and chains that hold', () => {
    expect(first.days.flatMap(({ faults }) => faults)).toEqual([]);
    expect(first.days.every(({ lost, networkCalls }) => lost > 0 && networkCalls > 200)).toBe(true);
  });

  test('is billed to the centavo as a second computation of the exported log makes it, each row in one place', () => {
    expect(first.bills.map(({ contract, faults }) => [contract, faults])).toEqual([
      ['telecobranca-banco', []],
      ['telemarketing-banco', []],
    ]);
    for (const { calls } of first.bills) {
      expect(calls.billed + calls.notBillable + calls.disputed).toBe(calls.calls);
      expect(calls.calls).toBe(first.days.reduce((sum, { rows }) => sum + rows, 0));
      expect(calls.disputed).toBeGreaterThan(0);
    }
  });

  test('gives the same log and the same hashes when it is lived a second time', () => {
    expect(second.logHash).toBe(first.logHash);
    expect(second.bills.map(({ bill }) => bill.hash)).toEqual(first.bills.map(({ bill }) => bill.hash));
  });
});
