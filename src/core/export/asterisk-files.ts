import { RowReader } from '../billing/billing-row.js';
import { CALL_MODES, ENDED_BY } from '../call-log/call-log-row.js';
import { BRASILIA, civilTime } from '../kernel/civil-time.js';
import { SECOND } from '../kernel/time.js';
import { REASONS, type Reason } from '../outcome/outcome.js';

/** What the files of Asterisk say of a call, read from a row of the call log. */
interface AsteriskCall {
  readonly attemptId: string;
  readonly inbound: boolean;
  readonly account: string;
  readonly phone: string;
  readonly line: string;
  readonly trunk: string;
  readonly queue: string;
  readonly agentId: string;
  readonly startMs: number;
  readonly dialled: boolean;
  readonly answerMs: number | null;
  readonly agentMs: number | null;
  readonly endMs: number;
  readonly byAgent: boolean;
  readonly reason: Reason;
  readonly disposition: string;
}

type Values = Readonly<Record<string, unknown>>;

function callOf(values: Values, place: string): AsteriskCall {
  const read = new RowReader(values, place);
  const inbound = read.word('mode', CALL_MODES) === 'inbound';
  const dialMs = read.maybeInstant('t_dial');
  const queuedMs = read.instant('t_queued');
  const queue = read.text('queue');
  return {
    attemptId: read.text('attempt_id'),
    inbound,
    account: read.text('contract_id'),
    phone: read.text('phone'),
    line: read.text('line'),
    trunk: read.text('trunk_id'),
    queue: queue === '' ? read.text('campaign_id') : queue,
    agentId: values['agent_id'] === null ? '' : read.text('agent_id'),
    startMs: inbound ? queuedMs : (dialMs ?? queuedMs),
    dialled: dialMs !== null,
    answerMs: read.maybeInstant('t_answer'),
    agentMs: read.maybeInstant('t_agent'),
    endMs: read.instant('t_end'),
    byAgent: read.word('ended_by', ENDED_BY) === 'agent',
    reason: read.word('reason', REASONS),
    disposition: read.text('disposition'),
  };
}

const seconds = (ms: number): number => Math.max(0, Math.floor(ms / SECOND));

/** `2026-10-05 09:00:00` by the clock of Brasília, as a switch there would have written it. */
function localText(atMs: number | null): string {
  if (atMs === null) {
    return '';
  }
  const { year, month, day, hour, minute, second } = civilTime(atMs, BRASILIA);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`;
}

const DISPOSITION: Readonly<Partial<Record<Reason, string>>> = {
  busy: 'BUSY',
  no_answer: 'NO ANSWER',
  cancelled: 'NO ANSWER',
  congestion: 'CONGESTION',
};

function quoted(text: string | number): string {
  // A call record is read by spreadsheets too: a text that would be a formula is kept a text.
  const safe = /^[=@\t\r]/.test(String(text)) ? `'${text}` : String(text);
  return `"${safe.replace(/"/g, '""').replace(/[\r\n]+/g, ' ')}"`;
}

/**
 * A row as a line of Asterisk's `Master.csv` (cdr_csv), its columns in their order; null for a row without a call.
 * The account is the contract, the user field our disposition.
 */
export function cdrLine(values: Values, place: string): string | null {
  const call = callOf(values, place);
  if (!call.inbound && !call.dialled) {
    return null;
  }
  const answeredMs = call.inbound ? call.agentMs : call.answerMs;
  const [source, destination] = call.inbound ? [call.phone, call.line] : [call.line, call.phone];
  const disposition =
    answeredMs === null ? (DISPOSITION[call.reason] ?? (call.inbound ? 'NO ANSWER' : 'FAILED')) : 'ANSWERED';
  const columns = [
    ...[call.account, source, destination, call.queue, source],
    ...[`${call.trunk}-${call.attemptId}`, call.agentId],
    ...[call.agentId === '' ? '' : 'Queue', call.queue],
    ...[localText(call.startMs), localText(answeredMs), localText(call.endMs)],
  ].map(quoted);
  const billed = answeredMs === null ? 0 : seconds(call.endMs - answeredMs);
  const rest = [disposition, 'DOCUMENTATION', call.attemptId, call.disposition].map(quoted);
  return `${[...columns, seconds(call.endMs - call.startMs), billed, ...rest].join(',')}\n`;
}

/** A line of `queue_log` with its time. */
export interface QueueLogLine {
  readonly atMs: number;
  readonly text: string;
}

/**
 * A row as lines of Asterisk's `queue_log`: who waited (a caller, or a person who answered), whom an agent took, who
 * hung up first, who gave up. The queue is the row's, or its campaign. Rows in which nobody waited give none.
 */
export function queueLogLines(values: Values, place: string): readonly QueueLogLine[] {
  const call = callOf(values, place);
  const waitingMs = call.inbound ? call.startMs : call.answerMs;
  const gaveUp = call.reason === 'abandoned' || call.reason === 'hung_up_before_agent';
  if (waitingMs === null || (call.agentMs === null && !gaveUp)) {
    return [];
  }
  const line = (atMs: number, event: string, ...data: readonly (string | number)[]): QueueLogLine => {
    const agent = event === 'CONNECT' || event.startsWith('COMPLETE') ? call.agentId : 'NONE';
    const fields = [seconds(atMs), call.attemptId, call.queue, agent, event, ...data];
    return { atMs, text: `${fields.map((field) => String(field).replace(/[|\r\n]/g, ' ')).join('|')}\n` };
  };
  const entered = line(waitingMs, 'ENTERQUEUE', '', call.phone, 1);
  if (call.agentMs === null) {
    return [entered, line(call.endMs, 'ABANDON', 1, 1, seconds(call.endMs - waitingMs))];
  }
  const held = seconds(call.agentMs - waitingMs);
  const ended = call.byAgent ? 'COMPLETEAGENT' : 'COMPLETECALLER';
  return [
    entered,
    line(call.agentMs, 'CONNECT', held, call.attemptId, 0),
    line(call.endMs, ended, held, seconds(call.endMs - call.agentMs), 1),
  ];
}
