import { z } from 'zod';
import { NOTED_EVENTS } from '../core/ledger/ledger-note.js';
import { atMsWire, attemptIdWire, campaignIdWire } from './wire-ids.js';

const ruleIdText = z.string().regex(/^[A-Z][A-Z0-9_]{0,31}$/, 'must be a rule such as R13');

/** What a chain's row is proved by. */
const chainProofWire = z
  .object({
    chainId: z.string(),
    seq: z.number().int().describe('Place in its chain'),
    prevHash: z.string(),
    hash: z.string(),
    recomputed: z.string().describe('The hash, made again from what the row says now'),
    contentHolds: z.boolean().describe('The row is what was hashed'),
    linkHolds: z.boolean().describe('It follows the row before it'),
  })
  .meta({ id: 'ChainProof' });

const ruleEvidenceWire = z
  .object({
    rule: z.string(),
    title: z.string(),
    key: z.string().describe('The provision of the rule, such as the state'),
    verdict: z.enum(['pass', 'block', 'not_applicable']),
    inputs: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .describe('What the rule went by'),
    provision: z
      .object({
        act: z.string(),
        article: z.string(),
        basis: z.string(),
        mark: z.string(),
        severity: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'RuleEvidence' });

const ledgerNoteWire = z
  .object({
    event: z.enum(NOTED_EVENTS),
    subject: z.string().describe('`line:…`, `company:…` or `trunk:…`'),
    rule: z.string().describe("The rule whose limit it is, or ''"),
    reason: z.string(),
    untilMs: atMsWire.nullable(),
  })
  .meta({ id: 'LedgerNote' });

const decisionShape = {
  decisionId: z.string(),
  chainId: z.string(),
  seq: z.number().int(),
  atMs: atMsWire,
  allowed: z.boolean(),
  blockedBy: z.string().describe("The rule that is named for a block, or ''"),
  attemptId: z.string().nullable(),
  campaignId: z.string(),
  purpose: z.string(),
  mode: z.string(),
  contactId: z.string(),
  cpfHash: z.string(),
  debtId: z.string(),
  phone: z.string(),
  line: z.string(),
  trunkId: z.string(),
  policyVersion: z.string(),
  policyTitle: z.string().nullable(),
  nextAllowedMs: atMsWire.nullable(),
  erased: z.boolean().describe('The person was erased; what stands for them are commitments'),
  rules: z.array(ruleEvidenceWire),
  note: ledgerNoteWire
    .nullable()
    .describe('What happened to a limit or a trunk; null for an answer of the gate'),
};

export const decisionWire = z.object(decisionShape).meta({ id: 'Decision' });
export type DecisionOut = z.output<typeof decisionWire>;

export const decisionListWire = z
  .object({ items: z.array(decisionWire), next: z.string().nullable() })
  .meta({ id: 'DecisionList' });

export const decisionEvidenceWire = z
  .object({
    ...decisionShape,
    proof: chainProofWire,
    allowsTheCall: z.boolean().nullable().describe('It let this very call out; null without a call'),
    limits: z
      .array(z.object({ rule: z.string(), inputs: ruleEvidenceWire.shape.inputs }))
      .describe('How the limits of line and company stood'),
  })
  .meta({ id: 'DecisionEvidence' });
export type DecisionEvidenceOut = z.output<typeof decisionEvidenceWire>;

const scriptEvidenceWire = z
  .object({
    version: z.number().int(),
    atMs: atMsWire.describe('The last answer'),
    confirmed: z.boolean().describe('The way led past a step that confirms the person'),
    steps: z.array(
      z.object({
        step: z.string(),
        text: z.string().describe('What stood on the screen, its fields in braces'),
        answer: z.string().nullable().describe('null where the way ended'),
      }),
    ),
  })
  .meta({ id: 'ScriptEvidence' });

export const callEvidenceWire = z
  .object({
    attemptId: z.string(),
    holds: z.boolean().describe('Every proof holds and one of the decisions let the call out'),
    call: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('The row of the call log, its columns by name; null while the call lives'),
    callProof: chainProofWire.nullable(),
    agent: z.object({ id: z.string(), name: z.string() }).nullable().describe('Who talked'),
    recording: z.object({ id: z.string(), notice: z.boolean() }).nullable(),
    lists: z.record(z.string(), z.string()).describe('Versions of the do-not-call lists at the dial'),
    script: scriptEvidenceWire
      .nullable()
      .describe(
        'What was asked and answered by the script; not in the chain, and null where none was gone through',
      ),
    decisions: z.array(decisionEvidenceWire),
  })
  .meta({ id: 'CallEvidence' });
export type ScriptEvidenceOut = z.output<typeof scriptEvidenceWire>;
export type CallEvidenceOut = z.output<typeof callEvidenceWire>;

const instant = z.iso.datetime({ offset: true });

/** Which decisions are meant. */
export const decisionFilter = {
  rule: ruleIdText.optional().describe('Blocked by this rule'),
  campaign: campaignIdWire.optional(),
  from: instant.optional().describe('Decided at or after, ISO 8601 with a zone'),
  to: instant.optional().describe('Decided before, ISO 8601 with a zone'),
};

export const decisionQueryWire = z.object({
  ...decisionFilter,
  attempt: attemptIdWire.optional(),
  allowed: z.enum(['true', 'false']).optional().describe('Only allows, or only blocks'),
  notes: z.enum(['true', 'false']).optional().describe('Only notes of limits and trunks, or none of them'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.string().max(400).optional().describe('`next` of the page before'),
});

export const blockedQueryWire = z.object({
  ...decisionFilter,
  by: z.enum(['rule', 'campaign', 'day']).default('rule').describe('A day is one of Brasília'),
});

export const blockedCountsWire = z
  .object({
    by: z.enum(['rule', 'campaign', 'day']),
    total: z.number().int(),
    items: z.array(z.object({ name: z.string(), blocked: z.number().int() })),
  })
  .meta({ id: 'BlockedCounts' });
