import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDayNumber, parseDayNumber } from '../../core/compliance/calendar/day-number.js';
import type { MadeNotice } from '../../core/feeds/feed-event.js';
import { BRASILIA, civilDate } from '../../core/kernel/civil-time.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import { DAY, HOUR } from '../../core/kernel/time.js';
import { endedPeriods, type ReportPeriod, reportPeriodOf } from '../../core/reports/report-period.js';
import type { CampaignStore } from '../../ports/campaign-store.js';
import type { Clock } from '../../ports/clock.js';
import type { JobContext, JobData, JobQueue, JobView } from '../../ports/jobs.js';
import { readDocument } from '../billing/billing-documents.js';
import type { MadeReport } from './make-report.js';
import {
  isFinished,
  type MadePeriod,
  madePeriods,
  namesOf,
  pathOfFile,
  readManifest,
  toldMark,
} from './pack-shelf.js';
import type { ReportOrder, ReportPack } from './report-pack.js';

export interface ReportDeskDeps {
  readonly packs: readonly ReportPack[];
  /** Absolute. */
  readonly folder: string;
  readonly clock: Clock;
  readonly jobs: Pick<JobQueue, 'enqueue'>;
  readonly campaigns: Pick<CampaignStore, 'list'>;
  /** Tells receivers of a pack that lies in its folder. */
  readonly tell: (notice: MadeNotice, atMs: number) => Promise<void>;
  readonly run: (order: ReportOrder, context: Pick<JobContext, 'report' | 'signal'>) => Promise<MadeReport>;
}

/** A pack, when it is made and for whom, and which periods lie in its folder. */
export interface PackView
  extends Pick<
    ReportPack,
    'id' | 'title' | 'every' | 'hour' | 'mailTo' | 'webhook' | 'creditor' | 'tables' | 'lists' | 'forms'
  > {
  /** Where its periods lie. */
  readonly folder: string;
  /** Newest first. */
  readonly made: readonly string[];
  readonly periods: readonly MadePeriod[];
  /** Ended, and not yet made or told to all who are to get it. */
  readonly due: readonly string[];
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
    const { packs, folder } = this.#deps;
    return Promise.all(
      packs.map(async (pack) => {
        const { id, title, every, hour, mailTo, webhook, creditor, tables, lists, forms } = pack;
        const periods = await madePeriods(folder, id);
        return {
          ...{ id, title, every, hour, mailTo, webhook, creditor, tables, lists, forms, periods },
          folder: join(folder, id),
          made: periods.map(({ name }) => name),
          due: await this.#due(pack),
        };
      }),
    );
  }

  /** Orders what is due. A period is begun with the day on which the pack was first seen. */
  async look(): Promise<void> {
    for (const pack of this.#deps.packs) {
      for (const period of await this.#due(pack)) {
        await this.#deps.jobs.enqueue('make-report', { pack: pack.id, period }, keyOf(pack.id, period));
      }
    }
  }

  /** What has ended and is not finished, oldest first. */
  async #due(pack: ReportPack): Promise<readonly string[]> {
    const { clock, folder } = this.#deps;
    // The day after a period begins with the pack's hour.
    const today = dayOf(clock.now() - pack.hour * HOUR);
    const since = await this.#since(pack, today);
    const names = await namesOf(folder, pack.id);
    return endedPeriods(pack.every, since, today, MOST_PERIODS)
      .map(({ name }) => name)
      .filter((name) => !isFinished(pack, name, names));
  }

  /** Where a file of a period lies: DLR_NOT_FOUND for what is not there. */
  pathOf(id: string, period: string, name: string): Promise<string> {
    return pathOfFile(this.#deps.folder, this.#pack(id).id, period, name);
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
    const { clock, folder, run } = this.#deps;
    const campaignIds = await this.#campaignsOf(pack);
    const order = { pack, folder, period, plan, campaignIds, nowMs: clock.now() };
    const made = await run(order, context);
    await this.#tell(pack, period.name);
    return { ...made };
  }

  /** The campaigns of the creditor a pack is for; null for one of the whole house. */
  async #campaignsOf({ creditor }: ReportPack): Promise<readonly CampaignId[] | null> {
    return creditor === ''
      ? null
      : (await this.#deps.campaigns.list())
          .filter(({ settings }) => settings.creditorCnpj === creditor)
          .map(({ settings }) => settings.id);
  }

  /** Tells receivers once; told again after a crash in between, it is the same event. */
  async #tell({ id, webhook }: ReportPack, period: string): Promise<void> {
    const { folder, clock, tell } = this.#deps;
    if (!webhook || (await namesOf(folder, id)).has(toldMark(period))) {
      return;
    }
    const { manifest, sha256 } = await readManifest(folder, id, period);
    const { files = [], first = '', last = '', madeAt = '' } = manifest;
    const notice = {
      ...{ pack: id, period, first, last, files: files.length, manifestSha256: sha256 },
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      path: `/v1/reports/${id}/periods/${period}/files/manifest.json`,
    };
    await tell(notice, Date.parse(madeAt) || clock.now());
    await writeFile(join(folder, id, toldMark(period)), '', { mode: 0o640 });
  }

  #pack(id: string): ReportPack {
    const pack = this.#deps.packs.find((one) => one.id === id);
    if (pack === undefined) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `The configuration has no report pack '${id}'.` });
    }
    return pack;
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
