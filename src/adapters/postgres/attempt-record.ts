import type { AttemptOpening, AttemptResult, CallLogRow } from '../../core/call-log/call-log-row.js';
import { DAY } from '../../core/kernel/time.js';
import type { AttemptMark, OpenAttempt } from '../../ports/attempt-store.js';

/** Column of `attempts` for each field of an opening. */
const OPENING_COLUMN = {
  attemptId: 'attempt_id',
  attemptGroup: 'attempt_group',
  campaignId: 'campaign_id',
  contractId: 'contract_id',
  purpose: 'purpose',
  sector: 'sector',
  creditorCnpj: 'creditor_cnpj',
  callerCnpj: 'caller_cnpj',
  contactId: 'contact_id',
  cpfHash: 'cpf_hash',
  debtId: 'debt_id',
  segment: 'segment',
  phone: 'phone',
  ddd: 'ddd',
  uf: 'uf',
  municipality: 'municipality',
  zones: 'zones',
  mode: 'mode',
  attemptNo: 'attempt_no',
  line: 'line',
  lineOwnerCnpj: 'line_owner_cnpj',
  lineCarrier: 'line_carrier',
  privacy: 'privacy',
  trunkId: 'trunk_id',
  carrier: 'carrier',
  service: 'service',
  billingService: 'billing_service',
  queue: 'queue',
  language: 'language',
  authenticated: 'authenticated',
  tQueuedMs: 't_queued_ms',
  tDialMs: 'opened_dial_ms',
  dncSnapshot: 'dnc_snapshot',
  policyVersion: 'policy_version',
  decisionId: 'decision_id',
  chainId: 'chain_id',
  salt: 'salt',
  engineId: 'engine_id',
  mediaServerId: 'media_server_id',
  reservedAgentId: 'reserved_agent_id',
} as const satisfies Record<keyof AttemptOpening, string>;

/** Column of `attempts` for each field of a result. */
const RESULT_COLUMN = {
  tDialMs: 't_dial_ms',
  tRingMs: 't_ring_ms',
  tAnswerMs: 't_answer_ms',
  tAmdMs: 't_amd_ms',
  tAgentMs: 't_agent_ms',
  tMessageMs: 't_message_ms',
  tEndMs: 't_end_ms',
  tWrapEndMs: 't_wrap_end_ms',
  endedBy: 'ended_by',
  sipCode: 'sip_code',
  q850: 'q850',
  amd: 'amd',
  voicemail: 'voicemail',
  agentId: 'agent_id',
  disposition: 'disposition',
  dispositionLabel: 'disposition_label',
  outcome: 'outcome',
  reason: 'reason',
  abandoned: 'abandoned',
  recordingId: 'recording_id',
  recordingNotice: 'recording_notice',
  sipCallId: 'sip_call_id',
} as const satisfies Record<keyof AttemptResult, string>;

/** Milestones a live call may have before it closes. */
export const MARK_COLUMNS = [
  't_ring_ms',
  't_answer_ms',
  't_amd_ms',
  'amd',
  't_agent_ms',
  't_message_ms',
  'agent_id',
  'recording_id',
  'recording_notice',
] as const;

export const OPENING_COLUMNS: readonly string[] = ['day', ...Object.values(OPENING_COLUMN)];
export const RESULT_COLUMNS: readonly string[] = Object.values(RESULT_COLUMN);
/** What `readOpen` reads. */
export const OPEN_COLUMNS: readonly string[] = [
  ...new Set([...OPENING_COLUMNS, 'marked', ...RESULT_COLUMNS]),
];

/** A row of `attempts`, by column; JSON on the way in, `pg`'s values on the way out. */
export type AttemptRecord = Record<string, unknown>;

function encode(value: object, columns: Readonly<Record<string, string>>, record: AttemptRecord): void {
  const fields = value as Readonly<Record<string, unknown>>;
  for (const [field, column] of Object.entries(columns)) {
    record[column] = fields[field];
  }
}

function decode(record: AttemptRecord, columns: Readonly<Record<string, string>>): unknown {
  const value: Record<string, unknown> = {};
  for (const [field, column] of Object.entries(columns)) {
    value[field] = record[column];
  }
  return value;
}

/** When the attempt left, or was to leave: what its partition and the export's time filters go by. */
export function attemptAtMs(opening: AttemptOpening): number {
  return opening.tDialMs ?? opening.tQueuedMs;
}

/** UTC day as `YYYY-MM-DD`. */
export function utcDay(atMs: number): string {
  return new Date(Math.floor(atMs / DAY) * DAY).toISOString().slice(0, 10);
}

/** An open row, with the milestones known already. */
export function openRecord(opening: AttemptOpening, mark: AttemptMark | null): AttemptRecord {
  const record: AttemptRecord = { day: utcDay(attemptAtMs(opening)) };
  encode(opening, OPENING_COLUMN, record);
  record['t_dial_ms'] = opening.tDialMs;
  record['marked'] = mark !== null;
  return mark === null ? record : { ...record, ...markFields(mark) };
}

/** A milestone's row, found by attempt and day. */
export function markRecord(mark: AttemptMark): AttemptRecord {
  return { attempt_id: mark.attemptId, day: utcDay(mark.tDialMs), ...markFields(mark) };
}

function markFields(mark: AttemptMark): AttemptRecord {
  return {
    t_ring_ms: mark.tRingMs,
    t_answer_ms: mark.tAnswerMs,
    t_amd_ms: mark.tAmdMs,
    amd: mark.amd,
    t_agent_ms: mark.tAgentMs,
    t_message_ms: mark.tMessageMs,
    agent_id: mark.agentId,
    recording_id: mark.recordingId,
    recording_notice: mark.recordingNotice,
  };
}

/** A closed row; `place` is its order in the batch. */
export function closedRecord(row: CallLogRow, place: number): AttemptRecord {
  const record: AttemptRecord = { day: utcDay(attemptAtMs(row.opening)), chain_seq: place, marked: false };
  encode(row.opening, OPENING_COLUMN, record);
  encode(row.result, RESULT_COLUMN, record);
  record['prev_hash'] = row.prevHash;
  record['hash'] = row.hash;
  return record;
}

/** The closed row behind a record. */
export function readClosed(record: AttemptRecord): CallLogRow {
  const { sipCallId, ...result } = decode(record, RESULT_COLUMN) as AttemptResult;
  return {
    opening: decode(record, OPENING_COLUMN) as AttemptOpening,
    // Null in rows whose switch did not tell it.
    result: sipCallId ? { ...result, sipCallId } : result,
    prevHash: String(record['prev_hash']),
    hash: String(record['hash']),
  };
}

/** The open attempt behind a record. */
export function readOpen(record: AttemptRecord): OpenAttempt {
  const opening = decode(record, OPENING_COLUMN) as AttemptOpening;
  if (record['marked'] !== true) {
    return { opening, mark: null };
  }
  const known = decode(record, RESULT_COLUMN) as AttemptResult;
  return {
    opening,
    mark: {
      attemptId: opening.attemptId,
      tDialMs: attemptAtMs(opening),
      tRingMs: known.tRingMs,
      tAnswerMs: known.tAnswerMs,
      tAmdMs: known.tAmdMs,
      // A row that was marked before verdicts were: it waited, so it was a person.
      amd: known.amd ?? (known.tAmdMs === null ? 'off' : 'human'),
      tAgentMs: known.tAgentMs,
      tMessageMs: known.tMessageMs,
      agentId: known.agentId,
      recordingId: known.recordingId ?? '',
      recordingNotice: known.recordingNotice ?? false,
    },
  };
}
