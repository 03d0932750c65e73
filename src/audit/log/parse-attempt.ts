import { AuditProblem } from '../audit-problem.js';
import type { Attempt } from './attempt.js';
import type { LogRecord } from './log-columns.js';

const MODES: ReadonlySet<string> = new Set([
  'preview',
  'power',
  'predictive',
  'manual',
  'callback',
  'inbound',
  'test',
]);
const PURPOSES: ReadonlySet<string> = new Set(['cobranca', 'oferta', 'pesquisa', 'aviso', 'servico']);
const VERDICTS: ReadonlySet<string> = new Set(['human', 'machine', 'unknown', 'off']);
const ENDERS: ReadonlySet<string> = new Set(['system', 'agent', 'client', 'network']);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/;
const CONTROL = /\p{Cc}/u;

/** Reads the columns of one record; each refusal names the column and the place. */
class RecordReader {
  readonly #record: LogRecord;

  constructor(record: LogRecord) {
    this.#record = record;
  }

  fail(column: string, expected: string): AuditProblem {
    const value = this.#record.values[column];
    const shown = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
    return new AuditProblem(
      `column ${column} ${shown}`,
      this.#record.place,
      `Expected ${expected}. Export the log again with \`cadencia export calls\``,
    );
  }

  text(column: string): string {
    const value = this.#record.values[column];
    if (typeof value !== 'string' || CONTROL.test(value)) {
      throw this.fail(column, 'a text on one line');
    }
    return value;
  }

  /** A text that may be null. */
  optional(column: string): string {
    return this.#record.values[column] === null ? '' : this.text(column);
  }

  oneOf(column: string, words: ReadonlySet<string>): string {
    const value = this.#record.values[column];
    if (typeof value !== 'string' || !words.has(value)) {
      throw this.fail(column, `one of ${[...words].join(', ')}`);
    }
    return value;
  }

  flag(column: string): boolean {
    const value = this.#record.values[column];
    if (typeof value !== 'boolean') {
      throw this.fail(column, 'true or false');
    }
    return value;
  }

  instant(column: string): number {
    const value = this.#record.values[column];
    const ms = typeof value === 'string' && INSTANT.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(ms)) {
      throw this.fail(column, 'an ISO 8601 time with its offset, such as 2026-11-24T14:00:00.000Z');
    }
    return ms;
  }

  maybeInstant(column: string): number | null {
    return this.#record.values[column] === null ? null : this.instant(column);
  }

  snapshot(): Readonly<Record<string, string>> {
    const value = this.#record.values['dnc_snapshot'];
    if (
      value === null ||
      typeof value !== 'object' ||
      Array.isArray(value) ||
      Object.values(value).some((version) => typeof version !== 'string')
    ) {
      throw this.fail('dnc_snapshot', 'a map from list to the time of its version');
    }
    return value as Readonly<Record<string, string>>;
  }

  /** The root of a CNPJ: head office and branches count together. */
  cnpjRoot(column: string): string {
    return this.text(column).replaceAll(/[./-]/g, '').slice(0, 8);
  }
}

function readId(reader: RecordReader): string {
  const id = reader.text('attempt_id');
  if (id === '') {
    throw reader.fail('attempt_id', 'the id of the attempt');
  }
  return id;
}

/** The attempt of a record; throws an AuditProblem that names the column and the place. */
export function parseAttempt(record: LogRecord): Attempt {
  const reader = new RecordReader(record);
  const id = readId(reader);
  return {
    id,
    group: reader.text('attempt_group') || id,
    campaign: reader.text('campaign_id'),
    purpose: reader.oneOf('purpose', PURPOSES),
    sector: reader.text('sector'),
    creditor: reader.text('creditor_cnpj'),
    callerRoot: reader.cnpjRoot('caller_cnpj'),
    cpf: reader.text('cpf_hash'),
    debt: reader.text('debt_id'),
    phone: reader.text('phone'),
    municipality: reader.text('municipality'),
    mode: reader.oneOf('mode', MODES),
    line: reader.text('line'),
    lineOwnerRoot: reader.cnpjRoot('line_owner_cnpj'),
    lineCarrier: reader.text('line_carrier'),
    privacy: reader.flag('privacy'),
    carrier: reader.text('carrier'),
    service: reader.text('service'),
    authenticated: reader.flag('authenticated'),
    tDial: reader.maybeInstant('t_dial'),
    tRing: reader.maybeInstant('t_ring'),
    tAnswer: reader.maybeInstant('t_answer'),
    tAmd: reader.maybeInstant('t_amd'),
    tAgent: reader.maybeInstant('t_agent'),
    tMessage: reader.maybeInstant('t_message'),
    tEnd: reader.instant('t_end'),
    tWrapEnd: reader.maybeInstant('t_wrap_end'),
    endedBy: reader.oneOf('ended_by', ENDERS),
    amd: reader.oneOf('amd', VERDICTS),
    voicemail: reader.flag('voicemail'),
    agentId: reader.optional('agent_id'),
    disposition: reader.text('disposition'),
    outcome: reader.text('outcome'),
    reason: reader.text('reason'),
    recordingId: reader.text('recording_id'),
    recordingNotice: reader.flag('recording_notice'),
    dncSnapshot: reader.snapshot(),
    policyVersion: reader.text('policy_version'),
    chainId: reader.text('chain_id'),
    prevHash: reader.text('prev_hash'),
    hash: reader.text('hash'),
    values: record.values,
  };
}
