import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { billLogs } from '../../src/app/billing/bill-log.js';
import { callLogLine } from '../../src/app/chores/export-calls.js';
import { BillRun } from '../../src/core/billing/bill-of.js';
import { reconciliationOf } from '../../src/core/billing/bill-rows.js';
import { parseFacts } from '../../src/core/billing/parse-facts.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { verifyChain } from '../../src/core/call-log/verify-chain.js';
import { BRASILIA, civilTime } from '../../src/core/kernel/civil-time.js';
import { callsOutOfPlace, EMPTY_FACTS } from '../../test/support/billed-month.js';
import { presetWith } from '../../test/support/billing-presets.js';
import { LogRecount } from '../../test/support/recount-log.js';
import type { ChaosCentre } from './chaos-centre.js';
import type { Recovery } from './recovery.js';
import { LISTS } from './settle.js';

interface Judged {
  readonly what: string;
  readonly breaches: readonly string[];
}

interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly attempt_id: string;
  readonly detail: string;
}

/** What a stopped or dead part cannot keep: who is answered then waits for it, and it records nobody. Told, no breach. */
const KEPT_BY_LIVING_PARTS = ['R29', 'R30', 'R36', 'R37'];
/** Whoever was answered this long before a harm is still waited for when it comes. */
const BEFORE_MS = 4000;
/** The demo's clock is told from the machine's by what was kept of both. */
const AFTER_MS = 2000;

/** The log written out as a user would, its chains, the auditor's findings and the bill by two computations. */
export async function judgeLog(
  centre: ChaosCentre,
  recovery: Recovery,
  say: (text: string) => void,
): Promise<readonly Judged[]> {
  const path = join(centre.logs, 'calls.jsonl');
  const rows = await exportRows(centre, path);
  const broken = verifyChain(rows, nodeDigest).flatMap(({ broken }) =>
    broken === null ? [] : [JSON.stringify(broken)],
  );
  return [
    { what: 'chains broken', breaches: broken },
    { what: 'findings of the audit that block', breaches: await audit(centre, recovery, rows, path, say) },
    { what: 'differences of the bill', breaches: await billOf(path, rows, say) },
  ];
}

async function audit(
  centre: ChaosCentre,
  recovery: Recovery,
  rows: readonly CallLogRow[],
  path: string,
  say: (text: string) => void,
): Promise<readonly string[]> {
  const { code, output } = await centre.keeper.server.command(
    ...['--json', 'audit', '--log', path, '--lists', join(centre.logs, LISTS)],
  );
  await writeFile(join(centre.logs, 'audit.jsonl'), output);
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  if (lines.length === 0) {
    return [`cadencia audit ended with ${code}: ${output}`];
  }
  const findings = lines
    .map((line) => JSON.parse(line) as Finding)
    .filter(({ severity }) => severity === 'block');
  const inShadow = await shadowed(centre, recovery, rows);
  const excused = findings.filter(
    (one) => KEPT_BY_LIVING_PARTS.includes(one.rule) && inShadow.has(one.attempt_id),
  );
  const text = ({ rule, attempt_id, detail }: Finding): string => `${rule} ${attempt_id}: ${detail}`;
  say(
    `audit of ${rows.length} rows: ${findings.length} findings, ${excused.length} of people answered during a harm`,
  );
  for (const finding of excused) {
    say(`    ${text(finding)}`);
  }
  return findings.filter((one) => !excused.includes(one)).map(text);
}

/** Calls that were answered while something was broken, or a moment before. */
async function shadowed(
  centre: ChaosCentre,
  { shadows }: Recovery,
  rows: readonly CallLogRow[],
): Promise<ReadonlySet<string>> {
  const [clock] = await centre.rows<{ offset: string }>(
    'select now_ms - wall_ms as "offset" from demo_clock',
  );
  const offsetMs = Number(clock?.offset ?? 0);
  return new Set(
    rows.flatMap(({ opening, result }) => {
      const atMs = (result.tAnswerMs ?? 0) - offsetMs;
      const hit = shadows.some(
        ({ fromMs, untilMs }) => atMs > fromMs - BEFORE_MS && atMs < untilMs + AFTER_MS,
      );
      return hit ? [opening.attemptId] : [];
    }),
  );
}

async function exportRows(centre: ChaosCentre, path: string): Promise<readonly CallLogRow[]> {
  const stores = new PostgresStores({ url: centre.database.url });
  const rows: CallLogRow[] = [];
  const file = createWriteStream(path);
  try {
    for await (const row of stores.callLog.read({})) {
      rows.push(row);
      file.write(callLogLine(row, 'jsonl'));
    }
  } finally {
    file.end();
    await finished(file);
    await stores.close();
  }
  return rows;
}

async function billOf(
  path: string,
  rows: readonly CallLogRow[],
  say: (text: string) => void,
): Promise<readonly string[]> {
  const { year, month } = civilTime(rows[0]?.opening.tQueuedMs ?? 0, BRASILIA);
  const period = `${year}-${String(month).padStart(2, '0')}`;
  const run = new BillRun(presetWith('telecobranca-banco'), parseFacts(EMPTY_FACTS), period, nodeDigest);
  await billLogs(run, [path], (async function* () {})());
  const bill = run.finish();
  const recount = new LogRecount(EMPTY_FACTS);
  for (const row of rows) {
    recount.add(callLogLine(row, 'jsonl').trim());
  }
  const { calls, billed, notBillable, disputed } = reconciliationOf(bill.rows);
  say(
    `bill of ${period}: ${calls} calls = ${billed} billed + ${notBillable} not billable + ${disputed} disputed`,
  );
  return callsOutOfPlace(bill, run.takeFates(), recount);
}
