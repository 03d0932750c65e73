import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { INTAKE_KINDS, type IntakeKind } from '../../core/feeds/intake-row.js';
import { jsonRowsOf, tabulate } from '../../core/feeds/tabulate.js';
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { MailingSource } from '../../core/mailing/mailing-line.js';
import type { IntakeDesk, IntakeLines, IntakeRow } from '../../engine/intake-desk.js';

export interface InboxDeps {
  /** Absolute. */
  readonly folder: string;
  readonly desk: Pick<IntakeDesk, 'take'>;
  readonly openFile: (path: string) => Promise<MailingSource>;
  /** The machine's own time: files are dated by it. */
  readonly machineNowMs: () => number;
  /** On file: who changed what. */
  readonly note: (feed: string, what: string) => Promise<void>;
  readonly stopped: () => boolean;
}

export interface InboxRun {
  readonly done: number;
  readonly refused: number;
}

/** A file of the inbox: what it tells and of whom. */
interface InboxFile {
  readonly kind: IntakeKind;
  readonly target: string;
  readonly name: string;
}

/** A file that grew or was renamed within this may still be on its way. */
const SETTLED_MS = 5 * SECOND;
const UNFINISHED = /^\.|\.(part|partial|filepart|tmp|temp|crdownload)$/i;
const JSON_FILE = /\.json$/i;
const MOST_JSON_BYTES = 64 << 20;
/** Files that are being read, out of reach of whoever writes. */
const TAKING = '.taking';

/** The folders that others write to; those of campaigns and contracts are made by who sends. */
export async function makeInbox(folder: string): Promise<void> {
  for (const name of [...INTAKE_KINDS, 'done', 'refused', TAKING]) {
    await mkdir(join(folder, name), { recursive: true, mode: 0o750 });
  }
}

/**
 * Takes the files that are whole. A file is moved out of reach first, read, reported on, and moved to `done` or
 * `refused`: what a crash left in between is read again, and has no effect a second time.
 */
export async function takeInbox(deps: InboxDeps): Promise<InboxRun> {
  const { folder, machineNowMs } = deps;
  for (const file of await filesIn(folder)) {
    const path = join(folder, file.kind, file.target, file.name);
    const { ctimeMs, mtimeMs } = await stat(path).catch(() => ({ ctimeMs: Infinity, mtimeMs: Infinity }));
    if (Math.max(ctimeMs, mtimeMs) <= machineNowMs() - SETTLED_MS) {
      await moveTo(path, placeOf(join(folder, TAKING), file, file.name));
    }
  }
  let [done, refused] = [0, 0];
  for (const file of await filesIn(join(folder, TAKING))) {
    if (deps.stopped()) {
      break;
    }
    const taken = await takeFile(file, deps);
    done += Number(taken);
    refused += Number(!taken);
  }
  return { done, refused };
}

async function filesIn(folder: string): Promise<readonly InboxFile[]> {
  const files: InboxFile[] = [];
  for (const kind of INTAKE_KINDS) {
    const targets = kind === 'debts' ? [''] : await namesIn(join(folder, kind), 'folders');
    for (const target of targets) {
      const names = await namesIn(join(folder, kind, target), 'files');
      files.push(...names.map((name) => ({ kind, target, name })));
    }
  }
  return files;
}

/** In the order of their names; an inbox without that folder has none. */
async function namesIn(folder: string, what: 'files' | 'folders'): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return [];
    }
    throw error;
  });
  return entries
    .filter(
      (entry) => (what === 'files' ? entry.isFile() : entry.isDirectory()) && !UNFINISHED.test(entry.name),
    )
    .map(({ name }) => name)
    .sort();
}

function placeOf(folder: string, { kind, target }: InboxFile, name: string): string {
  return join(folder, kind, target, name);
}

async function moveTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o750 });
  await rename(from, to);
}

/** True when it was taken, false when it was refused; rejects when it is to be tried again. */
async function takeFile(file: InboxFile, deps: InboxDeps): Promise<boolean> {
  const { folder, desk, note, machineNowMs } = deps;
  const path = placeOf(join(folder, TAKING), file, file.name);
  const sha256 = await hashOf(path);
  const delivery = `${sha256}/${file.name}`;
  const order = { ...file, delivery, source: 'file', by: 'inbox' } as const;
  const refusedRows: IntakeRow[] = [];
  let [problem, counts]: [string, Readonly<Record<string, number>>] = ['', {}];
  try {
    const lines = await linesOf(path, deps);
    const report = await desk.take(order, lines, (row) => {
      if (row.result === 'refused') {
        refusedRows.push(row);
      }
    });
    counts = report.counts;
  } catch (thrown) {
    if (!isCadenciaError(thrown) || thrown.retryable) {
      throw thrown;
    }
    problem = thrown.detail;
  }
  const rows = Object.values(counts).reduce((sum, own) => sum + own, 0);
  problem ||= rows === 0 ? 'The file has no row' : '';
  const good = problem === '' && refusedRows.length < rows;
  await note(
    file.target === '' ? file.kind : `${file.kind}/${file.target}`,
    `file ${file.name} ${problem || JSON.stringify(counts)}`,
  );
  const stamp = new Date(machineNowMs()).toISOString().replace(/[-:]|\.\d+/g, '');
  const to = placeOf(join(folder, good ? 'done' : 'refused'), file, `${stamp}-${file.name}`);
  await mkdir(dirname(to), { recursive: true, mode: 0o750 });
  const report = { file: file.name, sha256, problem, counts, refused: refusedRows };
  await writeFile(`${to}.report.json`, `${JSON.stringify(report, null, 2)}\n`, { mode: 0o640 });
  await rename(path, to);
  return good;
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function linesOf(path: string, { openFile }: InboxDeps): Promise<IntakeLines> {
  if (!JSON_FILE.test(path)) {
    const source = await openFile(path);
    return { headers: source.headers, lines: source.lines() };
  }
  const { size } = await stat(path);
  if (size > MOST_JSON_BYTES) {
    throw new CadenciaError('DLR_INPUT_TOO_LARGE', {
      detail: `${basename(path)} is larger than ${MOST_JSON_BYTES >> 20} MiB; send it as CSV`,
    });
  }
  try {
    return tabulate(jsonRowsOf(JSON.parse(await readFile(path, 'utf8'))));
  } catch (cause) {
    if (isCadenciaError(cause)) {
      throw cause;
    }
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: `${basename(path)} is no JSON`, cause });
  }
}
