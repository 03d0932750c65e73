import { CadenciaError } from '../kernel/errors.js';
import type { Adjustments } from './compare-bills.js';

export const STATEMENT_STATES = ['draft', 'review', 'contested', 'approved', 'replaced'] as const;
export type StatementState = (typeof STATEMENT_STATES)[number];

/** What may be done with a statement; `replace` is done by making the next version. */
export const STATEMENT_MOVES = ['submit', 'return', 'contest', 'answer', 'approve', 'replace'] as const;
export type StatementMove = (typeof STATEMENT_MOVES)[number];

/** From each state, where each move leads. What was approved or replaced stays as it is. */
export const STATEMENT_TABLE: Readonly<
  Record<StatementState, Readonly<Partial<Record<StatementMove, StatementState>>>>
> = {
  draft: { submit: 'review', replace: 'replaced' },
  review: { return: 'draft', contest: 'contested', approve: 'approved', replace: 'replaced' },
  contested: { answer: 'review', replace: 'replaced' },
  approved: {},
  replaced: {},
};

/** Who did what to a statement, when and why. */
export interface StatementStep {
  readonly move: StatementMove;
  readonly from: StatementState;
  readonly to: StatementState;
  readonly by: string;
  readonly atMs: number;
  readonly why: string;
}

/** A version of the bill of a contract and month, on its way to being approved. The bill itself is kept by its hash. */
export interface Statement {
  readonly id: string;
  readonly contractId: string;
  readonly contractVersion: string;
  /** The month in which the period ends. */
  readonly month: string;
  readonly version: number;
  readonly state: StatementState;
  /** Hash of the bill: ties the statement to contract, facts and rows of the log. */
  readonly hash: string;
  readonly total: string;
  /** What corrects the version that was approved last; null where none was. */
  readonly adjustments: (Adjustments & { readonly statementId: string }) | null;
  readonly madeBy: string;
  readonly madeAtMs: number;
  readonly why: string;
  /** The job that made it: a job that runs again makes no second version. */
  readonly jobId: string;
  readonly steps: readonly StatementStep[];
}

export function statementId(contractId: string, month: string, version: number): string {
  return `${contractId}_${month}_v${version}`;
}

/** The step that a move is, or a refusal: the table does not allow it, or a second person has to approve. */
export function stepOf(
  statement: Pick<Statement, 'id' | 'state' | 'madeBy' | 'steps'>,
  { move, by, why }: { readonly move: StatementMove; readonly by: string; readonly why: string },
  nowMs: number,
): StatementStep {
  const { id, state } = statement;
  const to = STATEMENT_TABLE[state][move];
  if (to === undefined) {
    const may = Object.keys(STATEMENT_TABLE[state]).filter((word) => word !== 'replace');
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail:
        `Statement '${id}' is ${state}: it does not take '${move}'` +
        (may.length === 0 ? '. A correction is the next version: make it' : `, only ${may.join(', ')}`),
      fields: { statement: id, state },
    });
  }
  const submitter = statement.steps.findLast((step) => step.move === 'submit' || step.move === 'answer')?.by;
  if (move === 'approve' && (by === statement.madeBy || by === submitter)) {
    throw new CadenciaError('DLR_POLICY_FOUR_EYES', {
      detail: `Statement '${id}' was made by ${statement.madeBy} and submitted by ${submitter ?? 'nobody'}; somebody else has to approve it.`,
      fields: { statement: id },
    });
  }
  if ((move === 'contest' || move === 'answer' || move === 'return') && why.trim() === '') {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `body.why: '${move}' needs a reason; it is kept with the statement.`,
    });
  }
  return { move, from: state, to, by, atMs: nowMs, why };
}
