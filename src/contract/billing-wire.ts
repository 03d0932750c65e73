import { z } from 'zod';
import { atMsWire } from './wire-ids.js';

/** The core's words, repeated because the wire stands beside it; a test compares. */
export const STATEMENT_STATE_WORDS = ['draft', 'review', 'contested', 'approved', 'replaced'] as const;
export const STATEMENT_MOVE_WORDS = ['submit', 'return', 'contest', 'answer', 'approve', 'replace'] as const;
export const CORRECTION_STATE_WORDS = ['proposed', 'confirmed', 'rejected'] as const;
export const STATEMENT_FORM_WORDS = ['json', 'csv', 'xlsx', 'pdf', 'html'] as const;

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const contractIdWire = z.string().regex(NAME, 'must be the id of a contract').describe('A contract');
export const monthWire = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-10')
  .describe('The month in which the period ends');
export const statementIdWire = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}_\d{4}-\d{2}_v\d{1,6}$/, 'must be the id of a statement')
  .describe('A statement: contract, month and version');

const reason = z.string().trim().min(1).max(1000).describe('Why; kept');
const moneyWire = z.string().describe('Decimal, two places');

export const contractItemWire = z
  .object({
    id: z.string(),
    version: z.string(),
    title: z.string(),
    validFrom: z.string(),
    validTo: z.string().nullable(),
    lastDay: z.number(),
    addedBy: z.string().nullable().describe('null: ships with the product'),
    addedAtMs: atMsWire.nullable(),
    why: z.string(),
  })
  .meta({ id: 'BillingContract' });
export const contractListWire = z
  .object({ items: z.array(contractItemWire) })
  .meta({ id: 'BillingContractList' });
export const contractAddWire = z
  .strictObject({
    contract: z.record(z.string(), z.unknown()).describe('The content of a contract file'),
    why: reason,
  })
  .meta({ id: 'BillingContractAdd' });

export const factsWire = z.record(z.string(), z.unknown()).meta({ id: 'BillingFacts' });
export const factsAddWire = z
  .strictObject({
    facts: z.record(z.string(), z.unknown()).default({}).describe('A facts document, or a part of one'),
    withdraw: z
      .array(z.strictObject({ list: z.string().max(64), key: z.string().max(1000) }))
      .max(10_000)
      .default([])
      .describe('Facts to take back, by list and key'),
    why: reason,
  })
  .meta({ id: 'BillingFactsAdd' });
export const factsAddedWire = z.object({ facts: z.number() }).meta({ id: 'BillingFactsAdded' });

export const correctionWire = z
  .object({
    id: z.string(),
    contractId: z.string(),
    attemptId: z.string(),
    disposition: z.string(),
    reason: z.string(),
    state: z.enum(CORRECTION_STATE_WORDS),
    proposedBy: z.string(),
    proposedAtMs: atMsWire,
    decidedBy: z.string().nullable(),
    decidedAtMs: atMsWire.nullable(),
    decidedWhy: z.string(),
  })
  .meta({ id: 'BillingCorrection' });
export const correctionListWire = z
  .object({ items: z.array(correctionWire) })
  .meta({ id: 'BillingCorrectionList' });

export const correctionDecideWire = z
  .strictObject({ why: z.string().max(1000).default('') })
  .meta({ id: 'BillingCorrectionDecide' });

export const statementOrderWire = z
  .strictObject({
    contractId: contractIdWire,
    version: z.string().regex(NAME).optional().describe('A version of the contract; else the one that holds'),
    month: monthWire,
    why: reason,
  })
  .meta({ id: 'StatementOrder' });
export const statementMoveWire = z
  .strictObject({ why: z.string().max(1000).default('') })
  .meta({ id: 'StatementStepOrder' });

const statementShape = {
  id: z.string(),
  contractId: z.string(),
  contractVersion: z.string(),
  month: z.string(),
  version: z.number(),
  state: z.enum(STATEMENT_STATE_WORDS),
  hash: z.string().describe('Ties the statement to contract, facts and rows of the log'),
  total: moneyWire,
  correction: moneyWire
    .nullable()
    .describe('Credit (or debit, negative) to the version approved before; null without one'),
  corrects: z.string().nullable().describe('That version'),
  madeBy: z.string(),
  madeAtMs: atMsWire,
  why: z.string(),
};
export const statementItemWire = z.object(statementShape).meta({ id: 'StatementItem' });
export const statementListWire = z
  .object({ items: z.array(statementItemWire) })
  .meta({ id: 'StatementList' });
export const statementWire = z
  .object({
    ...statementShape,
    steps: z.array(
      z.object({
        move: z.enum(STATEMENT_MOVE_WORDS),
        from: z.enum(STATEMENT_STATE_WORDS),
        to: z.enum(STATEMENT_STATE_WORDS),
        by: z.string(),
        atMs: atMsWire,
        why: z.string(),
      }),
    ),
    calls: z
      .object({ calls: z.number(), billed: z.number(), notBillable: z.number(), disputed: z.number() })
      .describe('calls = billed + notBillable + disputed'),
    bill: z.record(z.string(), z.unknown()).describe('The bill without its lines'),
    adjustments: z.record(z.string(), z.unknown()).nullable().describe('Credits and debits, line by line'),
  })
  .meta({ id: 'Statement' });

export const statementLineWire = z
  .object({
    place: z.number(),
    id: z.string(),
    step: z.string(),
    title: z.string(),
    clause: z.string(),
    service: z.string(),
    day: z.string(),
    indicator: z.string(),
    formula: z.string(),
    inputs: z.array(z.object({ name: z.string(), value: z.string() })),
    exact: z.string(),
    amount: moneyWire,
    callCount: z.number(),
  })
  .meta({ id: 'StatementLine' });
export const statementLinesWire = z
  .object({ items: z.array(statementLineWire) })
  .meta({ id: 'StatementLines' });

const statementCallWire = z.object({
  id: z.string(),
  atMs: atMsWire.nullable().describe('Came in, or was dialled; null for a message, or where the row is gone'),
  mode: z.string(),
  service: z.string(),
  agentId: z.string().nullable(),
  disposition: z.string(),
  outcome: z.string(),
  reason: z.string(),
  talkMs: z.number().nullable(),
});
export const statementCallsWire = z
  .object({
    items: z.array(z.string()).describe('Attempts, or messages of written services'),
    total: z.number(),
    next: z.number().nullable().describe('`offset` of the next page'),
    rows: z
      .array(statementCallWire)
      .optional()
      .describe('With `rows=true`: the same calls as the log has them, without number or person'),
  })
  .meta({ id: 'StatementCalls' });
export type StatementCallsOut = z.output<typeof statementCallsWire>;

export const statementFatesWire = z
  .object({
    kept: z
      .boolean()
      .describe('false: made before calls were kept by what became of them; have it counted anew'),
    items: z.array(z.object({ fate: z.string(), count: z.number() })),
  })
  .meta({ id: 'StatementFates' });
