import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDayNumber, parseDayNumber } from '../../core/compliance/calendar/day-number.js';
import { BRASILIA, civilDate } from '../../core/kernel/civil-time.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { DAY, HOUR } from '../../core/kernel/time.js';
import { endedPeriods, type ReportPeriod, reportPeriodOf } from '../../core/reports/report-period.js';
import type { Clock } from '../../ports/clock.js';
import type { JobContext, JobData, JobQueue, JobView } from '../../ports/jobs.js';
import { readDocument } from '../billing/billing-documents.js';
import type { MadeReport } from './make-report.js';
import type { ReportOrder, ReportPack } from './report-pack.js';

export interface ReportDeskDeps {
  readonly packs: readonly ReportPack[];
  /** Absolute. */
  readonly folder: string;
  readonly clock: Clock;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly run: (order: ReportOrder, context: Pick<JobContext, 'report' | 'signal'>) => Promise<MadeReport>;
}

/** A pack, when it is made, and which periods lie in its folder. */
export interface PackView {
  readonly id: string;
  readonly title: string;
  readonly every: ReportPack['every'];
  readonly hour: number;
  readonly mailTo: readonly string[];
  /** Newest first. */
  readonly made: readonly string[];
}

/** A pack that was away for longer is not made up for beyond this. */
const MOST_PERIODS = 62;
const SINCE = '.since';

/** Packs on schedule: what has ended and does not lie in its folder is ordered, and ordered again until it does. */
export class ReportDesk {
  readonly #deps: ReportDeskDeps;

  constructor(deps: ReportDeskDeps) {
    this.#deps = deps;
  }

  async list(): Promise<readonly PackView[]> {
    return Promise.all(
      this.#deps.packs.map(async ({ id, title, every, hour, mailTo }) => ({
        ...{ id, title, every, hour, mailTo },
        made: [...(await this.#made(id, [])).keys()].sort().reverse(),
      })),
    );
  }

  /** Orders what is due. A period is begun with the day on which the pack was first seen. */
  async look(): Promise<void> {
    const { packs, clock, jobs } = this.#deps;
    for (const pack of packs) {
      // The day after a period begins with the pack's hour.
      const today = dayOf(clock.now() - pack.hour * HOUR);
      const since = await this.#since(pack, today);
      const made = await this.#made(pack.id, pack.mailTo);
      for (const { name } of endedPeriods(pack.every, since, today, MOST_PERIODS)) {
        if (!made.has(name)) {
          await jobs.enqueue('make-report', { pack: pack.id, period: name }, keyOf(pack.id, name));
        }
      }
    }
  }

  /** Orders the period that holds the day now; of one that lies there nothing is made. */
  runNow(id: string, date: string): Promise<JobView> {
    const pack = this.#pack(id);
    const day = parseDayNumber(date);
    if (day === null) {
      throw new CadenciaError('DLR_INPUT_INVALID', { detail: `'${date}' is no date such as 2026-10-05.` });
    }
    const { name, last } = reportPeriodOf(pack.every, day);
    if (last >= dayOf(this.#deps.clock.now())) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `The period ${name} ends on ${formatDayNumber(last)}; its pack is made afterwards.`,
      });
    }
    return this.#deps.jobs.enqueue('make-report', { pack: id, period: name }, keyOf(id, name));
  }

  /** The work of a job. */
  async make({ data, ...context }: JobContext): Promise<JobData> {
    const pack = this.#pack(String(data['pack']));
    const plan = pack.planFile === undefined ? {} : await readDocument(pack.planFile, 'The plan');
    const period = periodNamed(pack, String(data['period']));
    const order = { pack, folder: this.#deps.folder, period, plan, nowMs: this.#deps.clock.now() };
    return { ...(await this.#deps.run(order, context)) };
  }

  #pack(id: string): ReportPack {
    const pack = this.#deps.packs.find((one) => one.id === id);
    if (pack === undefined) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `The configuration has no report pack '${id}'.` });
    }
    return pack;
  }

  /** Periods that are finished: in their folder, and mailed where that is wanted. */
  async #made(id: string, mailTo: readonly string[]): Promise<ReadonlySet<string>> {
    const names = new Set(await readdir(join(this.#deps.folder, id)).catch((): string[] => []));
    return new Set(
      [...names].filter(
        (name) => !name.startsWith('.') && (mailTo.length === 0 || names.has(`.${name}.mailed`)),
      ),
    );
  }

  async #since({ id, every }: ReportPack, today: number): Promise<number> {
    const folder = join(this.#deps.folder, id);
    const known = await readFile(join(folder, SINCE), 'utf8').catch(() => '');
    const day = parseDayNumber(known.trim());
    if (day !== null) {
      return day;
    }
    // The period that is running now is the first one.
    const { first } = reportPeriodOf(every, today);
    await mkdir(folder, { recursive: true, mode: 0o750 });
    await writeFile(join(folder, SINCE), `${formatDayNumber(first)}\n`, { mode: 0o640 });
    return first;
  }
}

function dayOf(atMs: number): number {
  return parseDayNumber(civilDate(atMs, BRASILIA)) ?? Math.floor(atMs / DAY);
}

const keyOf = (pack: string, period: string): string => `report-${pack}-${period}`;

function periodNamed({ every }: ReportPack, name: string): ReportPeriod {
  const day = parseDayNumber(every === 'month' ? `${name}-01` : name.slice(0, 10));
  const period = day === null ? null : reportPeriodOf(every, day);
  if (period?.name !== name) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `'${name}' is no period of a pack made every ${every}.`,
    });
  }
  return period;
}
