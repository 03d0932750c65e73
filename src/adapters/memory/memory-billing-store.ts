import type { Bill } from '../../core/billing/bill.js';
import type { CallFate, CallFates } from '../../core/billing/call-fates.js';
import type { CorrectionProposal } from '../../core/billing/correction-proposal.js';
import type { FactEntry } from '../../core/billing/fact-entries.js';
import { type BillHead, headOf, type KeptLine, keptLineOf } from '../../core/billing/kept-bill.js';
import type { Statement, StatementStep } from '../../core/billing/statement.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { BillingStore, KeptContract, Noted, StatementQuery } from '../../ports/billing-store.js';
import type { FaultGate } from './memory-faults.js';
import type { OutboxShelf } from './outbox-shelf.js';

function conflict(detail: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', { detail });
}

const MOVED = 'was changed in the meantime: read it again.';

/** Contracts, facts, corrections and statements in memory. */
export class MemoryBillingStore implements BillingStore {
  readonly #gate: FaultGate;
  readonly #contracts: KeptContract[] = [];
  readonly #facts = new Map<string, (FactEntry & Noted)[]>();
  readonly #corrections = new Map<string, CorrectionProposal>();
  readonly #bills = new Map<string, Bill>();
  readonly #fates = new Map<string, ReadonlyMap<CallFate, readonly string[]>>();
  readonly #statements = new Map<string, Statement>();

  readonly #outbox: OutboxShelf;

  constructor(gate: FaultGate, outbox: OutboxShelf) {
    this.#gate = gate;
    this.#outbox = outbox;
  }

  addContract(contract: KeptContract): Promise<void> {
    return this.#gate.write('billing.addContract', () => {
      if (this.#contracts.some(({ id, version }) => id === contract.id && version === contract.version)) {
        throw conflict(`Contract '${contract.id}@${contract.version}' is there; give it another version.`);
      }
      this.#contracts.push(contract);
    });
  }

  listContracts(): Promise<readonly KeptContract[]> {
    return this.#gate.read('billing.contracts', () => [...this.#contracts]);
  }

  addFacts(contractId: string, facts: readonly FactEntry[], noted: Noted): Promise<void> {
    return this.#gate.write('billing.addFacts', () => this.note(contractId, facts, noted));
  }

  facts(contractId: string): Promise<readonly (FactEntry & Noted)[]> {
    return this.#gate.read('billing.facts', () => [...(this.#facts.get(contractId) ?? [])]);
  }

  addCorrection(proposal: CorrectionProposal): Promise<void> {
    return this.#gate.write('billing.addCorrection', () => void this.#corrections.set(proposal.id, proposal));
  }

  findCorrection(id: string): Promise<CorrectionProposal | null> {
    return this.#gate.read('billing.findCorrection', () => this.#corrections.get(id) ?? null);
  }

  listCorrections(contractId: string): Promise<readonly CorrectionProposal[]> {
    return this.#gate.read('billing.corrections', () =>
      [...this.#corrections.values()].filter((one) => one.contractId === contractId).reverse(),
    );
  }

  keepDecision(decided: CorrectionProposal, fact: FactEntry | null): Promise<void> {
    return this.#gate.write('billing.keepDecision', () => {
      if (this.#corrections.get(decided.id)?.state !== 'proposed') {
        throw conflict(`Correction '${decided.id}' ${MOVED}`);
      }
      this.#corrections.set(decided.id, decided);
      if (fact !== null) {
        const { decidedBy, decidedAtMs, decidedWhy } = decided;
        this.note(decided.contractId, [fact], {
          by: decidedBy ?? '',
          atMs: decidedAtMs ?? 0,
          why: decidedWhy,
        });
      }
    });
  }

  keepBill(bill: Bill, fates: CallFates): Promise<void> {
    return this.#gate.write('billing.keepBill', () => {
      if (!this.#bills.has(bill.hash)) {
        this.#bills.set(bill.hash, bill);
      }
      if (!this.#fates.has(bill.hash)) {
        this.#fates.set(bill.hash, new Map(fates.fates().map((fate) => [fate, fates.of(fate)])));
      }
    });
  }

  hasFates(hash: string): Promise<boolean> {
    return this.#gate.read('billing.hasFates', () => this.#fates.has(hash));
  }

  fateCalls(hash: string, fate: CallFate, offset: number, most: number): Promise<readonly string[]> {
    return this.#gate.read('billing.fateCalls', () =>
      (this.#fates.get(hash)?.get(fate) ?? []).slice(offset, offset + most),
    );
  }

  bill(hash: string): Promise<Bill | null> {
    return this.#gate.read('billing.bill', () => this.#bills.get(hash) ?? null);
  }

  billHead(hash: string): Promise<BillHead | null> {
    return this.#gate.read('billing.billHead', () => {
      const bill = this.#bills.get(hash);
      return bill === undefined ? null : headOf(bill);
    });
  }

  billLines(hash: string): Promise<readonly KeptLine[]> {
    return this.#gate.read('billing.lines', () => (this.#bills.get(hash)?.lines ?? []).map(keptLineOf));
  }

  lineCalls(hash: string, place: number, offset: number, most: number): Promise<readonly string[]> {
    return this.#gate.read('billing.lineCalls', () =>
      (this.#bills.get(hash)?.lines[place]?.calls ?? []).slice(offset, offset + most),
    );
  }

  addStatement(
    statement: Statement,
    replaces: { readonly id: string; readonly step: StatementStep } | null,
  ): Promise<void> {
    return this.#gate.write('billing.addStatement', () => {
      const before = replaces === null ? undefined : this.#statements.get(replaces.id);
      if (this.#statements.has(statement.id) || (replaces !== null && before?.state !== replaces.step.from)) {
        throw conflict(
          `The statements of ${statement.contractId} ${statement.month} were changed in the meantime.`,
        );
      }
      if (replaces !== null && before !== undefined) {
        this.#take(before, replaces.step);
      }
      this.#statements.set(statement.id, statement);
    });
  }

  findStatement(id: string): Promise<Statement | null> {
    return this.#gate.read('billing.findStatement', () => this.#statements.get(id) ?? null);
  }

  listStatements({ contractId, month }: StatementQuery): Promise<readonly Statement[]> {
    return this.#gate.read('billing.statements', () =>
      [...this.#statements.values()]
        .filter(
          (one) => (contractId ?? one.contractId) === one.contractId && (month ?? one.month) === one.month,
        )
        .sort(
          (one, other) =>
            compare(one.contractId, other.contractId) ||
            compare(one.month, other.month) ||
            one.version - other.version,
        ),
    );
  }

  keepStep(id: string, step: StatementStep): Promise<void> {
    return this.#gate.write('billing.keepStep', () => {
      const statement = this.#statements.get(id);
      if (statement === undefined || statement.state !== step.from) {
        throw conflict(`Statement '${id}' ${MOVED}`);
      }
      this.#take(statement, step);
      if (step.to === 'approved') {
        const { contractId, month, version, hash, total } = statement;
        const told = { id, contractId, month, version, hash, total, by: step.by, atMs: step.atMs };
        this.#outbox.put({ what: 'statement', statement: told });
      }
    });
  }

  #take(statement: Statement, step: StatementStep): void {
    this.#statements.set(statement.id, {
      ...statement,
      state: step.to,
      steps: [...statement.steps, step],
    });
  }

  /** Without the gate: for those who keep something else with it. */
  note(contractId: string, facts: readonly FactEntry[], noted: Noted): void {
    const own = this.#facts.get(contractId) ?? [];
    this.#facts.set(contractId, own);
    own.push(...facts.map((fact) => ({ ...fact, ...noted })));
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
