import { z } from 'zod';
import { atMsWire } from './wire-ids.js';

/** The words of the core, repeated because the wire stands beside it; a test compares. */
export const LIST_WORDS = ['sp', 'pa', 'nmp'] as const;
export const FACT_REGISTER_WORDS = ['paid', 'optout', 'optin'] as const;

export const listWire = z
  .object({
    list: z.enum(LIST_WORDS).describe('sp: Não Me Ligue of São Paulo; pa: Pará; nmp: Não Me Perturbe'),
    state: z.enum(['loaded', 'not_applicable', 'absent']),
    version: z.string().nullable(),
    loadedAtMs: atMsWire.nullable().describe('When the list was drawn; its age counts from here'),
    entries: z.number().int().nullable(),
    signedBy: z.string().nullable().describe('Who declared that it does not concern the operation'),
    sinceMs: atMsWire.nullable(),
  })
  .meta({ id: 'DoNotCallList' });

export const listsWire = z
  .object({ version: z.number().int().describe('Grows with each change'), items: z.array(listWire) })
  .meta({ id: 'DoNotCallLists' });

export const notApplicableWire = z
  .strictObject({
    signedBy: z
      .string()
      .trim()
      .min(3)
      .max(200)
      .describe('The person who answers for it, with name and function'),
  })
  .meta({ id: 'ListNotApplicable' });
