import { RowReader } from '../billing/billing-row.js';
import { CALL_MODES, type CallLogRow, type CallMode } from '../call-log/call-log-row.js';
import { OUTCOMES, type Outcome, REASONS, type Reason } from '../outcome/outcome.js';

/** What indicators look at in a row of the call log. */
export interface IndicatorRow {
  readonly attemptId: string;
  /** Rows of one try over several carriers share it. */
  readonly attemptGroup: string;
  readonly campaignId: string;
  readonly contactId: string;
  readonly service: string;
  readonly segment: string;
  readonly mode: CallMode;
  readonly carrier: string;
  readonly line: string;
  readonly agentId: string;
  /** Came in, or the dial; a row without a dial has the time of its turn. */
  readonly startMs: number;
  readonly dialled: boolean;
  readonly answerMs: number | null;
  readonly agentMs: number | null;
  readonly endMs: number;
  readonly wrapEndMs: number | null;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly abandoned: boolean;
}

/** The row of a closed attempt. */
export function indicatorRowOf({ opening, result }: CallLogRow): IndicatorRow {
  return {
    attemptId: opening.attemptId,
    attemptGroup: opening.attemptGroup,
    campaignId: opening.campaignId,
    contactId: opening.contactId,
    service: opening.billingService,
    segment: opening.segment,
    mode: opening.mode,
    carrier: opening.carrier,
    line: opening.line,
    agentId: result.agentId ?? '',
    startMs: opening.mode === 'inbound' ? opening.tQueuedMs : (result.tDialMs ?? opening.tQueuedMs),
    dialled: result.tDialMs !== null,
    answerMs: result.tAnswerMs,
    agentMs: result.tAgentMs,
    endMs: result.tEndMs,
    wrapEndMs: result.tWrapEndMs,
    outcome: result.outcome,
    reason: result.reason,
    abandoned: result.abandoned,
  };
}

/** Reads a row of an exported call log; a refusal names the place (`calls.jsonl:17`) and the column. */
export function readIndicatorRow(values: Readonly<Record<string, unknown>>, place: string): IndicatorRow {
  const read = new RowReader(values, place);
  const mode = read.word('mode', CALL_MODES);
  const queuedMs = read.instant('t_queued');
  const dialMs = read.maybeInstant('t_dial');
  return {
    attemptId: read.text('attempt_id'),
    attemptGroup: read.text('attempt_group'),
    campaignId: read.text('campaign_id'),
    contactId: read.text('contact_id'),
    service: read.text('billing_service'),
    segment: read.text('segment'),
    mode,
    carrier: read.text('carrier'),
    line: read.text('line'),
    agentId: values['agent_id'] === null ? '' : read.text('agent_id'),
    startMs: mode === 'inbound' ? queuedMs : (dialMs ?? queuedMs),
    dialled: dialMs !== null,
    answerMs: read.maybeInstant('t_answer'),
    agentMs: read.maybeInstant('t_agent'),
    endMs: read.instant('t_end'),
    wrapEndMs: read.maybeInstant('t_wrap_end'),
    outcome: read.word('outcome', OUTCOMES),
    reason: read.word('reason', REASONS),
    abandoned: read.flag('abandoned'),
  };
}
