import { z } from 'zod';
import { atMsWire, campaignIdWire, mailingIdWire } from './wire-ids.js';

export const mailingWire = z
  .object({
    mailingId: mailingIdWire,
    campaignId: campaignIdWire,
    name: z.string(),
    rows: z.number().int(),
    added: z.number().int(),
    duplicates: z.number().int(),
    rejected: z.number().int(),
    state: z.enum(['loading', 'loaded', 'failed']),
    createdAtMs: atMsWire,
  })
  .meta({ id: 'Mailing' });

export const mailingListWire = z.object({ items: z.array(mailingWire) }).meta({ id: 'MailingList' });

export const mailingRejectsWire = z
  .object({
    items: z.array(z.object({ line: z.number().int(), column: z.string(), reason: z.string() })),
    next: z.string().nullable(),
  })
  .meta({ id: 'MailingRejects' });

/** The mapping of an upload: our column → the file's header. */
export const mailingMappingWire = z.record(z.string().max(64), z.string().max(200));
export type MailingOut = z.output<typeof mailingWire>;
export type MailingRejectsOut = z.output<typeof mailingRejectsWire>;
