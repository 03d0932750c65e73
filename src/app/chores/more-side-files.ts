import { datesOfHoliday } from '../../core/compliance/calendar/municipal-holiday.js';
import { BRASILIA, civilDate } from '../../core/kernel/civil-time.js';
import { isoUtc } from '../../core/kernel/iso-utc.js';
import type { AgentStore } from '../../ports/agent-store.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { PolicyStore } from '../../ports/policy-store.js';
import type { SideFile, SideFilePeriod } from './side-files.js';

/** Opens every commitment of the chains: it is made for admins alone. */
export const SALTS_FILE = 'salts.csv';
/** The first year in which this product could have dialled. */
const FIRST_YEAR = 2026;

interface MoreSources {
  readonly agents: Pick<AgentStore, 'readReleases'>;
  readonly policies: Pick<PolicyStore, 'listHolidays'>;
  readonly reader: Pick<CallLogReader, 'readSalts'>;
  readonly nowMs: () => number;
}

/** The side files whose sources are agents, policies and the log itself. */
export function moreSideFiles(sources: MoreSources): readonly SideFile[] {
  return [releasesFile(sources), holidaysFile(sources), saltsFile(sources)];
}

function releasesFile({ agents }: MoreSources): SideFile {
  async function* rows({ fromMs, toMs }: SideFilePeriod) {
    for await (const { agentId, atMs } of agents.readReleases()) {
      if (atMs >= (fromMs ?? Number.NEGATIVE_INFINITY) && atMs < (toMs ?? Number.POSITIVE_INFINITY)) {
        yield [agentId, isoUtc(atMs)];
      }
    }
  }
  return { name: 'agent_releases.csv', columns: ['agent_id', 't'], open: async (period) => rows(period) };
}

/** Holidays of every year become dates: those of the years the audit looks at. */
function holidaysFile({ policies, nowMs }: MoreSources): SideFile {
  async function* rows({ fromMs, toMs }: SideFilePeriod) {
    const first = fromMs === undefined ? FIRST_YEAR : yearOf(fromMs);
    const last = yearOf(toMs ?? nowMs());
    const years = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first + n);
    for (const holiday of await policies.listHolidays()) {
      for (const date of datesOfHoliday(holiday, years)) {
        yield [holiday.ibge, date, holiday.name];
      }
    }
  }
  return {
    name: 'municipal_holidays.csv',
    columns: ['ibge', 'date', 'name'],
    open: async (period) => rows(period),
  };
}

function yearOf(atMs: number): number {
  return Number(civilDate(atMs, BRASILIA).slice(0, 4));
}

function saltsFile({ reader }: MoreSources): SideFile {
  async function* rows() {
    for await (const { campaignId, contactId, salt } of reader.readSalts()) {
      yield [campaignId, contactId, salt];
    }
  }
  return { name: SALTS_FILE, columns: ['campaign_id', 'contact_id', 'salt'], open: async () => rows() };
}
