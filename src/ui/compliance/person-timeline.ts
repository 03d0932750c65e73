import type { WordFamily } from '../shell/texts/use-words.js';

type Row = Readonly<Record<string, unknown>>;

/** As POST /v1/persons/export answers. */
export interface PersonRecords {
  readonly contacts: readonly Row[];
  readonly attempts: readonly Row[];
  readonly decisions: readonly Row[];
  readonly facts: readonly Row[];
}

/** One line of what happened with a person. */
export interface Moment {
  readonly key: string;
  readonly atMs: number;
  readonly kind: 'attempt' | 'allowed' | 'refused' | 'fact';
  /** The family of the word, or null where it is a text of its own. */
  readonly family: WordFamily | null;
  readonly word: string;
  readonly extra: string;
  /** The call whose evidence can be shown. */
  readonly attemptId: string | null;
}

/** The first of the names that the row has, as text. */
function text(row: Row, ...names: readonly string[]): string {
  const found = names.map((name) => row[name]).find((value) => value !== undefined && value !== null);
  return found === undefined || typeof found === 'object' ? '' : String(found);
}

/** Times come as milliseconds or as ISO 8601. */
function timeOf(row: Row, ...names: readonly string[]): number {
  const value = names.map((name) => row[name]).find((one) => one !== undefined && one !== null);
  return typeof value === 'number' ? value : Date.parse(String(value ?? '')) || 0;
}

function attemptOf(row: Row, index: number): Moment {
  return {
    key: `a${index}`,
    atMs: timeOf(row, 't_dial', 't_queued'),
    kind: 'attempt',
    family: 'reason',
    word: text(row, 'reason'),
    extra: [text(row, 'phone'), text(row, 'campaign_id'), text(row, 'attempt_id')]
      .filter(Boolean)
      .join(' · '),
    attemptId: text(row, 'attempt_id') || null,
  };
}

function decisionOf(row: Row, index: number): Moment {
  const blockedBy = text(row, 'blocked_by', 'blockedBy');
  const allowed = blockedBy === '';
  return {
    key: `d${index}`,
    atMs: timeOf(row, 'at', 'at_ms', 'atMs', 't'),
    kind: allowed ? 'allowed' : 'refused',
    family: allowed ? null : 'rule',
    word: allowed ? text(row, 'policy_version', 'policyVersion') : blockedBy,
    extra: [blockedBy, text(row, 'phone')].filter(Boolean).join(' · '),
    attemptId: text(row, 'attempt_id', 'attemptId') || null,
  };
}

function factOf(row: Row, index: number): Moment {
  return {
    key: `f${index}`,
    atMs: timeOf(row, 'sinceMs', 'since', 'atMs', 'at', 'paidAtMs'),
    kind: 'fact',
    family: null,
    word: text(row, 'kind').replaceAll('_', ' '),
    extra: [text(row, 'phone'), text(row, 'protocol')].filter(Boolean).join(' · '),
    attemptId: null,
  };
}

/** The newest first. */
export function momentsOf({ attempts, decisions, facts }: PersonRecords): readonly Moment[] {
  const moments = [...attempts.map(attemptOf), ...decisions.map(decisionOf), ...facts.map(factOf)];
  return moments.sort((a, b) => b.atMs - a.atMs);
}

/** Eleven digits that are a CPF by its check digits, else a number with its area code. */
export function wantedOf(typed: string): { readonly cpf: string } | { readonly phone: string } {
  const digits = typed.replace(/\D/g, '');
  const dotted = /\d{3}\.\d{3}\.\d{3}-\d{2}/.test(typed);
  if (digits.length === 11 && !typed.trim().startsWith('+') && (dotted || isCpf(digits))) {
    return { cpf: digits };
  }
  return { phone: digits.startsWith('55') && digits.length > 11 ? `+${digits}` : `+55${digits}` };
}

function isCpf(digits: string): boolean {
  const check = (length: number): number => {
    const sum = [...digits.slice(0, length)].reduce(
      (total, digit, index) => total + Number(digit) * (length + 1 - index),
      0,
    );
    return ((sum * 10) % 11) % 10;
  };
  return check(9) === Number(digits[9]) && check(10) === Number(digits[10]);
}
