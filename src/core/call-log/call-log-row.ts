import type { Purpose, Sector } from '../campaign/campaign.js';
import type { AgentId, AttemptId, CampaignId, ContactId, E164, TrunkId } from '../kernel/ids.js';
import type { Disposition } from '../outcome/disposition.js';
import type { Outcome, Reason } from '../outcome/outcome.js';

/** `inbound` came in; `test` tries a trunk and line, for nobody's contract. */
export const CALL_MODES = [
  'preview',
  'power',
  'predictive',
  'manual',
  'callback',
  'inbound',
  'test',
] as const;
export type CallMode = (typeof CALL_MODES)[number];

/** True for a call that a campaign placed to a person of its lists. */
export function isCampaignCall(mode: CallMode): boolean {
  return mode !== 'inbound' && mode !== 'test';
}

export const AMD_VERDICTS = ['human', 'machine', 'unknown', 'off'] as const;
export type AmdVerdict = (typeof AMD_VERDICTS)[number];

export const ENDED_BY = ['system', 'agent', 'client', 'network'] as const;
export type EndedBy = (typeof ENDED_BY)[number];

/** What is known when the attempt's row is written, before the originate leaves. */
export interface AttemptOpening {
  readonly attemptId: AttemptId;
  /** Rows of one try over several carriers share it: it counts once for the person's caps. */
  readonly attemptGroup: string;
  readonly campaignId: CampaignId;
  readonly contractId: string;
  readonly purpose: Purpose;
  readonly sector: Sector;
  readonly creditorCnpj: string;
  readonly callerCnpj: string;
  readonly contactId: ContactId;
  readonly cpfHash: string;
  readonly debtId: string;
  readonly segment: string;
  readonly phone: E164;
  readonly ddd: string;
  readonly uf: readonly string[];
  readonly municipality: string;
  readonly zones: readonly string[];
  readonly mode: CallMode;
  readonly attemptNo: number;
  readonly line: string;
  readonly lineOwnerCnpj: string;
  readonly lineCarrier: string;
  readonly privacy: boolean;
  readonly trunkId: TrunkId;
  readonly carrier: string;
  readonly service: string;
  readonly billingService: string;
  readonly queue: string;
  readonly language: string;
  readonly authenticated: boolean;
  readonly tQueuedMs: number;
  /** Set before the originate; null only on proof that nothing left. */
  readonly tDialMs: number | null;
  readonly dncSnapshot: Readonly<Record<string, string>>;
  readonly policyVersion: string;
  readonly decisionId: string;
  readonly chainId: string;
  /** Salt of the person's commitments; not a column of the log. */
  readonly salt: string;
  /** Which engine and media server carry it; not columns of the log. */
  readonly engineId: string;
  readonly mediaServerId: string;
  /** Preview: the agent for whom it is dialled; not a column of the log. */
  readonly reservedAgentId: AgentId | null;
}

/** What the call became. */
export interface AttemptResult {
  readonly tDialMs: number | null;
  readonly tRingMs: number | null;
  readonly tAnswerMs: number | null;
  readonly tAmdMs: number | null;
  readonly tAgentMs: number | null;
  /** Start of the drop message or of the machine message. */
  readonly tMessageMs: number | null;
  readonly tEndMs: number;
  readonly tWrapEndMs: number | null;
  readonly endedBy: EndedBy;
  readonly sipCode: number | null;
  readonly q850: number | null;
  readonly amd: AmdVerdict;
  readonly voicemail: boolean;
  readonly agentId: AgentId | null;
  readonly disposition: Disposition | '';
  readonly dispositionLabel: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly abandoned: boolean;
  readonly recordingId: string;
  readonly recordingNotice: boolean;
  /** Call-ID of SIP, where the switch told it; not a column of the log. */
  readonly sipCallId?: string;
}

/** A closed attempt, in its place in the engine's chain. */
export interface CallLogRow {
  readonly opening: AttemptOpening;
  readonly result: AttemptResult;
  readonly prevHash: string;
  readonly hash: string;
}

/** The log's columns in the order of the export and of the hash. */
export const CALL_LOG_COLUMNS = [
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
export type CallLogColumn = (typeof CALL_LOG_COLUMNS)[number];

export type CallLogValue =
  | string
  | number
  | boolean
  | null
  | readonly string[]
  | Readonly<Record<string, string>>;
export type CallLogRecord = Readonly<Record<CallLogColumn, CallLogValue>>;
