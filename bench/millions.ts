/*
 * A month of five million attempts: what a row costs its bill and its indicators, measured one after the other on a tenth
 * of the month; then both at once on the whole, each in a thread of its own, how long they take, how much memory they hold,
 * and how the loop of the thread that dials fares meanwhile. Rows are made as they are asked for, so nothing is on a disk.
 * Usage: npm run bench:millions [-- --rows 5000000]
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { nodeDigest } from '../src/adapters/digest/node-digest.js';
import { BillRun } from '../src/core/billing/bill-of.js';
import { reconciliationOf } from '../src/core/billing/bill-rows.js';
import type { BillingRow } from '../src/core/billing/billing-row.js';
import { parseFacts } from '../src/core/billing/parse-facts.js';
import { parseIndicatorPlan } from '../src/core/indicators/indicator-plan.js';
import { IndicatorRun } from '../src/core/indicators/indicator-report.js';
import type { IndicatorRow } from '../src/core/indicators/indicator-row.js';
import { makeSeededRng, randomHex } from '../src/core/kernel/rng.js';
import { DISPOSITIONS, type Disposition } from '../src/core/outcome/disposition.js';
import { presetWith } from '../test/support/billing-presets.js';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '5000000' } } });
const ROWS = Number(values.rows);
const DAY_MS = 86_400_000;
const FIRST_MS = Date.parse('2026-10-01T09:00:00-03:00');
const WORKED_MS = 11 * 3_600_000;
const DAYS = 31;
/** One try in five is a talk, as in practitioners' ranges of a warm base. */
const TALKS: readonly Disposition[] = ['promessa', 'sem_acordo', 'recado', 'terceiro', 'pago'];
const AGENTS = 1500;
/** Three tries for each contact of the month. */
const TRIES = 3;

const idOf = (n: number): string => n.toString(16).padStart(24, '0');

/** Rows of the month, day by day, each from its number alone. */
function* rows(count: number): Generator<BillingRow & IndicatorRow> {
  const rng = makeSeededRng('millions');
  for (let n = 0; n < count; n++) {
    const day = Math.floor((n * DAYS) / count);
    const startMs = FIRST_MS + day * DAY_MS + Math.floor(rng.next() * WORKED_MS);
    const met = rng.next() < 0.2;
    const disposition = met ? (TALKS[n % TALKS.length] ?? 'recado') : ('' as const);
    const answerMs = met ? startMs + 9000 : null;
    const id = idOf(n);
    yield {
      attemptId: id,
      attemptGroup: id,
      contractId: 'alfa',
      campaignId: 'c1',
      contactId: idOf(2 ** 40 + (n % Math.ceil(count / TRIES))),
      service: 'cobranca',
      segment: n % 3 === 0 ? 'PJ' : 'PF',
      language: 'pt-BR',
      mode: 'predictive',
      carrier: n % 2 === 0 ? 'a' : 'b',
      line: `+55113004${String(n % 400).padStart(4, '0')}`,
      startMs,
      dialled: true,
      answerMs,
      agentMs: met ? startMs + 10_000 : null,
      endMs: startMs + (met ? 90_000 : 25_000),
      wrapEndMs: met ? startMs + 100_000 : null,
      agentId: met ? `a${n % AGENTS}` : '',
      disposition,
      ...(disposition === '' ? { outcome: 'nao_contato', reason: 'no_answer' } : DISPOSITIONS[disposition]),
      abandoned: false,
      voicemail: false,
      hash: randomHex(rng, 64),
    };
  }
}

/** What a work costs, in this process, which does nothing else meanwhile. */
function measured(name: string, work: () => string): number {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const told = work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (user + system) / 1e6;
  console.log(
    `${name}: ${seconds.toFixed(1)} s of CPU, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB; ${told}`,
  );
  return seconds;
}

function readAlone(count: number): string {
  let talks = 0;
  for (const row of rows(count)) {
    talks += row.agentMs === null ? 0 : 1;
  }
  return `${count} rows, ${talks} talks`;
}

function makeBill(count: number): string {
  const none = { multimedia: [], balances: [], quality: [], measures: [], complaints: [] };
  const facts = parseFacts({ contractIds: ['alfa'], ...none });
  const run = new BillRun(presetWith('telecobranca-banco'), facts, '2026-10', nodeDigest);
  for (const row of rows(count)) {
    run.add(row);
  }
  const bill = run.finish();
  const { calls, billed, notBillable, disputed } = reconciliationOf(bill.rows);
  return `R$ ${bill.total}, ${calls} calls = ${billed} + ${notBillable} + ${disputed}, hash ${bill.hash}`;
}

function makeIndicators(count: number): string {
  const first = Math.floor(FIRST_MS / DAY_MS);
  const run = new IndicatorRun(parseIndicatorPlan({}), first, first + DAYS - 1);
  for (const row of rows(count)) {
    run.add(row);
  }
  const { days, whole, agents, bases } = run.report();
  return `${days.length} days, ${whole.length} services, ${agents.length} agents, BC ${bases[0]?.quantities.BC}`;
}

const WORKS = { bill: makeBill, indicators: makeIndicators } as const;

/** Makes one of them in a thread of its own, as the server does. */
function inThread(work: keyof typeof WORKS): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), { argv: ['--rows', values.rows], workerData: work });
  const beganMs = performance.now();
  return new Promise((resolve, reject) => {
    worker.once('message', (told: string) => {
      console.log(
        `the ${work}: ${((performance.now() - beganMs) / 1000).toFixed(1)} s by the clock; ${told}`,
      );
      resolve();
    });
    worker.once('error', reject);
  });
}

if (isMainThread) {
  const few = Math.ceil(ROWS / 10);
  const made = measured('making rows', () => readAlone(few));
  const bill = measured('the bill', () => makeBill(few)) - made;
  const indicators = measured('the indicators', () => makeIndicators(few)) - made;
  const perRow = (seconds: number): string => ((seconds / few) * 1e6).toFixed(2);
  console.log(
    `without the making of the rows: ${perRow(bill)} µs a row for the bill, ${perRow(indicators)} µs for the ` +
      `indicators (${(indicators / bill).toFixed(2)} of the bill)`,
  );
  // As in the server: this thread is the one that dials, and each work has one of its own beside it.
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const beganMs = performance.now();
  await Promise.all([inThread('bill'), inThread('indicators')]);
  delay.disable();
  console.log(
    `a month of ${ROWS} rows, both at once: ${((performance.now() - beganMs) / 1000).toFixed(1)} s by the clock, ` +
      `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB at most; the loop beside them was late by ` +
      `${(delay.percentile(50) / 1e6 - 5).toFixed(1)} ms (p50), ${(delay.percentile(99) / 1e6 - 5).toFixed(1)} ms (p99), ` +
      `${(delay.max / 1e6 - 5).toFixed(1)} ms at most`,
  );
} else {
  parentPort?.postMessage(WORKS[workerData as keyof typeof WORKS](ROWS));
}
