import { z } from 'zod';
import { INBOUND_KINDS } from '../core/acd/inbound-kind.js';
import { queueLiveWire } from './queue-wire.js';
import { atMsWire, campaignIdWire, contactIdWire, queueIdWire, shownPhoneWire } from './wire-ids.js';

const document = z
  .record(z.string(), z.unknown())
  .describe('As it was written; docs/inbound.md lists the members, what is absent takes its default');

/** A document of settings to be kept: the members of the kind, without its id. */
export const inboundPutWire = document.meta({ id: 'InboundPut' });

const settingShape = {
  kind: z.enum(INBOUND_KINDS),
  id: z.string().describe('Of the queue, menu or agent; the number of a line; all for the rules'),
  version: z.number().int().describe('Grows by one at each change; the ETag'),
  at: z.iso.datetime().describe('When it was written'),
  by: z.string().describe('Who wrote it'),
};

export const inboundSettingWire = z
  .object({ ...settingShape, document: z.unknown() })
  .meta({ id: 'InboundSetting' });
export type InboundSettingOut = z.output<typeof inboundSettingWire>;

export const inboundListWire = z.object({ items: z.array(inboundSettingWire) }).meta({ id: 'InboundList' });

export const inboundChangesWire = z
  .object({
    items: z.array(z.object({ ...settingShape, document: z.unknown().describe('null: it was taken away') })),
  })
  .meta({ id: 'InboundChanges' });

export const callerListWire = z
  .object({
    items: z.array(
      z.object({
        phone: shownPhoneWire,
        campaignId: campaignIdWire,
        contactId: contactIdWire.nullable(),
        queueId: queueIdWire.nullable(),
        wished: z.boolean().describe('He asked for it'),
        lastMs: atMsWire,
        times: z.number().int().describe('Times he hung up'),
        waitedMs: z.number(),
        tries: z.number().int().describe('Calls back that reached nobody'),
        dueMs: atMsWire,
        calling: z.boolean().describe('Among the callbacks of his campaign'),
      }),
    ),
  })
  .meta({ id: 'CallerList' });

export const queueListWire = z.object({ items: z.array(queueLiveWire) }).meta({ id: 'QueueList' });
