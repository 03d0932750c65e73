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
export type ContractItemOut = z.output<typeof contractItemWire>;
export const contractListWire = z
  .object({ items: z.array(contractItemWire) })
  .meta({ id: 'BillingContractList' });
export const contractVersionWire = z.string().regex(NAME).describe('A version of the contract');
const contractGivenWire = z
  .union([z.string().min(1).max(1_000_000), z.record(z.string(), z.unknown())])
  .describe('The content of a contract file: as data, or as its text in YAML or JSON');
export const contractAddWire = z
  .strictObject({ contract: contractGivenWire, why: reason })
  .meta({ id: 'BillingContractAdd' });

const sheetsWire = z.array(
  z.object({ name: z.string(), columns: z.array(z.string()), rows: z.array(z.array(z.string())) }),
);
export const contractWire = contractItemWire
  .extend({
    text: z.string().describe('As YAML'),
    sheets: sheetsWire.describe('As tables, in Portuguese'),
  })
  .meta({ id: 'BillingContractVersion' });
export type ContractOut = z.output<typeof contractWire>;
export const contractCheckWire = z
  .strictObject({ text: z.string().max(1_000_000).describe('YAML or JSON') })
  .meta({ id: 'BillingContractCheck' });
export const contractCheckedWire = z
  .object({
    contract: contractItemWire.omit({ addedBy: true, addedAtMs: true, why: true }).nullable(),
    sheets: sheetsWire,
    problem: z
      .object({ detail: z.string(), line: z.number().nullable(), column: z.number().nullable() })
      .nullable()
      .describe('null: it may be put on file'),
  })
  .meta({ id: 'BillingContractChecked' });
export type ContractCheckedOut = z.output<typeof contractCheckedWire>;

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
export type CorrectionOut = z.output<typeof correctionWire>;
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
const reconciliationWire = z
  .object({ calls: z.number(), billed: z.number(), notBillable: z.number(), disputed: z.number() })
  .describe('calls = billed + notBillable + disputed');
const billHeadWire = z
  .looseObject({
    contract: z.object({ id: z.string(), version: z.string(), title: z.string(), digest: z.string() }),
    facts: z.object({ digest: z.string() }),
    log: z.object({ rows: z.number(), digest: z.string() }),
    period: z.object({ month: z.string(), first: z.string(), last: z.string() }),
    steps: z.array(z.object({ step: z.string(), title: z.string(), amount: moneyWire })).readonly(),
    misses: z
      .array(
        z.object({
          step: z.string(),
          indicator: z.string(),
          service: z.string(),
          day: z.string(),
          value: z.string(),
          line: z.string().describe('The line that deducts, or empty'),
          excused: z.string(),
        }),
      )
      .readonly(),
    warnings: z
      .array(
        z.object({
          id: z.string(),
          service: z.string(),
          text: z.string(),
          days: z.array(z.string()).readonly(),
        }),
      )
      .readonly(),
    readings: z.array(z.object({ id: z.string(), text: z.string() })).readonly(),
    notices: z.array(z.string()).readonly(),
    remarks: z.array(z.string()).readonly(),
  })
  .describe('The bill without its lines');
const adjustmentsWire = z.looseObject({
  statementId: z.string(),
  total: moneyWire,
  lines: z
    .array(
      z.object({
        id: z.string(),
        title: z.string(),
        service: z.string(),
        day: z.string(),
        kind: z.enum(['credit', 'debit']),
        before: moneyWire,
        now: moneyWire,
        amount: moneyWire,
        callsAdded: z.array(z.string()).readonly(),
        callsRemoved: z.array(z.string()).readonly(),
      }),
    )
    .readonly(),
});
export const statementItemWire = z.object(statementShape).meta({ id: 'StatementItem' });
export type StatementItemOut = z.output<typeof statementItemWire>;
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
    calls: reconciliationWire,
    bill: billHeadWire,
    adjustments: adjustmentsWire.nullable().describe('Credits and debits, line by line'),
  })
  .meta({ id: 'Statement' });
export type StatementOut = z.output<typeof statementWire>;

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
export type StatementLineOut = z.output<typeof statementLineWire>;
export const statementLinesWire = z
  .object({ items: z.array(statementLineWire) })
  .meta({ id: 'StatementLines' });

export const rehearsalOrderWire = z
  .strictObject({ contract: contractGivenWire, month: monthWire })
  .meta({ id: 'ContractRehearsalOrder' });
export const rehearsalWire = z
  .object({
    contract: z.object({ id: z.string(), version: z.string(), title: z.string(), digest: z.string() }),
    period: z.object({ month: z.string(), first: z.string(), last: z.string() }),
    steps: z.array(z.object({ step: z.string(), title: z.string(), amount: moneyWire })),
    total: moneyWire,
    hash: z.string(),
    calls: reconciliationWire,
    notices: z.array(z.string()),
    remarks: z.array(z.string()),
    lines: z.array(statementLineWire),
  })
  .meta({ id: 'ContractRehearsal' });
export type RehearsalOut = z.output<typeof rehearsalWire>;

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
export type StatementFatesOut = z.output<typeof statementFatesWire>;
