/*
 * A do-not-call list of millions comes in while the engine dials on the same PostgreSQL, in the same process: what the
 * import costs the dialling (as a multiple of the same run without it), and what a look-up of 1 000 keys costs on
 * lists of three sizes. Usage: npm run bench:lists [-- entries]
 */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { SystemClock } from '../src/adapters/clock/system-clock.js';
import { nodeDigest } from '../src/adapters/digest/node-digest.js';
import { openAtomicFileSink } from '../src/adapters/export-file/atomic-file-sink.js';
import { openMailingFile } from '../src/adapters/mailing-file/open-mailing-file.js';
import { recordingAnswer, refused } from '../src/adapters/simulator/fate.js';
import type { FateModel } from '../src/adapters/simulator/fate-model.js';
import { SimulatedNetwork } from '../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../src/adapters/simulator/simulator-media-server.js';
import { importList } from '../src/app/chores/import-list.js';
import { LINE_DEFAULTS, TRUNK_DEFAULTS } from '../src/core/campaign/campaign.js';
import { type DialKey, numberKey } from '../src/core/compliance/facts/dial-key.js';
import type { ListId } from '../src/core/compliance/rule-parameters.js';
import { parseCarrierId, parseE164, parseMediaServerId, parseTrunkId } from '../src/core/kernel/ids.js';
import { makeSeededRng } from '../src/core/kernel/rng.js';
import { BENCH_CAMPAIGN, EngineOnPostgres } from './support/engine-on-postgres.js';
import { quantile } from './support/quantile.js';
import { TimedMediaServer } from './support/timed-media-server.js';

const BIG = Number(process.argv[2] ?? 5_000_000);
const SIZES: ReadonlyMap<ListId, number> = new Map([
  ['nmp', 10_000],
  ['pa', 500_000],
]);
const AGENTS = 100;
const CPS = 50;
const STRETCH_MS = { 'beside the rows': 6000, alone: 3000 };
const LOOK_MS = 50;
const WARM_UP_SECONDS = 5;
const LOOK_UPS = 200;
const KEYS = 1000;
const LISTED_AREA = 11;
const FREE_AREA = 21;

/** The n-th mobile of an area: all are valid, no two are the same, and neighbours in the file lie far apart. */
function phoneOf(area: number, n: number): string {
  return `+55${area}9${String((n * 7_368_787) % 100_000_000).padStart(8, '0')}`;
}

async function writeList(path: string, entries: number): Promise<void> {
  function* lines(): Generator<string> {
    let text = 'Telefone;Data Cadastro\n';
    for (let n = 0; n < entries; n++) {
      const phone = phoneOf(LISTED_AREA, n);
      text += `(${phone.slice(3, 5)}) ${phone.slice(5, 10)}-${phone.slice(10)};${String(1 + (n % 28)).padStart(2, '0')}/03/2026\n`;
      if (text.length > 1 << 16) {
        yield text;
        text = '';
      }
    }
    yield text;
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

/** 35 % persons, 25 % machines, the rest busy or invalid, each within 0.2 s. */
class QuickFates implements FateModel {
  readonly #rng = makeSeededRng('lists');

  fateOf(): ReturnType<FateModel['fateOf']> {
    const dice = this.#rng.next();
    const afterMs = 50 + Math.floor(150 * this.#rng.next());
    if (dice >= 0.6) {
      return dice < 0.8 ? refused('busy', null, afterMs, 486, 17) : refused('invalid', null, afterMs, 404, 1);
    }
    const verdict = dice < 0.35 ? 'human' : 'machine';
    const answer = recordingAnswer(afterMs, null, { verdict, afterMs: 30, cause: '' });
    return {
      kind: dice < 0.35 ? 'person' : 'machine',
      progress: { afterMs: 20, code: 180 },
      refusal: null,
      answer: { ...answer, who: dice < 0.35 ? 'client' : null },
    };
  }
}

const ms = (value: number): string => `${value.toFixed(2)} ms`;

type Phase = 'alone' | 'beside the rows' | 'beside the sorting';
type Samples = Record<Phase, number[]>;

/** What dialling does now: the import is stopped again and again, so that both are measured on the same machine. */
let phase: Phase = 'alone';
let opened = true;

function samples(): Samples {
  return { alone: [], 'beside the rows': [], 'beside the sorting': [] };
}

/** Measures every call of a method from outside, in fractions of a millisecond. */
function timed<Name extends string>(
  target: Record<Name, (...args: never[]) => Promise<unknown>>,
  name: Name,
): Samples {
  const kept = samples();
  const method = target[name].bind(target);
  target[name] = async (...args: never[]) => {
    const [began, during] = [performance.now(), phase];
    try {
      return await method(...args);
    } finally {
      if (during === phase) {
        kept[phase].push(performance.now() - began);
      }
    }
  };
  return kept;
}

const carrierId = parseCarrierId('oper');
const clock = new SystemClock();
const network = new SimulatedNetwork({ clock, rng: makeSeededRng('network'), fates: new QuickFates() });
const media = new TimedMediaServer(
  new SimulatorMediaServer({ network, id: parseMediaServerId('sim') }),
  'amd',
);
const folder = await mkdtemp(join(tmpdir(), 'cadencia-lists-'));
const bench = await EngineOnPostgres.create({
  clock,
  media,
  trunks: [
    {
      id: parseTrunkId('t1'),
      carrierId,
      kind: 'sip',
      ...TRUNK_DEFAULTS,
      host: '127.0.0.1',
      port: 5060,
      channels: 2000,
      cps: CPS,
      weight: 1,
    },
  ],
  lines: [{ number: parseE164('+551140001000'), ownerCnpj: '', carrierId, ...LINE_DEFAULTS }],
  campaigns: [{ id: BENCH_CAMPAIGN, callerCnpj: '', mode: 'power', powerRatio: 4 }],
  endpoints: Array.from({ length: AGENTS }, (_, n) => `PJSIP/${n}`),
  talkMs: 200,
  contacts: 120_000,
  phoneOf: (n) => phoneOf(FREE_AREA, n),
});
const { lists } = bench.stores;
const listPath = join(folder, 'list.csv');

async function load(list: ListId, entries: number, onSorting: () => void = () => undefined): Promise<number> {
  const began = performance.now();
  const { entries: kept } = await importList(
    {
      list,
      version: `bench-${entries}`,
      asOfMs: clock.now(),
      acceptSmaller: true,
      path: listPath,
      rejectsPath: join(folder, 'rejects.csv'),
    },
    {
      lists,
      openFile: openMailingFile,
      openSink: openAtomicFileSink,
      digest: nodeDigest,
      installationKeyHex: 'ab'.repeat(32),
      nowMs: () => clock.now(),
      rest: async (ms) => {
        await (ms < 1 ? nextTurn() : delay(ms));
        while (!opened) {
          await delay(LOOK_MS);
        }
      },
    },
    {
      id: 'bench',
      signal: { aborted: false },
      report: async ({ note }) => {
        if (note.includes('sorting')) {
          onSorting();
        }
      },
    },
  );
  if (kept !== entries) {
    throw new Error(`${kept} entries in force instead of ${entries}`);
  }
  return (performance.now() - began) / 1000;
}

/** Autovacuum does this within a minute or two; the bench does not wait for it. */
async function vacuum(): Promise<void> {
  const tables = await bench.stores.database.query<{ name: string }>(
    {
      name: 'bench.tables',
      text: `select relname as name from pg_class where relname ~ '^dnc_entries_[0-9]+$'`,
    },
    [],
  );
  for (const { name } of tables) {
    await bench.stores.database.query({ name: `bench.${name}`, text: `vacuum ${name}` }, [], 600_000);
  }
}

/** Half of the keys are listed. */
function keysOf(entries: number, turn: number): readonly DialKey[] {
  return Array.from({ length: KEYS }, (_, at) => {
    const n = (turn * KEYS + at) * 7919;
    return numberKey(at % 2 === 0 ? phoneOf(LISTED_AREA, n % entries) : phoneOf(FREE_AREA, n % entries));
  });
}

/** Look-ups in lists of several sizes take turns, so that what else the machine does meets all of them alike. */
async function compareLookUps(sizes: ReadonlyMap<ListId, number>): Promise<void> {
  const { database } = bench.stores;
  const all: number[] = [];
  const tables = new Map<ListId, { readonly table: string; readonly took: number[] }>();
  for (const list of sizes.keys()) {
    const [row] = await database.query<{ no: number }>(
      { name: 'bench.table', text: 'select entries_no as no from dnc_lists where list = $1' },
      [list],
    );
    tables.set(list, { table: `dnc_entries_${row?.no}`, took: [] });
  }
  for (let turn = 0; turn < LOOK_UPS; turn++) {
    for (const [list, { table, took }] of tables) {
      const keys = keysOf(sizes.get(list) ?? 0, turn);
      const statement = {
        name: `bench.${list}`,
        text: `select key, min(since) from ${table} where key = any($1::text[]) group by key`,
      };
      const began = performance.now();
      const found = await database.query(statement, [keys]);
      took.push(performance.now() - began);
      if (found.length !== KEYS / 2) {
        throw new Error(`${found.length} of ${KEYS / 2} listed keys found`);
      }
    }
    const began = performance.now();
    await lists.lookUp(keysOf(BIG, turn));
    all.push(performance.now() - began);
  }
  const [least] = tables.values();
  const [first50, first99] = [quantile(least?.took ?? [], 0.5), quantile(least?.took ?? [], 0.99)];
  for (const [list, { took }] of tables) {
    const [p50, p99] = [quantile(took, 0.5), quantile(took, 0.99)];
    console.log(
      `${KEYS} keys among ${sizes.get(list)} entries: p50 ${ms(p50)} (×${(p50 / first50).toFixed(2)}), p99 ${ms(p99)} (×${(p99 / first99).toFixed(2)})`,
    );
  }
  console.log(
    `look-up of ${KEYS} keys in all of them: p50 ${ms(quantile(all, 0.5))}, p99 ${ms(quantile(all, 0.99))}`,
  );
}

/** Takes what the media server measured since the last time. */
function collectEffects(into: Samples): void {
  into[phase].push(...media.effects);
  media.clear();
}

/** A stretch with the import, a stretch without it, until the rows are in; the sorting cannot be stopped. */
async function alternate(effects: Samples, done: () => boolean): Promise<void> {
  while (!done()) {
    for (const next of ['beside the rows', 'alone'] as const) {
      if (done()) {
        break;
      }
      collectEffects(effects);
      opened = next !== 'alone';
      phase = next;
      for (let waited = 0; waited < STRETCH_MS[next] && !done(); waited += LOOK_MS) {
        await delay(LOOK_MS);
      }
    }
  }
  collectEffects(effects);
}

try {
  for (const [list, size] of SIZES) {
    await writeList(listPath, size);
    console.log(`${size} entries imported in ${(await load(list, size)).toFixed(1)} s`);
  }
  await writeList(listPath, BIG);
  media.expectsEffect = () => bench.agents.free > 0;
  await bench.open();
  await delay(WARM_UP_SECONDS * 1000);
  const felt: Readonly<Record<string, Samples>> = {
    commit: timed(bench.stores.attempts, 'commit'),
    lease: timed(bench.stores.contacts, 'lease'),
    'event→effect': samples(),
  };
  media.clear();
  let rowsIn = false;
  const watching = alternate(felt['event→effect'] ?? samples(), () => rowsIn);
  const seconds = await load('sp', BIG, () => {
    rowsIn = true;
    phase = 'beside the sorting';
  });
  await watching;
  collectEffects(felt['event→effect'] ?? samples());
  console.log(
    `${BIG} entries imported in ${seconds.toFixed(0)} s beside ${CPS} calls/s, a third of the time stopped for comparison`,
  );
  for (const [name, kept] of Object.entries(felt)) {
    for (const [when, values] of Object.entries(kept)) {
      const [p50, p99] = [quantile(values, 0.5), quantile(values, 0.99)];
      const [q50, q99] = [quantile(kept.alone, 0.5), quantile(kept.alone, 0.99)];
      console.log(
        `  ${name} ${when}: p50 ${ms(p50)} (×${(p50 / q50).toFixed(2)}), p99 ${ms(p99)} (×${(p99 / q99).toFixed(2)}), longest ${ms(Math.max(...values))}, ${values.length} times`,
      );
    }
  }
  await bench.drain();
  await vacuum();
  await compareLookUps(new Map([...SIZES, ['sp', BIG]]));
} finally {
  await bench.close();
  await rm(folder, { recursive: true, force: true });
}
