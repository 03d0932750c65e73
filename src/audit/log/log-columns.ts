/** Columns a call log must have to be audited, in the order the hash covers them. */
export const LOG_COLUMNS = [
  'attempt_id',
  'attempt_group',
  'campaign_id',
  'contract_id',
  'purpose',
  'sector',
  'creditor_cnpj',
  'caller_cnpj',
  'contact_id',
  'cpf_hash',
  'debt_id',
  'segment',
  'phone',
  'ddd',
  'uf',
  'municipality',
  'zones',
  'mode',
  'attempt_no',
  'line',
  'line_owner_cnpj',
  'line_carrier',
  'privacy',
  'trunk_id',
  'carrier',
  'service',
  'billing_service',
  'queue',
  'language',
  'authenticated',
  't_queued',
  't_dial',
  't_ring',
  't_answer',
  't_amd',
  't_agent',
  't_message',
  't_end',
  't_wrap_end',
  'ended_by',
  'sip_code',
  'q850',
  'amd',
  'voicemail',
  'agent_id',
  'disposition',
  'disposition_label',
  'outcome',
  'reason',
  'abandoned',
  'recording_id',
  'recording_notice',
  'dnc_snapshot',
  'policy_version',
  'decision_id',
  'chain_id',
  'prev_hash',
  'hash',
] as const;
export type LogColumn = (typeof LOG_COLUMNS)[number];

/** Columns whose value is a list, `;`-separated in CSV. */
export const LIST_COLUMNS: ReadonlySet<string> = new Set(['uf', 'zones']);
export const NUMBER_COLUMNS: ReadonlySet<string> = new Set(['attempt_no', 'sip_code', 'q850']);
export const FLAG_COLUMNS: ReadonlySet<string> = new Set([
  'privacy',
  'authenticated',
  'voicemail',
  'abandoned',
  'recording_notice',
]);
/** Columns that are null, not empty, when there is nothing to say. */
export const NULLABLE_COLUMNS: ReadonlySet<string> = new Set([
  't_dial',
  't_ring',
  't_answer',
  't_amd',
  't_agent',
  't_message',
  't_wrap_end',
  'sip_code',
  'q850',
  'agent_id',
]);

/** A row as the file has it, and where. */
export interface LogRecord {
  readonly values: Readonly<Record<string, unknown>>;
  /** `calls.jsonl:17` */
  readonly place: string;
}
