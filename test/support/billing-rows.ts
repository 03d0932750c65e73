import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import type { Bill } from '../../src/core/billing/bill.js';
import { BillRun, billOf } from '../../src/core/billing/bill-of.js';
import type { BillingRow } from '../../src/core/billing/billing-row.js';
import type { Contract } from '../../src/core/billing/contract-form.js';
import { parseFacts } from '../../src/core/billing/parse-facts.js';
import { DISPOSITIONS, type Disposition } from '../../src/core/outcome/disposition.js';

export type RowWish = Partial<Omit<BillingRow, 'startMs' | 'agentMs' | 'endMs' | 'hash'>> & {
  /** By the clock of Brasília, `2026-10-05 09:00:00`. */
  readonly at: string;
  /** Inbound: seconds until the agent; null hangs up. */
  readonly waited?: number | null;
  /** Inbound: seconds until the hang-up of who is not answered. */
  readonly gaveUpAfter?: number;
  readonly talked?: number;
};

let next = 0;

/** Names the rows that are made from now on as the first were: what is printed of them depends on nothing made before. */
export function restartRowNames(): void {
  next = 0;
}

const brasilia = (at: string): number => Date.parse(`${at.replace(' ', 'T')}-03:00`);

function hashed(row: Omit<BillingRow, 'hash'>): BillingRow {
  return { ...row, hash: nodeDigest.sha256(JSON.stringify(row)) };
}

/** The row as an edited log would have it: another content, so another hash. */
export function rowWith({ hash: _hash, ...row }: BillingRow, change: Partial<BillingRow>): BillingRow {
  const { hash: _other, ...changed } = { ...row, hash: '', ...change };
  return hashed(changed);
}

/** An active call that an agent disposed of. */
export function activeRow(disposition: Disposition, { at, talked = 60, ...own }: RowWish): BillingRow {
  next += 1;
  const id = `a${next}`;
  const startMs = brasilia(at);
  const answered = !['maquina', 'fax'].includes(disposition);
  return hashed({
    attemptId: id,
    attemptGroup: id,
    contractId: 'c1',
    service: '',
    language: 'pt-BR',
    mode: 'predictive',
    startMs,
    dialled: true,
    agentMs: answered ? startMs + 10_000 : null,
    endMs: startMs + 10_000 + talked * 1000,
    agentId: answered ? 'ana' : '',
    disposition,
    ...DISPOSITIONS[disposition],
    abandoned: false,
    voicemail: false,
    ...own,
  });
}

/** An active call that nobody answered, or that was abandoned. */
export function unansweredRow(reason: BillingRow['reason'], { at, ...own }: RowWish): BillingRow {
  const row = activeRow('maquina', { at, ...own });
  return rowWith(row, {
    disposition: '',
    reason,
    abandoned: reason === 'abandoned',
    agentMs: null,
    agentId: '',
  });
}

/** A call that came in. */
export function inboundRow({ at, waited = 5, gaveUpAfter = 30, talked = 120, ...own }: RowWish): BillingRow {
  next += 1;
  const id = `r${next}`;
  const startMs = brasilia(at);
  const agentMs = waited === null ? null : startMs + waited * 1000;
  return hashed({
    attemptId: id,
    attemptGroup: id,
    contractId: 'c1',
    service: '',
    language: 'pt-BR',
    mode: 'inbound',
    startMs,
    dialled: false,
    agentMs,
    endMs: agentMs === null ? startMs + gaveUpAfter * 1000 : agentMs + talked * 1000,
    agentId: agentMs === null ? '' : 'bia',
    disposition: agentMs === null ? '' : 'informado',
    outcome: agentMs === null ? 'nao_contato' : 'concretizada',
    reason: agentMs === null ? 'abandoned' : 'information_given',
    abandoned: agentMs === null,
    voicemail: false,
    ...own,
  });
}

export function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A bill of contract rows `c1`. */
export function bill(
  contract: Contract,
  rows: Iterable<BillingRow>,
  facts: Readonly<Record<string, unknown>>,
  month = '2026-10',
): Bill {
  return billOf(contract, rows, parseFacts({ contractIds: ['c1'], ...facts }), month, nodeDigest);
}

/** The calls of the period by what became of them, and the bill. */
export function billAndFates(
  contract: Contract,
  rows: Iterable<BillingRow>,
  facts: Readonly<Record<string, unknown>>,
) {
  const run = new BillRun(contract, parseFacts({ contractIds: ['c1'], ...facts }), '2026-10', nodeDigest);
  for (const row of rows) {
    run.add(row);
  }
  return { made: run.finish(), fates: run.takeFates() };
}

/** The amounts by line. */
export function amounts(made: Bill): Readonly<Record<string, string>> {
  return Object.fromEntries(made.lines.map(({ id, amount }) => [id, amount]));
}

/** What a line was computed with. */
export function inputs(made: Bill, id: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (made.lines.find((line) => line.id === id)?.inputs ?? []).map((one) => [one.name, one.value]),
  );
}
