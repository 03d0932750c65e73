import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readHolidayFile } from '../../src/app/commands/holiday-file.js';
import type { Purpose, Sector } from '../../src/core/campaign/campaign.js';
import { type DialDecision, decideDial } from '../../src/core/compliance/gate/decide-dial.js';
import type { DialFacts } from '../../src/core/compliance/gate/dial-facts.js';
import { parsePolicy } from '../../src/core/compliance/parse-policy.js';
import { parseAttemptId, parseContactId, parseE164, parseMailingId } from '../../src/core/kernel/ids.js';
import { questionOf } from '../../src/engine/dial-decision.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { auditRows, type LogRow, logRow } from './audit-bench.js';
import { runCommand } from './command-run.js';
import { dialFacts, loadedList } from './dial-samples.js';
import { testCampaign, testLine, testTrunk } from './world.js';

/** A call at an edge: what a compliance officer would say of it. */
export interface EdgeCall {
  readonly ddd: string;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly at: string;
  readonly purpose?: Purpose;
  readonly sector?: Sector;
  /** IBGE code, or nothing where it is not known. */
  readonly municipality?: string;
  /** State of the address; the log does not have it. */
  readonly addressUf?: string;
  readonly cpfHash?: string;
  readonly phone?: string;
}

/** What the three doors of the product say to one call. */
export interface EdgeVerdict {
  /** The gate as the engine asks it: the rule that blocks, or `open`. */
  readonly gate: string;
  readonly decision: DialDecision;
  /** `cadencia window … --json`, as printed. */
  readonly window: unknown;
  /** Rules that the auditor finds broken by a row dialled at that instant; lines and chains apart. */
  readonly audit: readonly string[];
}

export interface EdgeRules {
  /** A policy file as a client writes it; without one the preset `brasil-2026`. */
  readonly policy?: object;
  /** A preset's name instead. */
  readonly preset?: string;
  /** Municipal holidays, as the CSV an operation imports. */
  readonly holidays?: string;
  /** Side files of the audit. */
  readonly lists?: Readonly<Record<string, string>>;
  /** What the gate knows beside; it is asked for each call. */
  readonly facts?: (call: EdgeCall) => Partial<DialFacts>;
}

/** Rules of hours, days, ringing and lists: those whose edges are told here. */
const OF_EDGES: ReadonlySet<string> = new Set(['R13', 'R14', 'R15', 'R16', 'R17', 'R18', 'R19']);

async function cadenciaWindow(args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await runCommand(['window', ...args, '--json']);
  if (code !== 0) {
    throw new Error(`cadencia window ended with ${code}: ${err}`);
  }
  return JSON.parse(out);
}

const phoneOf = ({ ddd, phone }: EdgeCall, index: number): string =>
  phone ?? `+55${ddd}9${80_000_000 + index}`;

/** The instant, `ms` later. */
export function later(iso: string, ms: number): string {
  return new Date(Date.parse(iso) + ms).toISOString();
}

/** Puts every call to the gate, to the command and to the auditor. */
export async function askAllDoors(
  calls: readonly EdgeCall[],
  rules: EdgeRules = {},
): Promise<readonly EdgeVerdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cadencia-edges-'));
  try {
    const policyFile = join(folder, 'policy.json');
    const holidayFile = join(folder, 'holidays.csv');
    const name = rules.policy === undefined ? (rules.preset ?? 'brasil-2026') : policyFile;
    writeFileSync(policyFile, JSON.stringify(rules.policy ?? {}));
    writeFileSync(holidayFile, rules.holidays ?? 'ibge,date,name\n');
    const own = rules.policy === undefined ? null : parsePolicy(rules.policy).policy;
    const book = new PolicyBook({
      policies: own === null ? [] : [own],
      holidays: await readHolidayFile(holidayFile, 'the test'),
    });
    const audited = await audit(calls, name, rules);
    const found: EdgeVerdict[] = [];
    for (const [index, call] of calls.entries()) {
      const decision = askGate(call, index, book, own?.id ?? name, rules);
      const window = await cadenciaWindow([
        ...windowArgs(call, index),
        '--policy',
        name,
        '--holidays',
        holidayFile,
      ]);
      found.push({
        gate: decision.blockedBy ?? 'open',
        decision,
        window,
        audit: audited.get(rowId(index)) ?? [],
      });
    }
    return found;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function windowArgs(call: EdgeCall, index: number): readonly string[] {
  return [
    ...['--phone', phoneOf(call, index), '--purpose', call.purpose ?? 'cobranca', '--at', call.at],
    ...(call.sector === undefined ? [] : ['--sector', call.sector]),
    ...(call.municipality === undefined ? [] : ['--municipality', call.municipality]),
    ...(call.addressUf === undefined ? [] : ['--uf', call.addressUf]),
  ];
}

/** The question the engine makes of a campaign, a contact and a way out, on facts that speak for the call. */
function askGate(
  call: EdgeCall,
  index: number,
  book: PolicyBook,
  policyId: string,
  { facts }: EdgeRules,
): DialDecision {
  const atMs = Date.parse(call.at);
  const { purpose = 'cobranca', sector = 'outro', municipality = '', addressUf = '' } = call;
  const phone = parseE164(phoneOf(call, index));
  const campaign = testCampaign({ purpose, sector, ringTimeoutMs: 15_000 });
  const attemptId = parseAttemptId(rowId(index));
  const contact = {
    id: parseContactId(String(index + 1)),
    campaignId: campaign.id,
    mailingId: parseMailingId('edges'),
    name: 'Maria',
    cpfHash: call.cpfHash ?? `cpf-${index}`,
    debtId: `debt-${index}`,
    segment: '',
    municipality,
    addressUf,
    fields: {},
    phones: [{ number: phone, dropped: false }],
    phoneIndex: 0,
    attempts: 0,
    freeAttempts: 0,
    sameReasonAttempts: 0,
    lastReason: '',
    nextAtMs: atMs,
    agreedCallbackMs: null,
    restReason: '',
    recycledAtMs: null,
    revision: 0,
    salt: '5a'.repeat(16),
  };
  const wish = { atMs, attemptId, attemptGroup: attemptId, campaign, contact, phone } as const;
  const question = questionOf(
    { ...wish, mode: 'predictive', agreedCallback: false, agentReserved: false },
    { trunk: testTrunk('t1'), line: testLine('+551140001000') },
  );
  const list = loadedList({ loadedAtMs: atMs - 1 });
  const known = dialFacts({ lists: { sp: list, pa: list, nmp: list }, ...facts?.(call) });
  return decideDial(question, book.of(policyId, atMs), known, atMs);
}

const rowId = (index: number): string => `edge-${String(index).padStart(6, '0')}`;

function rowOf(call: EdgeCall, index: number): LogRow {
  const day = later(call.at, -3_600_000);
  return logRow({
    attempt_id: rowId(index),
    phone: phoneOf(call, index),
    purpose: call.purpose ?? 'cobranca',
    sector: call.sector ?? 'outro',
    municipality: call.municipality ?? '',
    ...(call.cpfHash === undefined ? {} : { cpf_hash: call.cpfHash }),
    dnc_snapshot: { sp: day, pa: day, nmp: day },
    at: call.at,
    // The network refuses at once: the instant of the dial alone is judged, no ringing.
    t_ring: null,
    t_end: 1,
  });
}

/** Rules broken by each row; the order of the log is that of the dials. */
async function audit(
  calls: readonly EdgeCall[],
  policy: string,
  { holidays, lists }: EdgeRules,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = calls.map(rowOf).sort((a, b) => String(a.t_dial).localeCompare(String(b.t_dial)));
  const files = { ...lists, ...(holidays === undefined ? {} : { 'municipal_holidays.csv': holidays }) };
  const { findings } = await auditRows(rows, { policy, lists: files });
  const broken = new Map<string, string[]>();
  for (const { rule, attempt_id } of findings) {
    if (attempt_id !== null && OF_EDGES.has(rule)) {
      broken.set(attempt_id, [...(broken.get(attempt_id) ?? []), rule]);
    }
  }
  return broken;
}
