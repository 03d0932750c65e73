import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatementSheet } from '../../core/billing/statement-sheets.js';
import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import { csvLine } from '../../core/export/csv-cell.js';
import { parseIndicatorPlan } from '../../core/indicators/indicator-plan.js';
import { IndicatorRun } from '../../core/indicators/indicator-report.js';
import { indicatorRowOf } from '../../core/indicators/indicator-row.js';
import { DAY, HOUR } from '../../core/kernel/time.js';
import { ComplianceTally } from '../../core/reports/compliance-tally.js';
import { reportPage } from '../../core/reports/report-page.js';
import { isOfHouse, reportSheets } from '../../core/reports/report-sheets.js';
import { isThere, ListFile, type MadeFile, writeFileOf } from './pack-files.js';
import { sendMail } from './pack-mail.js';
import { type HouseSources, readHouse, SHORT_SECONDS } from './read-house.js';
import type { ReportOrder } from './report-pack.js';

/** Brasília is two or three hours behind UTC; rows of other days are left out by the report. */
const MARGIN = 4 * HOUR;

export interface ReportParts {
  readonly read: (query: { readonly fromMs: number; readonly toMs: number }) => AsyncIterable<CallLogRow>;
  readonly xlsx: (sheets: readonly StatementSheet[]) => Promise<Buffer>;
  readonly pdf: (printed: {
    readonly title: string;
    readonly subtitle: string;
    readonly foot: string;
    readonly madeAtMs: number;
    readonly sheets: readonly StatementSheet[];
  }) => Promise<Buffer>;
  readonly house: HouseSources;
  readonly row: () => void;
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
  const tally = new ComplianceTally(SHORT_SECONDS);
  const files: MadeFile[] = [];
  try {
    await readRows(order, parts, run, tally, lists);
    for (const list of lists) {
      files.push(await list.end());
    }
  } finally {
    await Promise.all(lists.map((list) => list.close()));
  }
  const report = run.report();
  files.push(...(await writeForms(draft, order, parts, report, tally)));
  const manifest = {
    ...{
      format: 'cadencia-pack/1',
      pack: pack.id,
      period: period.name,
      madeAt: new Date(order.nowMs).toISOString(),
    },
    ...{ first: report.first, last: report.last, calls: report.rows, files },
  };
  await writeFileOf(draft, 'manifest.json', `${JSON.stringify(manifest, null, 2)}\n`, 0);
  await rename(draft, place);
  await sendMail(order, place);
  return { folder: place, files: files.length + 1, rows: report.rows.read, made: true };
}

/** The tables in each form that is wanted. */
async function writeForms(
  draft: string,
  order: ReportOrder,
  parts: ReportParts,
  report: ReturnType<IndicatorRun['report']>,
  tally: ComplianceTally,
): Promise<readonly MadeFile[]> {
  const { pack, period } = order;
  const house = pack.tables.some(isOfHouse) ? await readHouse(order, parts.house, tally) : null;
  const sheets = reportSheets(report, house, pack.tables);
  const title = `${pack.title || pack.id}, ${period.name}`;
  const files: MadeFile[] = [];
  for (const form of pack.tables.length === 0 ? [] : pack.forms) {
    switch (form) {
      case 'html': {
        const page = reportPage(title, report, house, pack.tables, sheets);
        files.push(await writeFileOf(draft, 'report.html', page, 0));
        break;
      }
      case 'pdf': {
        const printed = {
          title,
          subtitle: `${report.first} a ${report.last}`,
          foot: `${pack.id} · ${period.name}`,
          // The day after the period: the same tables are the same bytes, whenever they are printed.
          madeAtMs: (period.last + 1) * DAY,
          sheets,
        };
        files.push(await writeFileOf(draft, 'report.pdf', await parts.pdf(printed), 0));
        break;
      }
      case 'xlsx':
        files.push(await writeFileOf(draft, 'report.xlsx', await parts.xlsx(sheets), 0));
        break;
      case 'csv':
        for (const [at, { columns, rows }] of sheets.entries()) {
          const lines = [columns, ...rows].map((cells) => csvLine(cells.map(cellText)));
          files.push(await writeFileOf(draft, `${pack.tables[at]}.csv`, lines.join(''), rows.length));
        }
        break;
    }
  }
  return files;
}

async function readRows(
  { period, campaignIds }: ReportOrder,
  parts: ReportParts,
  run: IndicatorRun,
  tally: ComplianceTally,
  lists: readonly ListFile[],
): Promise<void> {
  const query = { fromMs: period.first * DAY, toMs: (period.last + 1) * DAY + MARGIN };
  const own = campaignIds === null ? null : new Set<string>(campaignIds);
  for await (const row of parts.read(query)) {
    parts.row();
    const isIts = own === null || own.has(row.opening.campaignId);
    if (row.opening.mode === 'test') {
      // It counts against the limits of line and company, and is nobody's work.
      if (own === null) {
        tally.add(row);
      }
    } else if (isIts && run.add(indicatorRowOf(row))) {
      tally.add(row);
      for (const list of lists) {
        await list.add(row);
      }
    }
  }
}

function cellText(cell: StatementSheet['rows'][number][number]): string | number {
  return typeof cell === 'object' ? cell.money : cell;
}
