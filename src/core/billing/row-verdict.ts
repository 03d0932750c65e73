import { DISPOSITIONS } from '../outcome/disposition.js';
import { OUTCOMES, type Outcome, type OutcomeAndReason, type Reason } from '../outcome/outcome.js';
import type { BillingRow } from './billing-row.js';
import { type Contract, isKnownDisposition } from './contract-form.js';
import type { Correction, Facts } from './facts-form.js';
import { refuse } from './form.js';

/** Why a row is not paid, beside the reasons of the log. */
export const UNPAID_REASONS = ['disputed', 'transferred', 'same_try', 'class_not_paid'] as const;
export type UnpaidReason = Reason | (typeof UNPAID_REASONS)[number];

/** What becomes of a row in the bill. */
export type RowVerdict =
  | { readonly kind: 'paid'; readonly unit: string; readonly rank: number }
  | { readonly kind: 'unpaid'; readonly because: UnpaidReason };

/** Judges rows by a contract's classes and by the facts that correct, dispute or join them. */
export class RowJudge {
  readonly #contract: Contract;
  readonly #never: ReadonlySet<string>;
  readonly #corrections = new Map<string, { readonly correction: Correction; readonly path: string }>();
  readonly #disputed: ReadonlySet<string>;
  readonly #transferred: ReadonlySet<string>;

  constructor(contract: Contract, facts: Facts) {
    this.#contract = contract;
    this.#never = new Set(contract.classes.neverBilled);
    this.#disputed = new Set(facts.disputes.map(({ attemptId }) => attemptId));
    this.#transferred = new Set(facts.transfers.map(({ to }) => to));
    facts.corrections.forEach((correction, index) => {
      const before = this.#corrections.get(correction.attemptId)?.correction;
      if (before === undefined || isLater(correction, before)) {
        this.#corrections.set(correction.attemptId, { correction, path: `facts.corrections[${index}]` });
      }
    });
  }

  /** A call that another one went on as: it is no service of its own. */
  isTransferred(row: BillingRow): boolean {
    return this.#transferred.has(row.attemptId);
  }

  /** The class the bill goes by: the last correction, else the contract's reading of the disposition, else the log's. */
  classOf(row: BillingRow): OutcomeAndReason {
    const found = this.#corrections.get(row.attemptId);
    if (found !== undefined) {
      const { correction, path } = found;
      if (correction.by === row.agentId) {
        refuse(`${path}.by`, `is the agent of call ${row.attemptId}; a second person has to correct it`);
      }
      return (
        this.#contract.classes.dispositions.get(correction.disposition) ??
        DISPOSITIONS[correction.disposition]
      );
    }
    const own = isKnownDisposition(row.disposition)
      ? this.#contract.classes.dispositions.get(row.disposition)
      : undefined;
    return own ?? row;
  }

  judge(row: BillingRow): RowVerdict {
    if (this.isTransferred(row)) {
      return { kind: 'unpaid', because: 'transferred' };
    }
    const { outcome, reason } = this.classOf(row);
    if (row.abandoned || this.#never.has(reason)) {
      return { kind: 'unpaid', because: row.abandoned ? 'abandoned' : reason };
    }
    // A mailbox is no person, whatever was said of it; only a second person may say that the flag is wrong.
    if (row.voicemail && !this.#corrections.has(row.attemptId)) {
      return { kind: 'unpaid', because: 'machine' };
    }
    const reached = row.mode === 'inbound' ? row.agentMs !== null : outcome !== 'nao_contato';
    const unit = reached ? this.#unitOf(row, outcome) : null;
    if (unit === null) {
      return { kind: 'unpaid', because: reached ? 'class_not_paid' : reason };
    }
    return this.#disputed.has(row.attemptId)
      ? { kind: 'unpaid', because: 'disputed' }
      : { kind: 'paid', unit, rank: row.mode === 'inbound' ? 0 : OUTCOMES.indexOf(outcome) };
  }

  #unitOf(row: BillingRow, outcome: Outcome): string | null {
    const { pays } = this.#contract.classes;
    return row.mode === 'inbound' ? pays.receptivo : outcome === 'nao_contato' ? null : pays[outcome];
  }
}

/** Of two corrections the later one holds; of two at the same instant the one whose id comes later. */
function isLater(one: Correction, other: Correction): boolean {
  return one.at === other.at ? one.id > other.id : one.at > other.at;
}
