import type { Digest } from '../../core/call-log/call-log-chain.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { MailingSource } from '../../core/mailing/mailing-line.js';
import { type RegisterCells, type RegisterReading, readRow } from '../../core/registers/register-cells.js';
import { findColumns, type NeededColumns } from '../../core/registers/register-columns.js';
import type { RegisterReject } from '../../core/registers/register-reject.js';
import type { JobContext } from '../../ports/jobs.js';
import type { TextSink } from '../../ports/text-sink.js';
import { stopWhenAborted } from './chore-failure.js';

export interface RegisterFileDeps {
  readonly openFile: (path: string) => Promise<MailingSource>;
  readonly openSink: (path: string) => Promise<TextSink>;
  readonly digest: Digest;
  readonly installationKeyHex: string;
  readonly nowMs: () => number;
  /** Gives the machine to dialling for so long; 0 lets what waits in this process go first. */
  readonly rest: (ms: number) => Promise<void>;
}

/** How one kind of file is read. */
export interface RegisterFileKind<Entry> {
  readonly needed: NeededColumns;
  readonly read: (cells: RegisterCells) => Entry;
  /** Entries a statement, at most. */
  readonly batchRows: number;
}

/** An entry with what it takes to name it in a report. */
export interface RegisterFigures {
  readonly rows: number;
  readonly rejected: number;
  /** `CSV, ';', utf-8` */
  readonly form: string;
}

/** Reading goes on for no longer than this before calls and agents get their turn. */
const TURN_MS = 1;
const ROWS_A_LOOK = 8;
/** After a statement the database rests for this part of the time it took. */
const REST_SHARE = 1;
const REJECTS_SHOWN = 3;

/**
 * Streams a list or a register: batches of good rows go to `keep`, bad ones with line and reason to a file of their
 * own. It never holds the process for more than a few milliseconds, and leaves the database a pause after each
 * batch, so that an import of millions is not felt by who dials. A file without a single good row is refused.
 */
export async function loadRegisterFile<Entry>(
  file: { readonly path: string; readonly rejectsPath: string },
  kind: RegisterFileKind<Entry>,
  keep: (batch: readonly Entry[]) => Promise<void>,
  deps: RegisterFileDeps,
  context: Pick<JobContext, 'id' | 'report' | 'signal'>,
): Promise<RegisterFigures> {
  const source = await deps.openFile(file.path);
  const places = findColumns(source.headers, kind.needed);
  const reading: RegisterReading = { ...deps, places, nowMs: deps.nowMs() };
  const rejects = new Rejects(() => deps.openSink(file.rejectsPath));
  let rows = 0;
  let batch: Entry[] = [];
  const flush = async (): Promise<void> => {
    stopWhenAborted(context);
    const began = performance.now();
    if (batch.length > 0) {
      await keep(batch);
    }
    batch = [];
    const note = `${rows} rows, ${rejects.count} rejected`;
    await context.report({ done: source.bytesRead(), total: source.totalBytes, note });
    await deps.rest((performance.now() - began) * REST_SHARE);
  };
  try {
    let turnBegan = performance.now();
    for await (const line of source.lines()) {
      const verdict = readRow(line, source.headers, reading, kind.read);
      if (verdict === null) {
        continue;
      }
      rows += 1;
      if ('entry' in verdict) {
        batch.push(verdict.entry);
      } else {
        await rejects.add(verdict.reject);
      }
      if (batch.length >= kind.batchRows) {
        await flush();
        turnBegan = performance.now();
      } else if (rows % ROWS_A_LOOK === 0 && performance.now() - turnBegan > TURN_MS) {
        await deps.rest(0);
        turnBegan = performance.now();
      }
    }
    await flush();
    rejects.refuseIfAll(rows);
    await rejects.commit();
  } finally {
    await rejects.abort();
  }
  return { rows, rejected: rejects.count, form: source.form };
}

/** The rows left out; their file is made with the first of them. */
class Rejects {
  count = 0;
  readonly #open: () => Promise<TextSink>;
  readonly #first: RegisterReject[] = [];
  #sink: TextSink | null = null;

  constructor(open: () => Promise<TextSink>) {
    this.#open = open;
  }

  async add(reject: RegisterReject): Promise<void> {
    this.count += 1;
    if (this.#first.length < REJECTS_SHOWN) {
      this.#first.push(reject);
    }
    if (this.#sink === null) {
      this.#sink = await this.#open();
      await this.#sink.write(csvLine(['line', 'column', 'reason']));
    }
    await this.#sink.write(csvLine([reject.line, reject.column, reject.reason]));
  }

  refuseIfAll(rows: number): void {
    if (rows > 0 && this.count === rows) {
      const shown = this.#first.map(({ line, column, reason }) => `line ${line}, ${column}: ${reason}`);
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `Not one of the ${rows} rows can be used; nothing was changed. ${shown.join('; ')}`,
      });
    }
  }

  async commit(): Promise<void> {
    await this.#sink?.commit();
  }

  async abort(): Promise<void> {
    await this.#sink?.abort();
  }
}
