import type { CallLogRow } from '../call-log/call-log-row.js';
import { CALL_MODES, type CallMode } from '../call-log/call-log-row.js';
import { CadenciaError } from '../kernel/errors.js';
import { OUTCOMES, type Outcome, REASONS, type Reason } from '../outcome/outcome.js';

/** What a bill looks at in a row of the call log. */
export interface BillingRow {
  readonly attemptId: string;
  readonly attemptGroup: string;
  readonly contractId: string;
  readonly service: string;
  readonly language: string;
  readonly mode: CallMode;
  /** Came in, or the dial; a row without a dial has the time of its turn. It decides day and hour band. */
  readonly startMs: number;
  readonly dialled: boolean;
  readonly agentMs: number | null;
  readonly endMs: number;
  readonly agentId: string;
  readonly disposition: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly abandoned: boolean;
  /** A mailbox answered. */
  readonly voicemail: boolean;
  /** The row's own hash in its chain, 64 hexadecimal digits. */
  readonly hash: string;
}

/** The row of a closed attempt. */
export function billingRowOf({ opening, result, hash }: CallLogRow): BillingRow {
  const inbound = opening.mode === 'inbound';
  return {
    attemptId: opening.attemptId,
    attemptGroup: opening.attemptGroup,
    contractId: opening.contractId,
    service: opening.billingService,
    language: opening.language,
    mode: opening.mode,
    startMs: inbound ? opening.tQueuedMs : (result.tDialMs ?? opening.tQueuedMs),
    dialled: result.tDialMs !== null,
    agentMs: result.tAgentMs,
    endMs: result.tEndMs,
    agentId: result.agentId ?? '',
    disposition: result.disposition,
    outcome: result.outcome,
    reason: result.reason,
    abandoned: result.abandoned,
    voicemail: result.voicemail,
    hash,
  };
}

type Values = Readonly<Record<string, unknown>>;

const HASH = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/;

/** Reads columns of an exported row; a refusal names place and column. */
export class RowReader {
  readonly #values: Values;
  readonly #place: string;

  constructor(values: Values, place: string) {
    this.#values = values;
    this.#place = place;
  }

  fail(column: string, expected: string): CadenciaError {
    const value = this.#values[column];
    return new CadenciaError('DLR_BILLING_REFUSED', {
      detail:
        `${this.#place}: column ${column} is ${value === undefined ? 'missing' : JSON.stringify(value).slice(0, 60)}; ` +
        `expected ${expected}. Export the log again with \`cadencia export calls\``,
      fields: { place: this.#place, column },
    });
  }

  text(column: string): string {
    const value = this.#values[column];
    if (typeof value !== 'string') {
      throw this.fail(column, 'a text');
    }
    return value;
  }

  word<W extends string>(column: string, words: readonly W[]): W {
    const value = this.#values[column];
    const found = words.find((word) => word === value);
    if (found === undefined) {
      throw this.fail(column, `one of ${words.join(', ')}`);
    }
    return found;
  }

  flag(column: string): boolean {
    const value = this.#values[column];
    if (typeof value !== 'boolean') {
      throw this.fail(column, 'true or false');
    }
    return value;
  }

  maybeInstant(column: string): number | null {
    return this.#values[column] === null ? null : this.instant(column);
  }

  instant(column: string): number {
    const value = this.#values[column];
    const atMs = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(atMs)) {
      throw this.fail(column, 'an ISO 8601 time with its offset');
    }
    return atMs;
  }

  hash(): string {
    const value = this.#values['hash'];
    if (typeof value !== 'string' || !HASH.test(value)) {
      throw this.fail('hash', '64 hexadecimal digits');
    }
    return value;
  }
}

/** Reads a row of an exported call log; a refusal names the place (`calls.jsonl:17`) and the column. */
export function readBillingRow(values: Values, place: string): BillingRow {
  const read = new RowReader(values, place);
  const mode = read.word('mode', CALL_MODES);
  const queuedMs = read.instant('t_queued');
  const dialMs = read.maybeInstant('t_dial');
  const agent = values['agent_id'];
  return {
    attemptId: read.text('attempt_id'),
    attemptGroup: read.text('attempt_group'),
    contractId: read.text('contract_id'),
    service: read.text('billing_service'),
    language: read.text('language'),
    mode,
    startMs: mode === 'inbound' ? queuedMs : (dialMs ?? queuedMs),
    dialled: dialMs !== null,
    agentMs: read.maybeInstant('t_agent'),
    endMs: read.instant('t_end'),
    agentId: agent === null ? '' : read.text('agent_id'),
    disposition: read.text('disposition'),
    outcome: read.word('outcome', OUTCOMES),
    reason: read.word('reason', REASONS),
    abandoned: read.flag('abandoned'),
    voicemail: read.flag('voicemail'),
    hash: read.hash(),
  };
}
