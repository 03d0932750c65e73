/*
 * Proves backups: the engine dials on a real PostgreSQL while one is taken, and another is taken once the day is over.
 * Both are restored into databases of their own; log, auditor's findings, bill and row counts must be the originals', and
 * what the first holds must be a part of the whole day, row by row. Prints how dialling went beside the backup.
 * Usage: npm run prove:backup [-- --seconds 20 --contacts 20000 --cps 50]
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { ShiftedClock } from '../src/adapters/clock/shifted-clock.js';
import { SystemClock } from '../src/adapters/clock/system-clock.js';
import { PostgresStores } from '../src/adapters/postgres/postgres-stores.js';
import { SeededFateModel } from '../src/adapters/simulator/seeded-fate-model.js';
import { SimulatedNetwork } from '../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../src/adapters/simulator/simulator-media-server.js';
import { keyFilesOf, makeBackup } from '../src/app/backup/make-backup.js';
import { restoreBackup } from '../src/app/backup/restore-backup.js';
import { callLogLine } from '../src/app/chores/export-calls.js';
import { LINE_DEFAULTS, TRUNK_DEFAULTS } from '../src/core/campaign/campaign.js';
import { parseCarrierId, parseE164, parseMediaServerId, parseTrunkId } from '../src/core/kernel/ids.js';
import { makeSeededRng } from '../src/core/kernel/rng.js';
import { auditTexts } from '../test/support/audit-bench.js';
import { factsOfMonth, proveBills } from '../test/support/billed-month.js';
import { QUICK_PEOPLE } from '../test/support/engine-days.js';
import { packagePath } from '../test/support/package-folder.js';
import { BENCH_CAMPAIGN, BENCH_CNPJ, EngineOnPostgres } from './support/engine-on-postgres.js';
import { quantile } from './support/quantile.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    contacts: { type: 'string', default: '20000' },
    cps: { type: 'string', default: '50' },
  },
});
const CPS = Number(values.cps);
/** A Tuesday of the month that the facts are of, at an hour when law lets people be called. */
const clock = new ShiftedClock(new SystemClock(), Date.parse('2026-10-06T11:00:00-03:00'));
const faults: string[] = [];

function require(holds: boolean, what: string): void {
  process.stdout.write(`${holds ? ' ok  ' : 'FAIL '} ${what}\n`);
  if (!holds) {
    faults.push(what);
  }
}

/** What a database's day comes to. */
interface Account {
  readonly lines: readonly string[];
  readonly logHash: string;
  readonly findings: string;
  readonly blocking: number;
  readonly bills: readonly string[];
}

async function linesOf(url: string): Promise<readonly string[]> {
  const stores = new PostgresStores({ url });
  try {
    const lines: string[] = [];
    for await (const row of stores.callLog.read({})) {
      lines.push(callLogLine(row, 'jsonl'));
    }
    return lines;
  } finally {
    await stores.close();
  }
}

async function accountOf(lines: readonly string[], folder: string, name: string): Promise<Account> {
  const file = join(folder, `${name}.jsonl`);
  await writeFile(file, lines.join(''));
  const audit = await auditTexts([lines.join('')], { partial: true });
  const bills = await proveBills([file], await factsOfMonth('backup', [file]));
  return {
    lines,
    logHash: createHash('sha256').update(lines.join('')).digest('hex'),
    findings: JSON.stringify(audit.findings),
    blocking: audit.summary.blocking,
    bills: bills.map(({ contract, bill }) => `${contract} R$ ${bill.total} ${bill.hash}`),
  };
}

async function counts(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select relname::text as name from pg_class
where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    );
    const counted: string[] = [];
    for (const { name } of rows) {
      const found = await client.query<{ rows: string }>(`select count(*)::text as rows from "${name}"`);
      counted.push(`${name} ${found.rows[0]?.rows}`);
    }
    return counted.join('\n');
  } finally {
    await client.end();
  }
}

async function freshDatabase(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const at = new URL(url);
  at.pathname = `/${name}`;
  return at.href;
}

/** Commits and dials while `work` runs. */
async function watched<Value>(bench: EngineOnPostgres, work: () => Promise<Value>) {
  const commits: number[] = [];
  let dials = 0;
  const offs = [
    bench.engine.events.on('store:committed', ({ ms }) => commits.push(ms)),
    bench.engine.events.on('call:dialed', () => {
      dials += 1;
    }),
  ];
  const began = performance.now();
  const value = await work();
  const seconds = (performance.now() - began) / 1000;
  for (const off of offs) {
    off();
  }
  const said =
    `${(dials / seconds).toFixed(0)} dials/s, commits p50 ${quantile(commits, 0.5).toFixed(1)} ms, ` +
    `p99 ${quantile(commits, 0.99).toFixed(1)} ms, longest ${Math.max(0, ...commits).toFixed(0)} ms (${seconds.toFixed(1)} s)`;
  return { value, said, dials };
}

function stillWrites({ engine }: EngineOnPostgres): boolean {
  const { openAttempts, unwritten } = engine.view();
  return openAttempts + unwritten > 0;
}

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const carrierId = parseCarrierId('oper');
const network = new SimulatedNetwork({
  clock,
  rng: makeSeededRng('network'),
  fates: new SeededFateModel('backup', QUICK_PEOPLE),
});
const folder = await mkdtemp(join(tmpdir(), 'cadencia-prove-backup-'));
const bench = await EngineOnPostgres.create({
  clock,
  media: new SimulatorMediaServer({ network, id: parseMediaServerId('sim') }),
  trunks: [
    {
      id: parseTrunkId('t1'),
      carrierId,
      kind: 'sip',
      ...TRUNK_DEFAULTS,
      ...{ host: '127.0.0.1', port: 5060, channels: 5000, cps: CPS, weight: 1 },
    },
  ],
  lines: [{ number: parseE164('+551140001000'), ownerCnpj: BENCH_CNPJ, carrierId, ...LINE_DEFAULTS }],
  campaigns: [
    {
      id: BENCH_CAMPAIGN,
      callerCnpj: BENCH_CNPJ,
      ...{ mode: 'power', powerRatio: 10, contractId: 'alfa', billingService: 'ativo' },
    },
  ],
  endpoints: Array.from({ length: 300 }, (_, n) => `PJSIP/${n}`),
  talkMs: 3000,
  contacts: Number(values.contacts),
  phoneOf: (n) => `+55119${80_000_000 + n}`,
});
try {
  const wish = {
    url: bench.url,
    into: join(folder, 'backups'),
    ...keyFilesOf(folder, ''),
    product: 'bench',
    now: Date.now,
  };
  const restored = async (from: string, name: string) => {
    const began = performance.now();
    const url = await freshDatabase(bench.url, name);
    await restoreBackup({
      url,
      folder: from,
      installationKeyFile: wish.installationKeyFile,
      nowMs: Date.now(),
      migrationsFolder: packagePath('migrations'),
    });
    return { url, seconds: (performance.now() - began) / 1000 };
  };
  await bench.open();
  await pause(5);
  const alone = await watched(bench, () => pause(Number(values.seconds)));
  process.stdout.write(`dialling alone: ${alone.said}\n`);
  let beside = await watched(bench, () => makeBackup(wish));
  // A machine that is busy with other things may let no call leave in so short a time.
  for (let more = 0; beside.dials === 0 && more < 3; more += 1) {
    await pause(2);
    beside = await watched(bench, () => makeBackup(wish));
  }
  process.stdout.write(`beside the backup: ${beside.said}\n`);
  await pause(3);
  require(beside.dials > 0, `${beside.dials} calls left while the backup was taken`);
  await bench.drain();
  for (let waits = 0; waits < 120 && stillWrites(bench); waits += 1) {
    await pause(1);
  }
  const whole = await makeBackup(wish);
  const rows = whole.manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  const bytes = whole.manifest.tables.reduce((sum, table) => sum + table.bytes, 0);
  const day = await accountOf(await linesOf(bench.url), folder, 'day');
  process.stdout.write(
    `the day: ${day.lines.length} calls closed; backup of ${rows} rows, ${(bytes / 1e6).toFixed(1)} MB\n`,
  );
  for (const bill of day.bills) {
    process.stdout.write(`  ${bill}\n`);
  }

  const second = await restored(whole.folder, 'whole');
  process.stdout.write(`restored and counted in ${second.seconds.toFixed(1)} s\n`);
  const again = await accountOf(await linesOf(second.url), folder, 'again');
  require(again.logHash === day.logHash, 'the log of the restored day is the original, byte by byte');
  require(String(again.bills) === String(day.bills), 'the bills have the same hashes');
  require(again.findings === day.findings, `the auditor finds the same (${day.blocking} forbidden)`);
  require((await counts(second.url)) === (await counts(bench.url)), 'every table has as many rows');

  const first = await restored(beside.value.folder, 'beside');
  const early = await accountOf(await linesOf(first.url), folder, 'early');
  const known = new Set(early.lines);
  const same = day.lines.filter((line) => known.has(line));
  require(early.lines.length > 0 &&
    early.lines.length < day.lines.length &&
    same.length ===
      early.lines
        .length, `all ${early.lines.length} calls of the backup taken while dialling are calls of the day, unchanged`);
  const part = await accountOf(same, folder, 'part');
  require(String(part.bills) ===
    String(early.bills), 'its bills are those of the same calls of the original');
  require(early.blocking === 0, `the auditor finds ${early.blocking} forbidden in it`);
  require((await readdir(wish.into)).every(
    (name) => !name.endsWith('.part'),
  ), 'nothing half written is left');
} finally {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
}
process.stdout.write(
  faults.length === 0 ? 'prove:backup passed\n' : `prove:backup FAILED: ${faults.length}\n`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
