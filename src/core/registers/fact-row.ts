import { PURPOSES, type Purpose } from '../campaign/campaign.js';
import type { PersonFact } from '../compliance/facts/person-fact.js';
import { type DebtState, OPT_INS, type OptIn } from '../compliance/gate/dial-facts.js';
import type { RegisterCells } from './register-cells.js';
import type { NeededColumns } from './register-columns.js';

/** Registers of facts that come from outside a call, by file. */
export const FACT_REGISTERS = ['paid', 'optout', 'optin'] as const;
export type FactRegister = (typeof FACT_REGISTERS)[number];

export const FACT_COLUMNS: Readonly<Record<FactRegister, NeededColumns>> = {
  paid: [['debt_id'], ['since']],
  optout: [['phone', 'cpf', 'cpf_hash'], ['since']],
  optin: [['phone', 'cpf', 'cpf_hash'], ['since']],
};

const STATUS_WORDS: Readonly<Record<DebtState, readonly string[]>> = {
  paid: ['', 'paid', 'pago', 'paga', 'quitado', 'quitada', 'liquidado', 'liquidada'],
  agreed_current: ['agreed_current', 'acordo', 'acordo em dia', 'em acordo', 'acordo vigente'],
  open: ['open', 'broken', 'aberto', 'aberta', 'em aberto', 'quebra', 'acordo quebrado', 'quebra de acordo'],
};
const STATUSES: ReadonlyMap<string, DebtState> = new Map(
  Object.entries(STATUS_WORDS).flatMap(([state, words]) =>
    words.map((word) => [word, state as DebtState] as const),
  ),
);
const ALL_PURPOSES: ReadonlySet<string> = new Set(['', '*', 'todas', 'todos', 'all']);

/** Lower case, without accents. */
function wordOf(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ');
}

function readPurpose(cells: RegisterCells): Purpose | '*' {
  const word = wordOf(cells.text('purpose'));
  return ALL_PURPOSES.has(word)
    ? '*'
    : (PURPOSES.find((purpose) => purpose === word) ?? cells.refuse('purpose', 'purpose'));
}

function readBasis(cells: RegisterCells): OptIn {
  const word = wordOf(cells.text('basis')).replaceAll(' ', '_');
  return word === ''
    ? 'consent'
    : (OPT_INS.find((basis) => basis === word) ?? cells.refuse('basis', 'basis'));
}

/** Reads a row of a register as the fact it tells. */
export function readFactRow(register: FactRegister, cells: RegisterCells): PersonFact {
  const origin = { attemptId: '', protocol: cells.id('protocol') };
  if (register === 'paid') {
    const debtId = cells.id('debt_id');
    if (debtId === '') {
      return cells.refuse('debt_id', 'debt_missing');
    }
    const state = STATUSES.get(wordOf(cells.text('status'))) ?? cells.refuse('status', 'status');
    return { kind: 'debt', debtId, state, sinceMs: cells.since().atMs, ...origin };
  }
  const [phone, cpfHash] = [cells.phone(), cells.person()];
  if (phone === '' && cpfHash === '') {
    return cells.refuse('phone', 'nobody_named');
  }
  const who = { phone, cpfHash, purpose: readPurpose(cells), sinceMs: cells.since().atMs, ...origin };
  return register === 'optout'
    ? { kind: 'opt_out', ...who }
    : { kind: 'opt_in', basis: readBasis(cells), ...who };
}
