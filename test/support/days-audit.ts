import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import type { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import type { SimulatedCallRecord } from '../../src/adapters/simulator/simulated-network.js';
import { sideFilesOf } from '../../src/app/chores/side-files.js';
import type { Policy } from '../../src/audit/policy/policy.js';
import { callLogRecord } from '../../src/core/call-log/call-log-record.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { abandonKindOf } from '../../src/core/compliance/abandonment.js';
import type { MunicipalHoliday } from '../../src/core/compliance/calendar/municipal-holiday.js';
import { csvLine } from '../../src/core/export/csv-cell.js';
import { attemptOfLeg } from '../../src/core/kernel/ids.js';
import { HOUR, SECOND } from '../../src/core/kernel/time.js';
import type { LedgerRow } from '../../src/core/ledger/decision-record.js';
import { LedgerVerifier } from '../../src/core/ledger/verify-decisions.js';
import { LONGEST_WRITE_MS } from '../../src/engine/dial-decision.js';
import { type AuditOutcome, auditTexts, type PrintedFinding } from './audit-bench.js';

export interface DaysVerdict {
  readonly attempts: number;
  readonly decisions: number;
  /** The rule that is named for a block → how often. */
  readonly blocked: Readonly<Record<string, number>>;
  readonly audit: AuditOutcome;
  /** What the auditor found that is forbidden, but for `orphaned`. */
  readonly broken: readonly PrintedFinding[];
  /**
   * People who waited longer than two seconds, or in silence, because their engine died under their answer: R29 and R30
   * are broken, and nothing that is dead keeps them. So are R27 and R28 where only these people make it too many.
   */
  readonly orphaned: readonly PrintedFinding[];
  /** Rows and decisions, rows and the network, the chains: what does not agree. */
  readonly disagreements: readonly string[];
}

/** What days left behind, wherever they were. */
export interface JudgedDays {
  readonly stores: Pick<MemoryStores, 'callLog' | 'ledger' | 'lists' | 'facts'>;
  readonly records: readonly Pick<SimulatedCallRecord, 'legId' | 'number'>[];
  readonly holidays: readonly MunicipalHoliday[];
  /** When which engine could keep nothing. */
  readonly deaths: readonly { readonly engineId: string; readonly fromMs: number; readonly toMs: number }[];
  readonly engines: readonly { readonly defects: readonly string[] }[];
}

/** Puts what days left in the stores to the auditor, as the exports write it, and compares log, ledger and network. */
export async function judgeDays(
  days: JudgedDays,
  policy: string | Policy = 'brasil-2026',
): Promise<DaysVerdict> {
  const { stores } = days;
  const rows: CallLogRow[] = [];
  for await (const row of stores.callLog.read({})) {
    rows.push(row);
  }
  const ledger = await readLedger(days);
  const lists = await sideFiles(days, rows);
  const text = rows.map((row) => JSON.stringify(callLogRecord(row)));
  const audit = await auditTexts(inParts(text), { lists, policy });
  const forbidden = audit.findings.filter(({ severity }) => severity === 'block');
  const orphaned = forbidden.filter((finding) => isOrphaned(finding, rows, days));
  return {
    broken: forbidden.filter((finding) => !orphaned.includes(finding)),
    orphaned,
    attempts: rows.filter(({ result }) => result.tDialMs !== null).length,
    decisions: ledger.decisions.size,
    blocked: ledger.blocked,
    audit,
    disagreements: [
      ...ledger.broken,
      ...rows.flatMap((row) => disagreement(row, ledger.decisions)),
      ...callsWithoutRows(days, rows),
      ...days.engines.flatMap(({ defects }) => defects),
    ],
  };
}

/** The person's engine was dead within the two seconds in which he was to be given to somebody. */
function isOrphaned(
  { rule, attempt_id }: PrintedFinding,
  rows: readonly CallLogRow[],
  { deaths }: JudgedDays,
): boolean {
  const row = rows.find(({ opening }) => opening.attemptId === attempt_id);
  if (row === undefined) {
    return false;
  }
  if (rule === 'R29' || rule === 'R30') {
    return diedUnder(row, deaths);
  }
  const hours = rule === 'R27' ? 24 : rule === 'R28' ? 720 : 0;
  return hours > 0 && withinWithoutDead(row, rows, hours * HOUR, deaths);
}

/** The longest that one is screened; he waits for an agent from its verdict on, which died with an engine that had it. */
const SCREENING_MS = 4 * SECOND;

function diedUnder({ opening, result }: CallLogRow, deaths: JudgedDays['deaths']): boolean {
  const fromMs = result.tAmdMs ?? result.tAnswerMs;
  const untilMs = 2 * SECOND + (result.amd === 'unknown' && result.tAmdMs === null ? SCREENING_MS : 0);
  return (
    fromMs !== null &&
    deaths.some(
      ({ engineId, fromMs: diedMs, toMs }) =>
        engineId === opening.engineId && diedMs <= fromMs + untilMs && toMs >= fromMs,
    )
  );
}

/** The share of drops that R27 and R28 bear. */
const MOST_DROPPED = 0.03;

/** The window that ends with the row is within the share once those whose engine died under them are left out. */
function withinWithoutDead(
  row: CallLogRow,
  rows: readonly CallLogRow[],
  lengthMs: number,
  deaths: JudgedDays['deaths'],
): boolean {
  const endMs = abandonKindOf(row.result)?.atMs ?? Number.NaN;
  let [dropped, calls] = [0, 0];
  for (const other of rows) {
    const counted = abandonKindOf(other.result);
    const inWindow = counted !== null && counted.atMs <= endMs && counted.atMs > endMs - lengthMs;
    if (inWindow && counted.kind !== 'early_hangup' && other.opening.campaignId === row.opening.campaignId) {
      const dead = counted.kind === 'abandoned' && diedUnder(other, deaths);
      dropped += counted.kind === 'abandoned' && !dead ? 1 : 0;
      calls += dead ? 0 : 1;
    }
  }
  return calls > 0 && dropped <= MOST_DROPPED * calls;
}

/** A text has a longest length; the audit takes a log in as many files as it comes in. */
function inParts(lines: readonly string[]): readonly string[] {
  const parts: string[] = [];
  for (let from = 0; from < lines.length; from += 20_000) {
    parts.push(`${lines.slice(from, from + 20_000).join('\n')}\n`);
  }
  return parts;
}

async function readLedger({ stores }: JudgedDays) {
  const decisions = new Map<string, LedgerRow['decision']>();
  const blocked: Record<string, number> = {};
  const verifier = new LedgerVerifier(nodeDigest, { whole: true });
  for await (const entry of stores.ledger.read({})) {
    const { decision } = entry.row;
    verifier.add(entry);
    decisions.set(decision.decisionId, decision);
    if (!decision.allowed && decision.note === null) {
      blocked[decision.blockedBy] = (blocked[decision.blockedBy] ?? 0) + 1;
    }
  }
  verifier.endsAt(await stores.ledger.ends());
  const broken = verifier
    .verdicts()
    .filter(({ brokenCount }) => brokenCount > 0)
    .map(({ chainId, brokenCount }) => `the ledger of ${chainId} breaks ${brokenCount} times`);
  return { decisions, blocked, broken };
}

function disagreement(
  { opening, result }: CallLogRow,
  decisions: ReadonlyMap<string, LedgerRow['decision']>,
): readonly string[] {
  if (result.tDialMs === null) {
    return [];
  }
  const decision = decisions.get(opening.decisionId);
  if (decision === undefined || !decision.allowed || decision.attemptId !== opening.attemptId) {
    return [`${opening.attemptId} was dialled without an allow of its own`];
  }
  const differ = [
    ['policy', decision.policyVersion, opening.policyVersion],
    ['line', decision.line, opening.line],
    ['trunk', decision.trunkId, opening.trunkId],
    ['phone', decision.phone, opening.phone],
    ['time', decision.atMs, opening.tDialMs],
  ].filter(([, decided, dialled]) => decided !== dialled);
  const lagMs = result.tDialMs - decision.atMs;
  const late =
    lagMs < 0 || lagMs > LONGEST_WRITE_MS ? [`${opening.attemptId} was dialled ${lagMs} ms after`] : [];
  return [
    ...late,
    ...differ.map(
      ([what, decided, dialled]) => `${opening.attemptId} ${what}: ${decided}, dialled ${dialled}`,
    ),
  ];
}

/** No call of the network is missing in the log, and the log invents none but what it lost sight of. */
function callsWithoutRows(days: JudgedDays, rows: readonly CallLogRow[]): readonly string[] {
  const byAttempt = new Map(rows.map((row) => [row.opening.attemptId as string, row]));
  const twice = byAttempt.size === rows.length ? [] : ['an attempt has two rows'];
  const seen = new Set<string>();
  const missing = days.records.flatMap(({ legId, number }) => {
    const attemptId = attemptOfLeg(legId) ?? '';
    const row = byAttempt.get(attemptId);
    const again = seen.has(attemptId) ? [`${attemptId} was dialled twice`] : [];
    seen.add(attemptId);
    const known = row?.result.tDialMs != null && row.opening.phone === number;
    return known ? again : [...again, `the call ${legId} has no dialled row`];
  });
  return [...twice, ...missing];
}

/** What `cadencia export lists` writes, with the holidays of towns and the salts of the chain. */
async function sideFiles(days: JudgedDays, rows: readonly CallLogRow[]): Promise<Record<string, string>> {
  const { stores, holidays } = days;
  const files: Record<string, string> = {};
  const { lists, facts, callLog: reader } = stores;
  for (const { name, columns, open } of sideFilesOf({ lists, facts, reader })) {
    const cells = await open({});
    if (cells !== null) {
      const lines = [csvLine(columns)];
      for await (const line of cells) {
        lines.push(csvLine(line));
      }
      files[name] = lines.join('');
    }
  }
  const ofContacts = rows.filter(({ opening }) => opening.contactId !== '');
  const salts = new Map(
    ofContacts.map(({ opening }) => [`${opening.campaignId},${opening.contactId}`, opening.salt] as const),
  );
  files['salts.csv'] =
    `campaign_id,contact_id,salt\n${[...salts].map(([key, salt]) => `${key},${salt}\n`).join('')}`;
  files['municipal_holidays.csv'] =
    `ibge,date,name\n${holidays.map(({ ibge, date, name }) => `${ibge},${date},${name}\n`).join('')}`;
  return files;
}
