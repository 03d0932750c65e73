import { z } from 'zod';
import { AUDIT_PROBLEMS } from '../core/access/audit-entry.js';
import { atMsWire } from './wire-ids.js';

const headWire = z.object({ seq: z.number().int(), hash: z.string() });

const auditEntryWire = z
  .object({
    seq: z.number().int().describe('Place in the chain, the first being 1'),
    atMs: atMsWire,
    kind: z.string(),
    who: z.string(),
    subject: z.string().describe('A user, an id, a keyed hash: never a number or a name of a client'),
    address: z.string().nullable().describe('null where it was not at the door'),
    detail: z.string(),
    counts: z.string().nullable().describe('Rows of persons concerned, the JSON as it is hashed'),
    prevHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryOut = z.output<typeof auditEntryWire>;

const instant = z.iso.datetime({ offset: true });

export const auditFilter = {
  kind: z.string().max(40).optional(),
  who: z.string().max(200).optional(),
  subject: z.string().max(200).optional(),
  from: instant.optional().describe('At or after, ISO 8601 with a zone'),
  to: instant.optional().describe('Before, ISO 8601 with a zone'),
};

export const auditQueryWire = z.object({
  ...auditFilter,
  before: z.coerce.number().int().min(1).optional().describe('`next` of the page before'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const auditListWire = z
  .object({
    items: z.array(auditEntryWire).describe('Newest first'),
    next: z.number().int().nullable(),
    standing: z
      .object({
        seen: headWire.describe('How far this server has checked the chain, kept outside the database'),
        broken: z.boolean().describe('Something does not hold: verify says what'),
      })
      .describe('What the server knows without reading all'),
  })
  .meta({ id: 'AuditList' });
export type AuditListOut = z.output<typeof auditListWire>;

export const auditVerdictWire = z
  .object({
    entries: z.number().int(),
    head: headWire,
    broken: z
      .array(z.object({ seq: z.number().int(), problem: z.enum(AUDIT_PROBLEMS) }))
      .describe('The first ten'),
    brokenCount: z.number().int(),
  })
  .meta({ id: 'AuditVerdict' });
export type AuditVerdictOut = z.output<typeof auditVerdictWire>;

export const auditFileQueryWire = z.object({
  ...auditFilter,
  format: z.enum(['jsonl', 'csv']).default('jsonl'),
});
