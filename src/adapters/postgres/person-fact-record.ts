import type { Purpose } from '../../core/campaign/campaign.js';
import type { PersonFact } from '../../core/compliance/facts/person-fact.js';
import type { DebtState, OptIn } from '../../core/compliance/gate/dial-facts.js';
import { assertNever } from '../../core/kernel/assert-never.js';

/** Columns of `person_facts` that a fact fills. */
export const FACT_COLUMNS = [
  'kind',
  'phone',
  'cpf_hash',
  'debt_id',
  'purpose',
  'state',
  'since_ms',
  'attempt_id',
  'protocol',
] as const;

/** A row of `person_facts`. */
export interface FactRecord {
  readonly kind: PersonFact['kind'];
  readonly phone: string;
  readonly cpf_hash: string;
  readonly debt_id: string;
  readonly purpose: string;
  readonly state: string;
  readonly since_ms: number;
  readonly attempt_id: string;
  readonly protocol: string;
}

/** The row of a fact; '' where its kind has no such column. */
export function factRecord(fact: PersonFact): FactRecord {
  return {
    kind: fact.kind,
    phone: fact.kind === 'debt' ? '' : fact.phone,
    cpf_hash: fact.kind === 'debt' ? '' : fact.cpfHash,
    debt_id: fact.kind === 'debt' ? fact.debtId : '',
    purpose: fact.kind === 'opt_out' || fact.kind === 'opt_in' ? fact.purpose : '',
    state: stateOf(fact),
    since_ms: fact.sinceMs,
    attempt_id: fact.attemptId,
    protocol: fact.protocol,
  };
}

function stateOf(fact: PersonFact): string {
  switch (fact.kind) {
    case 'debt':
      return fact.state;
    case 'opt_in':
      return fact.basis;
    case 'opt_out':
    case 'wrong_person':
      return '';
    default:
      return assertNever(fact, 'fact');
  }
}

/** The fact behind a row. */
export function readFact(record: FactRecord): PersonFact {
  const origin = { sinceMs: record.since_ms, attemptId: record.attempt_id, protocol: record.protocol };
  const party = { phone: record.phone, cpfHash: record.cpf_hash };
  const purpose = record.purpose as Purpose | '*';
  switch (record.kind) {
    case 'opt_out':
      return { kind: record.kind, ...party, purpose, ...origin };
    case 'wrong_person':
      return { kind: record.kind, ...party, ...origin };
    case 'debt':
      return { kind: record.kind, debtId: record.debt_id, state: record.state as DebtState, ...origin };
    case 'opt_in':
      return { kind: record.kind, ...party, purpose, basis: record.state as OptIn, ...origin };
    default:
      return assertNever(record.kind, 'kind of fact');
  }
}
