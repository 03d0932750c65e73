import type { Bill } from '../core/billing/bill.js';
import type { CallFate, CallFates } from '../core/billing/call-fates.js';
import type { CorrectionProposal } from '../core/billing/correction-proposal.js';
import type { FactEntry } from '../core/billing/fact-entries.js';
import type { BillHead, KeptLine } from '../core/billing/kept-bill.js';
import type { Statement, StatementStep } from '../core/billing/statement.js';

/** Who put something on file, when and why. */
export interface Noted {
  readonly by: string;
  readonly atMs: number;
  readonly why: string;
}

/** A version of a contract, whole; never changed. */
export interface KeptContract extends Noted {
  readonly id: string;
  readonly version: string;
  readonly document: unknown;
}

export interface StatementQuery {
  readonly contractId?: string;
  readonly month?: string;
}

/**
 * Contracts, facts, corrections and statements. Contracts and facts are only added to; a statement changes by steps
 * alone. Rejects with DLR_DATABASE_DOWN.
 */
export interface BillingStore {
  /** DLR_STATE_CONFLICT when that version is there already. */
  addContract(contract: KeptContract): Promise<void>;
  /** In the order they were added. */
  listContracts(): Promise<readonly KeptContract[]>;

  addFacts(contractId: string, facts: readonly FactEntry[], noted: Noted): Promise<void>;
  /** All that was ever told of a contract, oldest first. */
  facts(contractId: string): Promise<readonly (FactEntry & Noted)[]>;

  addCorrection(proposal: CorrectionProposal): Promise<void>;
  findCorrection(id: string): Promise<CorrectionProposal | null>;
  /** Newest first. */
  listCorrections(contractId: string): Promise<readonly CorrectionProposal[]>;
  /** Keeps the decision, and with a confirmation its fact; DLR_STATE_CONFLICT when it was decided meanwhile. */
  keepDecision(decided: CorrectionProposal, fact: FactEntry | null): Promise<void>;

  /** Keeps a bill by its hash, with what became of its calls; what is there is left as it is. */
  keepBill(bill: Bill, fates: CallFates): Promise<void>;
  /** The whole bill, or null. */
  bill(hash: string): Promise<Bill | null>;
  /** The bill without its lines, or null. */
  billHead(hash: string): Promise<BillHead | null>;
  billLines(hash: string): Promise<readonly KeptLine[]>;
  /** Ids of the calls behind a line, in the order of the bill. */
  lineCalls(hash: string, place: number, offset: number, most: number): Promise<readonly string[]>;

  /** True when it is on file what became of each call: bills that were made before that was kept have to be counted anew. */
  hasFates(hash: string): Promise<boolean>;
  /** Ids of the calls of the period of which that became, in their own order. */
  fateCalls(hash: string, fate: CallFate, offset: number, most: number): Promise<readonly string[]>;

  /**
   * Adds a version, and the step that replaces the one before with it, or neither: DLR_STATE_CONFLICT when that version
   * is there, or the one before was moved meanwhile.
   */
  addStatement(
    statement: Statement,
    replaces: { readonly id: string; readonly step: StatementStep } | null,
  ): Promise<void>;
  findStatement(id: string): Promise<Statement | null>;
  /** By contract, month and version. */
  listStatements(query: StatementQuery): Promise<readonly Statement[]>;
  /** DLR_STATE_CONFLICT when the statement is no longer in the state the step begins at. */
  keepStep(id: string, step: StatementStep): Promise<void>;
}
