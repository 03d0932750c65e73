import { z } from 'zod';
import { agentIdWire, campaignIdWire, contactIdWire, shownPhoneWire } from './wire-ids.js';

export const callbackPutWire = z
  .strictObject({
    at: z.iso
      .datetime({ offset: true, local: true })
      .describe('When to call back, ISO 8601; without an offset it is the person’s clock'),
    agentId: agentIdWire.optional().describe('Who makes it himself; left out: anybody'),
  })
  .meta({ id: 'CallbackPut' });

/** The callback of a contact as it stands now. */
export const callbackWire = z
  .object({
    contactId: contactIdWire,
    campaignId: campaignIdWire,
    agreedFor: z.iso.datetime().nullable().describe('What was agreed, UTC; null when there is none any more'),
    agreedLocal: z.string().describe("The same by the person's clock, or ''"),
    nextTry: z.iso.datetime().describe('When the contact is tried next: the next open hour from then on'),
    zone: z.string(),
  })
  .meta({ id: 'Callback' });
/** Callbacks an agent is to make himself. */
export const ownCallbacksWire = z
  .object({
    items: z
      .array(callbackWire.extend({ name: z.string().describe('Initials'), phone: shownPhoneWire }))
      .describe('The next one first'),
  })
  .meta({ id: 'OwnCallbacks' });
export type OwnCallbacksOut = z.output<typeof ownCallbacksWire>;
export type CallbackOut = z.output<typeof callbackWire>;
