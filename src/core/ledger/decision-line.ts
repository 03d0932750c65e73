import { CALL_MODES } from '../call-log/call-log-row.js';
import { ERASED_SALT } from '../call-log/commitment.js';
import { PURPOSES } from '../campaign/campaign.js';
import { type RuleResult, VERDICTS, type Verdict } from '../compliance/gate/decide-dial.js';
import { isRuleId, type RuleId } from '../compliance/rule-id.js';
import { isoUtc } from '../kernel/iso-utc.js';
import { type DecisionMembers, decisionMembers, decisionOf } from './decision-members.js';
import type { LedgerRow } from './decision-record.js';
import { type LedgerNote, parseNote } from './ledger-note.js';

/** A decision with its place in its chain, the first being 1. */
export interface LedgerEntry {
  readonly seq: number;
  readonly row: LedgerRow;
}

/** Members of a line of the ledger's export, in their order. */
export const LEDGER_COLUMNS = [
  'chain_id',
  'seq',
  'decision_id',
  'at',
  'allowed',
  'blocked_by',
  'attempt_id',
  'campaign_id',
  'purpose',
  'mode',
  'contact_id',
  'cpf_hash',
  'debt_id',
  'phone',
  'line',
  'trunk_id',
  'policy_version',
  'next_allowed',
  'results',
  'note',
  'erased',
  'prev_hash',
  'hash',
] as const;
export type LedgerColumn = (typeof LEDGER_COLUMNS)[number];

/**
 * The ledger's record of a decision: what `cadencia export ledger` writes. Of an erased person the commitments stand
 * in place of the values, so that the line can still be checked.
 */
export function ledgerRecord({ seq, row }: LedgerEntry): Readonly<Record<LedgerColumn, unknown>> {
  const { decision, prevHash, hash } = row;
  const { note } = decision;
  return {
    ...decisionMembers(decision),
    seq,
    at: isoUtc(decision.atMs),
    next_allowed: decision.nextAllowedMs === null ? null : isoUtc(decision.nextAllowedMs),
    results: decision.results.map(({ rule, key, verdict, inputs }) => ({ rule, key, verdict, inputs })),
    note: note === null ? null : noteMembers(note),
    erased: decision.salt === ERASED_SALT,
    prev_hash: prevHash,
    hash,
  };
}

function noteMembers({ untilMs, ...note }: LedgerNote) {
  return { ...note, until: untilMs === null ? null : isoUtc(untilMs) };
}

type Members = Readonly<Record<string, unknown>>;

/** The decision of an exported line; `saltOf` finds the person's salt, '' where it is not known. */
export function parseLedgerRecord(
  value: unknown,
  saltOf: (campaignId: string, contactId: string) => string,
): LedgerEntry {
  const members = membersOf(value, 'the line');
  const text = (name: LedgerColumn): string => textOf(members, name);
  const campaignId = text('campaign_id');
  const contactId = text('contact_id');
  // Lines written before there were notes have no such member.
  const noted = members['note'] ?? null;
  const note = noted === null ? null : parseNote(membersOf(noted, 'a note'));
  const plain: DecisionMembers = {
    decision_id: text('decision_id'),
    chain_id: text('chain_id'),
    allowed: flagOf(members, 'allowed'),
    blocked_by: text('blocked_by'),
    attempt_id: members['attempt_id'] === null ? null : text('attempt_id'),
    campaign_id: campaignId,
    purpose: note === null ? wordOf(PURPOSES, text('purpose'), 'purpose') : '',
    mode: note === null ? wordOf(CALL_MODES, text('mode'), 'mode') : '',
    contact_id: contactId,
    cpf_hash: text('cpf_hash'),
    debt_id: text('debt_id'),
    phone: text('phone'),
    line: text('line'),
    trunk_id: text('trunk_id'),
    policy_version: text('policy_version'),
  };
  const salt = note === null ? saltOf(campaignId, contactId) : '';
  const decision = decisionOf(plain, {
    atMs: instantOf(members, 'at'),
    nextAllowedMs: members['next_allowed'] === null ? null : instantOf(members, 'next_allowed'),
    results: resultsOf(members['results']),
    note,
    salt: flagOf(members, 'erased') ? ERASED_SALT : salt,
  });
  const seq = members['seq'];
  if (typeof seq !== 'number') {
    throw new RangeError("'seq' is no number");
  }
  return { seq, row: { decision, prevHash: text('prev_hash'), hash: text('hash') } };
}

function membersOf(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RangeError(`${what} is no JSON object`);
  }
  return value as Members;
}

function textOf(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string') {
    throw new RangeError(`'${name}' is no text`);
  }
  return value;
}

function flagOf(members: Members, name: string): boolean {
  const value = members[name];
  if (typeof value !== 'boolean') {
    throw new RangeError(`'${name}' is not true or false`);
  }
  return value;
}

function instantOf(members: Members, name: string): number {
  const atMs = Date.parse(textOf(members, name));
  if (Number.isNaN(atMs)) {
    throw new RangeError(`'${name}' is no instant`);
  }
  return atMs;
}

function wordOf<Word extends string>(words: readonly Word[], word: string, name: string): Word {
  const found = words.find((known) => known === word);
  if (found === undefined) {
    throw new RangeError(`'${name}' is not one of ${words.join(', ')}`);
  }
  return found;
}

function ruleOf(word: string): RuleId {
  if (!isRuleId(word)) {
    throw new RangeError(`'results' names no rule of ours: ${word.slice(0, 20)}`);
  }
  return word;
}

function resultsOf(value: unknown): readonly RuleResult[] {
  if (!Array.isArray(value)) {
    throw new RangeError("'results' is no list");
  }
  return value.map((item: unknown) => {
    const members = membersOf(item, 'a result');
    return {
      rule: ruleOf(textOf(members, 'rule')),
      key: textOf(members, 'key'),
      verdict: wordOf(VERDICTS, textOf(members, 'verdict'), 'verdict') satisfies Verdict,
      inputs: membersOf(members['inputs'], 'inputs') as RuleResult['inputs'],
    };
  });
}
