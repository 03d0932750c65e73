import { AuditProblem } from './audit-problem.js';
import { AuditRecords } from './audit-records.js';
import { HolidayCalendar } from './calendar/holiday-calendar.js';
import { Findings } from './findings.js';
import { judgeRecords } from './judge-records.js';
import { ListFolder } from './lists/list-folder.js';
import { type Attempt, isDialled } from './log/attempt.js';
import { logRecords } from './log/log-records.js';
import { parseAttempt } from './log/parse-attempt.js';
import { dayOfDate } from './place/local-clock.js';
import type { Policy } from './policy/policy.js';
import { RuleBook } from './policy/rule-book.js';
import { type AuditSummary, summarise } from './report/audit-summary.js';
import { ChainRules } from './rules/chain-rules.js';
import type { AmdAudit } from './rules/drop-share-rules.js';
import { LimitCounters, limitGroupsOf } from './rules/limit-counters.js';
import { LimitCrossings } from './rules/limit-crossings.js';
import { checkLimits } from './rules/limit-rules.js';
import { checkListVersions } from './rules/list-version-rules.js';
import { checkDialledNumber, checkShownNumber } from './rules/number-rules.js';
import { checkAnswered, checkRingTime } from './rules/pacing-rules.js';
import { checkRecording } from './rules/recording-rules.js';
import type { RuleKit } from './rules/rule-kit.js';
import { WindowRules } from './rules/window-rules.js';
import { TemporaryFolder } from './spill/temporary-folder.js';

/** One file, or standard input. */
export interface LogSource {
  readonly name: string;
  readonly chunks: AsyncIterable<Buffer | Uint8Array | string>;
}

export interface AuditRequest {
  /** Parts of one log: in what order they come and rows lie in them makes no difference. */
  readonly logs: readonly LogSource[];
  readonly policy: Policy;
  /** Folder of the side files, or null. */
  readonly lists: string | null;
  /** The log is a campaign's or some days' part: chains have gaps by nature. */
  readonly partial: boolean;
  /** Where to spill; the system's temporary folder when not given. */
  readonly temporaryFolder?: string;
}

/** Calls `write` with each finding as a line of JSON, in order, and returns the summary. */
export async function auditLog(
  request: AuditRequest,
  write: (line: string) => Promise<void> | void,
): Promise<AuditSummary> {
  const lists = await ListFolder.open(request.lists);
  const folder = new TemporaryFolder(request.temporaryFolder);
  try {
    const book = new RuleBook(request.policy);
    const findings = new Findings(book, folder);
    const calendar = new HolidayCalendar(request.policy.optionalDays, await readMunicipalHolidays(lists));
    const kit: RuleKit = { book, calendar, findings };
    const salts = await readSalts(lists);
    const run = new AuditRun(kit, folder, lists, { partial: request.partial, salts });
    try {
      for (const { name, chunks } of request.logs) {
        for await (const records of logRecords(chunks, name)) {
          for (const record of records) {
            run.add(parseAttempt(record));
          }
        }
      }
      if (run.rows === 0) {
        throw new AuditProblem(
          'the log has no row',
          request.logs[0]?.name ?? 'log',
          'There is nothing to audit',
        );
      }
      await run.finish(await readAmdAudit(lists));
    } finally {
      run.close();
    }
    for (const line of findings.lines()) {
      await write(line);
    }
    const { policy, partial } = request;
    return summarise({ policy, findings, lists, partial, rows: run.rows, erased: run.erased });
  } finally {
    folder.close();
  }
}

/** The passes over one log: rows as they come, then in the orders that rules need. */
class AuditRun {
  readonly #kit: RuleKit;
  readonly #lists: ListFolder;
  readonly #records: AuditRecords;
  readonly #windows: WindowRules;
  readonly #counters: LimitCounters;
  readonly #crossings: LimitCrossings;
  readonly #chains: ChainRules;
  rows = 0;
  erased = 0;

  constructor(
    kit: RuleKit,
    folder: TemporaryFolder,
    lists: ListFolder,
    extent: ConstructorParameters<typeof ChainRules>[2],
  ) {
    this.#kit = kit;
    this.#lists = lists;
    const early = kit.book.entries('R30').map((entry) => entry.parameters['earlyMs']);
    this.#records = new AuditRecords(
      folder,
      lists,
      Math.min(...early.filter((ms) => typeof ms === 'number')),
    );
    this.#windows = new WindowRules(kit);
    this.#counters = new LimitCounters(kit);
    this.#crossings = new LimitCrossings(folder);
    this.#chains = new ChainRules(kit, folder, extent);
  }

  add(attempt: Attempt): void {
    this.rows += 1;
    this.#chains.add(attempt);
    this.#records.addAgentCall(attempt);
    if (!isDialled(attempt)) {
      return;
    }
    this.#counters.add(attempt, limitGroupsOf(attempt));
    this.#crossings.add(attempt, this.#counters.isShort(attempt));
    this.#records.addOutcome(attempt);
    checkShownNumber(attempt, this.#kit);
    // Erasing a person takes the number out of the row; what was dialled is then told by the chain alone.
    if (attempt.phone === '') {
      this.erased += 1;
      return;
    }
    checkDialledNumber(attempt, this.#kit);
    this.#windows.check(attempt);
    checkListVersions(attempt, this.#kit);
    checkAnswered(attempt, this.#kit);
    checkRingTime(attempt, this.#kit);
    checkRecording(attempt, this.#kit);
    this.#records.addCall(attempt);
  }

  async finish(amdAudit: AmdAudit | null): Promise<void> {
    this.#crossings.report(checkLimits(this.#counters, this.#kit), this.#kit);
    this.#chains.finish();
    await this.#records.addLists();
    judgeRecords(this.#records, this.#kit, this.#lists, amdAudit);
  }

  close(): void {
    this.#crossings.close();
    this.#chains.close();
  }
}

const YEARLY = /^\d\d-\d\d$/;

async function readMunicipalHolidays(lists: ListFolder): Promise<ReadonlyMap<string, string>> {
  const days = new Map<string, string>();
  for await (const record of lists.read('municipalHolidays')) {
    const date = record.text('date');
    // 29 February is a day of every leap year.
    if (dayOfDate(YEARLY.test(date) ? `2024-${date}` : date) === null) {
      throw record.fail('date', 'a date such as 2026-11-22, or 11-22 for every year');
    }
    days.set(`${record.text('ibge')} ${date}`, record.text('name') || 'a municipal holiday');
  }
  return days;
}

async function readSalts(lists: ListFolder): Promise<ReadonlyMap<string, string> | null> {
  if (!lists.has('salts')) {
    return null;
  }
  const salts = new Map<string, string>();
  for await (const record of lists.read('salts')) {
    const salt = record.text('salt');
    if (!/^([0-9a-f]{2})+$/i.test(salt)) {
      throw record.fail('salt', 'hexadecimal digits');
    }
    salts.set(`${record.text('campaign_id')}\t${record.text('contact_id')}`, salt);
  }
  return salts;
}

async function readAmdAudit(lists: ListFolder): Promise<AmdAudit | null> {
  if (!lists.has('amdAudit')) {
    return null;
  }
  let judged = 0;
  let persons = 0;
  for await (const record of lists.read('amdAudit')) {
    if (record.text('amd') === 'machine') {
      judged += 1;
      persons += record.text('truth') === 'human' ? 1 : 0;
    }
  }
  return { judged, persons };
}
