import { isoUtc } from '../kernel/iso-utc.js';
import type { AttemptOpening, AttemptResult, CallLogRecord, CallLogRow } from './call-log-row.js';
import { ERASED_SALT } from './commitment.js';

/** ISO 8601 in UTC with milliseconds, or null. */
function iso(atMs: number | null): string | null {
  return atMs === null ? null : isoUtc(atMs);
}

type Unchained = Omit<CallLogRecord, 'prev_hash' | 'hash'>;

/** The log's record of an attempt before it has its place in the chain. One literal: it is made for every call. */
export function unchainedRecord(opening: AttemptOpening, result: AttemptResult): Unchained {
  return {
    attempt_id: opening.attemptId,
    attempt_group: opening.attemptGroup,
    campaign_id: opening.campaignId,
    contract_id: opening.contractId,
    purpose: opening.purpose,
    sector: opening.sector,
    creditor_cnpj: opening.creditorCnpj,
    caller_cnpj: opening.callerCnpj,
    contact_id: opening.contactId,
    cpf_hash: opening.cpfHash,
    debt_id: opening.debtId,
    segment: opening.segment,
    phone: opening.phone,
    ddd: opening.ddd,
    uf: opening.uf,
    municipality: opening.municipality,
    zones: opening.zones,
    mode: opening.mode,
    attempt_no: opening.attemptNo,
    line: opening.line,
    line_owner_cnpj: opening.lineOwnerCnpj,
    line_carrier: opening.lineCarrier,
    privacy: opening.privacy,
    trunk_id: opening.trunkId,
    carrier: opening.carrier,
    service: opening.service,
    billing_service: opening.billingService,
    queue: opening.queue,
    language: opening.language,
    authenticated: opening.authenticated,
    t_queued: iso(opening.tQueuedMs),
    t_dial: iso(result.tDialMs),
    t_ring: iso(result.tRingMs),
    t_answer: iso(result.tAnswerMs),
    t_amd: iso(result.tAmdMs),
    t_agent: iso(result.tAgentMs),
    t_message: iso(result.tMessageMs),
    t_end: iso(result.tEndMs),
    t_wrap_end: iso(result.tWrapEndMs),
    ended_by: result.endedBy,
    sip_code: result.sipCode,
    q850: result.q850,
    amd: result.amd,
    voicemail: result.voicemail,
    agent_id: result.agentId,
    disposition: result.disposition,
    disposition_label: result.dispositionLabel,
    outcome: result.outcome,
    reason: result.reason,
    abandoned: result.abandoned,
    recording_id: result.recordingId,
    recording_notice: result.recordingNotice,
    dnc_snapshot: opening.dncSnapshot,
    policy_version: opening.policyVersion,
    decision_id: opening.decisionId,
    chain_id: opening.chainId,
  };
}

/** What is left to show of an erased person. */
const ERASED_PERSON = { contact_id: '', cpf_hash: '', debt_id: '', phone: '' };

/** The log's record of a closed row: what `cadencia export calls` writes; of an erased person nothing is shown. */
export function callLogRecord(row: CallLogRow): CallLogRecord {
  const person = row.opening.salt === ERASED_SALT ? ERASED_PERSON : {};
  return { ...unchainedRecord(row.opening, row.result), ...person, prev_hash: row.prevHash, hash: row.hash };
}
