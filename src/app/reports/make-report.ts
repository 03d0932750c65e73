import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatementSheet } from '../../core/billing/statement-sheets.js';
import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { feedEventsOf } from '../../core/feeds/feed-event.js';
import { parseIndicatorPlan } from '../../core/indicators/indicator-plan.js';
import { IndicatorRun } from '../../core/indicators/indicator-report.js';
import { indicatorRowOf } from '../../core/indicators/indicator-row.js';
import { DAY, HOUR } from '../../core/kernel/time.js';
import { reportPage } from '../../core/reports/report-page.js';
import { LIST_COLUMNS, LIST_EVENTS, type ReportList } from '../../core/reports/report-part.js';
import { reportSheets } from '../../core/reports/report-sheets.js';
import { mailMessage } from './mail-message.js';
import type { ReportOrder } from './report-pack.js';

/** Brasília is two or three hours behind UTC; rows of other days are left out by the report. */
const MARGIN = 4 * HOUR;
/** Larger files are named in a message and not sent with it. */
const MOST_ATTACHED = 10 << 20;

export interface ReportParts {
  readonly read: (query: { readonly fromMs: number; readonly toMs: number }) => AsyncIterable<CallLogRow>;
  readonly xlsx: (sheets: readonly StatementSheet[]) => Promise<Buffer>;
  readonly row: () => void;
}

/** A file of the pack, with its proof. */
interface MadeFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly rows: number;
}

export interface MadeReport {
  readonly folder: string;
  readonly files: number;
  readonly rows: number;
  /** False when it was there already. */
  readonly made: boolean;
}

/**
 * Makes the pack of a period: its files beside one another, written whole into a folder that gets its name last. The
 * folder is the record that it was made: who comes again, after whatever crash, finds it or makes it anew.
 */
export async function makeReport(order: ReportOrder, parts: ReportParts): Promise<MadeReport> {
  const { pack, folder, period } = order;
  const place = join(folder, pack.id, period.name);
  if (await isThere(place)) {
    await sendMail(order, place);
    return { folder: place, files: 0, rows: 0, made: false };
  }
  const draft = join(folder, pack.id, `.${period.name}.part`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o750 });
  const lists = await Promise.all(pack.lists.map((list) => ListFile.open(draft, list)));
  const run = new IndicatorRun(parseIndicatorPlan(order.plan), period.first, period.last);
  const files: MadeFile[] = [];
  try {
    await readRows(order, parts, run, lists);
    for (const list of lists) {
      files.push(await list.end());
    }
  } finally {
    await Promise.all(lists.map((list) => list.close()));
  }
  const report = run.report();
  const sheets = reportSheets(report, pack.tables);
  const title = `${pack.title || pack.id}, ${period.name}`;
  for (const form of pack.tables.length === 0 ? [] : pack.forms) {
    switch (form) {
      case 'html':
        files.push(await write(draft, 'report.html', reportPage(title, report, pack.tables, sheets), 0));
        break;
      case 'xlsx':
        files.push(await write(draft, 'report.xlsx', await parts.xlsx(sheets), 0));
        break;
      case 'csv':
        for (const [at, { columns, rows }] of sheets.entries()) {
          const lines = [columns, ...rows].map((cells) => csvLine(cells.map(cellText)));
          files.push(await write(draft, `${pack.tables[at]}.csv`, lines.join(''), rows.length));
        }
        break;
    }
  }
  const manifest = {
    ...{
      format: 'cadencia-pack/1',
      pack: pack.id,
      period: period.name,
      madeAt: new Date(order.nowMs).toISOString(),
    },
    ...{ first: report.first, last: report.last, calls: report.rows, files },
  };
  await write(draft, 'manifest.json', `${JSON.stringify(manifest, null, 2)}\n`, 0);
  await rename(draft, place);
  await sendMail(order, place);
  return { folder: place, files: files.length + 1, rows: report.rows.read, made: true };
}

async function readRows(
  { period }: ReportOrder,
  parts: ReportParts,
  run: IndicatorRun,
  lists: readonly ListFile[],
): Promise<void> {
  const query = { fromMs: period.first * DAY, toMs: (period.last + 1) * DAY + MARGIN };
  for await (const row of parts.read(query)) {
    parts.row();
    if (run.add(indicatorRowOf(row))) {
      for (const list of lists) {
        await list.add(row);
      }
    }
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function cellText(cell: StatementSheet['rows'][number][number]): string | number {
  return typeof cell === 'object' ? cell.money : cell;
}

async function write(folder: string, name: string, text: string | Buffer, rows: number): Promise<MadeFile> {
  const bytes = Buffer.from(text);
  const file = await open(join(folder, name), 'w', 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), rows };
}

/** What happened, for another system: one event a line, written as the rows pass. */
class ListFile {
  readonly #name: string;
  readonly #kind: string;
  readonly #file: FileHandle;
  readonly #hash: Hash = createHash('sha256');
  #bytes = 0;
  #rows = 0;
  #lines: string[] = [csvLine(['id', 'at', ...LIST_COLUMNS])];

  private constructor(list: ReportList, file: FileHandle) {
    this.#name = `${list}.csv`;
    this.#kind = LIST_EVENTS[list];
    this.#file = file;
  }

  static async open(folder: string, list: ReportList): Promise<ListFile> {
    return new ListFile(list, await open(join(folder, `${list}.csv`), 'w', 0o640));
  }

  async add(row: CallLogRow): Promise<void> {
    for (const { id, kind, atMs, data } of feedEventsOf({
      place: 0,
      what: 'attempt',
      row,
      contactDone: false,
    })) {
      if (kind === this.#kind) {
        const cells = LIST_COLUMNS.map((column) => data[column] ?? '');
        this.#lines.push(csvLine([id, new Date(atMs).toISOString(), ...cells.map(plain)]));
        this.#rows += 1;
      }
    }
    if (this.#lines.length >= 1000) {
      await this.#flush();
    }
  }

  async end(): Promise<MadeFile> {
    await this.#flush();
    await this.#file.sync();
    const sha256 = this.#hash.digest('hex');
    return { name: this.#name, bytes: this.#bytes, sha256, rows: this.#rows };
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
    await this.#file.appendFile(bytes);
  }
}

const plain = (value: string | number | boolean): string | number =>
  typeof value === 'boolean' ? String(value) : value;

/** Leaves the message in the folder of mail, under a name of its own; written again it is the same message. */
async function sendMail({ pack, folder, period, nowMs }: ReportOrder, place: string): Promise<void> {
  if (pack.mailTo.length === 0) {
    return;
  }
  const mail = join(folder, 'mail');
  const name = `${pack.id}-${period.name}.eml`;
  const sent = join(folder, pack.id, `.${period.name}.mailed`);
  if (await isThere(sent)) {
    return;
  }
  await mkdir(mail, { recursive: true, mode: 0o750 });
  const message = await mailMessage(
    {
      from: pack.mailFrom,
      to: pack.mailTo,
      subject: `${pack.title || pack.id}, ${period.name}`,
      messageId: `${pack.id}.${period.name}@cadencia`,
      atMs: nowMs,
    },
    place,
    MOST_ATTACHED,
  );
  await write(mail, `.${name}.part`, message, 0);
  await rename(join(mail, `.${name}.part`), join(mail, name));
  // Who sends it takes it away, so the mark lies with the pack.
  await write(join(folder, pack.id), `.${period.name}.mailed`, '', 0);
}
