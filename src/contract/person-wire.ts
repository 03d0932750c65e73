import { z } from 'zod';
import { ADMIN_ACTION_WORDS } from './admin-action-words.js';
import { atMsWire, e164Wire } from './wire-ids.js';

const cpf = z
  .string()
  .regex(/^[0-9.-]{11,14}$/, 'must be a CPF, with or without punctuation')
  .describe('CPF; kept nowhere but as its keyed hash');
const reason = z.string().min(1).max(500).describe('Why, for the record; no personal data');

/** Whom the request is about, and why it is made. */
export const personRequestWire = z
  .union([z.strictObject({ cpf, reason }), z.strictObject({ phone: e164Wire, reason })])
  .meta({ id: 'PersonRequest' });

const personCountsWire = z.object({
  contacts: z.number().int(),
  attempts: z.number().int(),
  decisions: z.number().int(),
  facts: z.number().int(),
});

export const personErasedWire = personCountsWire.meta({ id: 'PersonErased' });

const rows = z.array(z.record(z.string(), z.unknown()));

export const personRecordsWire = z
  .object({
    contacts: rows,
    attempts: rows.describe('Rows of the call log'),
    decisions: rows.describe('Records of the decision ledger'),
    facts: rows.describe('Opt-outs, wrong-person records, consents'),
    recordings: z.array(z.string()).describe('Ids of recordings'),
  })
  .meta({ id: 'PersonRecords' });

export const adminActionListWire = z
  .object({
    items: z.array(
      z.object({
        atMs: atMsWire,
        action: z.enum(ADMIN_ACTION_WORDS),
        who: z.string(),
        subject: z
          .string()
          .describe('Keyed hash of the CPF or the number; of a read, the attempt, decision or job'),
        reason: z.string(),
        counts: personCountsWire,
      }),
    ),
  })
  .meta({ id: 'AdminActionList' });
