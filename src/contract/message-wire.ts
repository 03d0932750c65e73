import { z } from 'zod';
import { agentIdWire, atMsWire, campaignIdWire, groupIdWire } from './wire-ids.js';

const messageTarget = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('agent'), id: agentIdWire }),
  z.strictObject({ kind: z.literal('group'), id: groupIdWire }),
  z.strictObject({ kind: z.literal('campaign'), id: campaignIdWire }).describe('Who is logged in on it'),
  z.strictObject({ kind: z.literal('all') }),
]);

/** A message as everybody sees it. */
export const toldShape = { id: z.number().int(), atMs: atMsWire, from: z.string(), text: z.string() };

export const messagePostWire = z
  .strictObject({ to: messageTarget, text: z.string().trim().min(1).max(500) })
  .meta({ id: 'MessagePost' });

export const messageSentWire = z
  .object({
    recipients: z.array(agentIdWire).describe('Whom it is for'),
    away: z.array(agentIdWire).describe('Those of them who are not logged in: it waits for them'),
  })
  .meta({ id: 'MessageSent' });

export const sentMessagesWire = z
  .object({
    items: z
      .array(
        z.object({
          ...toldShape,
          to: messageTarget,
          recipients: z.number().int().describe('Of one’s own teams, as are the others'),
          unread: z.array(agentIdWire).describe('Who has not said that he read it'),
        }),
      )
      .describe('Newest first'),
  })
  .meta({ id: 'SentMessages' });
export type SentMessagesOut = z.output<typeof sentMessagesWire>;

export const agentMessagesWire = z
  .object({
    items: z
      .array(
        z.object({
          ...toldShape,
          readMs: atMsWire.nullable().describe('When the agent acknowledged it, or null'),
        }),
      )
      .describe('The newest 50, oldest first'),
  })
  .meta({ id: 'AgentMessages' });

export const messagesReadWire = z
  .strictObject({ upTo: z.number().int().min(1).describe('Id of the last one he has read') })
  .meta({ id: 'AgentMessagesRead' });
