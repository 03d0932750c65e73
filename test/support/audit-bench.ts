import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLog } from '../../src/audit/audit-log.js';
import { LIST_COLUMNS, LOG_COLUMNS, type LogColumn } from '../../src/audit/log/log-columns.js';
import type { Policy } from '../../src/audit/policy/policy.js';
import { readPolicy } from '../../src/audit/policy/read-policy.js';
import type { AuditSummary } from '../../src/audit/report/audit-summary.js';

export type LogRow = Readonly<Record<LogColumn, unknown>>;
type Times =
  | 't_queued'
  | 't_dial'
  | 't_ring'
  | 't_answer'
  | 't_amd'
  | 't_agent'
  | 't_message'
  | 't_end'
  | 't_wrap_end';

/** A finding as the command prints it. */
export interface PrintedFinding {
  readonly rule: string;
  readonly attempt_id: string | null;
  readonly detail: string;
  readonly severity: string;
}

/** What a row says beside the usual; `at` is when it is dialled, other times are given as ISO 8601 or ms after it. */
export type RowWish = Partial<Record<Exclude<LogColumn, Times>, unknown>> & {
  readonly at?: string;
} & Partial<Record<Times, string | number | null>>;

/** Tuesday 24 November 2026, 11:00 in Brasília. */
export const TUESDAY_11H = '2026-11-24T14:00:00.000Z';

let count = 0;

const isoAfter = (
  base: number,
  wish: string | number | null | undefined,
  usual: number | null,
): string | null => {
  const value = wish === undefined ? usual : wish;
  return value === null ? null : typeof value === 'string' ? value : new Date(base + value).toISOString();
};

/** A lawful row: a number of Minas Gerais that nobody answered; `wish` changes it. */
export function logRow(wish: RowWish = {}): LogRow {
  count += 1;
  const id = `a${String(count).padStart(7, '0')}`;
  const { at = TUESDAY_11H, ...given } = wish;
  const base = Date.parse(at);
  const answered = given.t_answer !== undefined && given.t_answer !== null;
  const phone = String(given.phone ?? `+55319${String(80_000_000 + count)}`);
  return {
    attempt_id: id,
    attempt_group: '',
    campaign_id: 'c1',
    contract_id: '',
    purpose: 'cobranca',
    sector: 'outro',
    creditor_cnpj: '11222333000181',
    caller_cnpj: '44555666000190',
    contact_id: `p${count}`,
    cpf_hash: `cpf${count}`,
    debt_id: `d${count}`,
    segment: '',
    ddd: phone.slice(3, 5),
    uf: [],
    municipality: '',
    zones: [],
    mode: 'predictive',
    attempt_no: 1,
    line: '+553130040001',
    line_owner_cnpj: '44555666000270',
    line_carrier: 'op1',
    privacy: false,
    trunk_id: 't1',
    carrier: 'op1',
    service: 'STFC',
    billing_service: '',
    queue: '',
    language: 'pt-BR',
    authenticated: false,
    ended_by: 'network',
    sip_code: answered ? 200 : 480,
    q850: null,
    amd: 'off',
    voicemail: false,
    agent_id: null,
    disposition: '',
    disposition_label: '',
    outcome: 'nao_contato',
    reason: 'no_answer',
    abandoned: false,
    recording_id: '',
    recording_notice: false,
    dnc_snapshot: { sp: '2026-11-24T03:00:00.000Z', pa: '2026-11-24T03:00:00.000Z' },
    policy_version: 'brasil-2026@1',
    decision_id: '',
    chain_id: 'e1',
    prev_hash: '',
    hash: '',
    ...given,
    phone,
    t_queued: isoAfter(base, given.t_queued, 0),
    t_dial: isoAfter(base, given.t_dial, 0),
    t_ring: isoAfter(base, given.t_ring, 1000),
    t_answer: isoAfter(base, given.t_answer, null),
    t_amd: isoAfter(base, given.t_amd, null),
    t_agent: isoAfter(base, given.t_agent, null),
    t_message: isoAfter(base, given.t_message, null),
    t_end: isoAfter(base, given.t_end, answered ? 60_000 : 21_000),
    t_wrap_end: isoAfter(base, given.t_wrap_end, null),
  };
}

/** What makes a row a talk with an agent. */
export const TALK = {
  t_answer: 8000,
  t_agent: 8500,
  t_end: 90_000,
  t_wrap_end: 100_000,
  ended_by: 'client',
  agent_id: 'ana',
  disposition: 'terceiro',
  outcome: 'efetivada',
  reason: 'third_party',
} as const satisfies RowWish;

/** What makes a row a call that a person answered and nobody took. */
export const DROP = {
  t_answer: 8000,
  t_message: 9000,
  t_end: 20_000,
  ended_by: 'system',
  reason: 'abandoned',
  abandoned: true,
} as const satisfies RowWish;

/** The rows in one chain, in the order given. */
export function chained(rows: readonly LogRow[]): readonly LogRow[] {
  let previous = '0'.repeat(64);
  return rows.map((row) => {
    const prev_hash = previous;
    previous = createHash('sha256')
      .update(`${prev_hash}${JSON.stringify(row)}`)
      .digest('hex');
    return { ...row, prev_hash, hash: previous };
  });
}

export function jsonl(rows: readonly LogRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

function csvCell(column: string, value: unknown): string {
  const text =
    value === null
      ? ''
      : LIST_COLUMNS.has(column)
        ? (value as string[]).join(';')
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value);
  const guarded = /^[=@\t\r']/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export function csv(rows: readonly LogRow[]): string {
  const lines = rows.map((row) => LOG_COLUMNS.map((column) => csvCell(column, row[column])).join(','));
  return `${[LOG_COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}

export interface AuditOutcome {
  readonly findings: readonly PrintedFinding[];
  readonly summary: AuditSummary;
  /** Rules that were found broken. */
  readonly rules: readonly string[];
}

export interface AuditWish {
  /** A preset's name, a file, or a policy itself. @default 'brasil-2026' */
  readonly policy?: string | Policy;
  /** Side files by name. */
  readonly lists?: Readonly<Record<string, string>>;
  readonly partial?: boolean;
}

async function* chunksOf(text: string, size = 1 << 16): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
  }
}

/** Audits texts of logs, each as one file. */
export async function auditTexts(texts: readonly string[], wish: AuditWish = {}): Promise<AuditOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'cadencia-audit-test-'));
  try {
    const lists = join(folder, 'lists');
    mkdirSync(lists);
    for (const [name, text] of Object.entries(wish.lists ?? {})) {
      writeFileSync(join(lists, name), text);
    }
    const findings: PrintedFinding[] = [];
    const summary = await auditLog(
      {
        logs: texts.map((text, index) => ({ name: `log-${index + 1}`, chunks: chunksOf(text) })),
        policy:
          typeof wish.policy === 'object' ? wish.policy : await readPolicy(wish.policy ?? 'brasil-2026'),
        lists,
        partial: wish.partial ?? false,
        temporaryFolder: folder,
      },
      (line) => {
        findings.push(JSON.parse(line) as PrintedFinding);
      },
    );
    return { findings, summary, rules: [...new Set(findings.map((finding) => finding.rule))] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Audits rows in one chain. */
export function auditRows(rows: readonly LogRow[], wish: AuditWish = {}): Promise<AuditOutcome> {
  return auditTexts([jsonl(chained(rows))], wish);
}
