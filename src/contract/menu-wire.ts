import { z } from 'zod';
import { IVR_FAULT_KINDS } from '../core/acd/ivr-faults.js';
import { IVR_KEYS } from '../core/acd/ivr-menu.js';
import { e164Wire, queueIdWire } from './wire-ids.js';

const key = z.enum(IVR_KEYS);
const node = z.string().describe('A node of the menu');
/** What is played at most: more answers than a caller may take steps. */
const MOST_ANSWERS = 100;

export const menuRehearsalOrderWire = z
  .object({
    document: z.unknown().optional().describe('The menu as it is written, saved or not'),
    number: e164Wire.optional().describe('Instead of a document: a number people call, as it is set'),
    at: z.iso.datetime({ offset: true }).describe('When he calls: hours and holidays go by it'),
    recognised: z.boolean().default(false).describe('The call answers one of ours'),
    answers: z
      .array(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('key'), digit: key }),
          z.object({ kind: z.literal('silence') }),
        ]),
      )
      .max(MOST_ANSWERS)
      .default([])
      .describe('What he does at each question, in order'),
  })
  .refine(({ document, number }) => (document === undefined) !== (number === undefined), {
    message: 'Write a document or a number, one of the two.',
  })
  .meta({ id: 'MenuRehearsalOrder' });

const faultWire = z.object({
  kind: z.enum(IVR_FAULT_KINDS),
  node: node.nullable().describe('null: of the menu itself'),
  member: z.string().describe("The place in the node, such as keys.1; '' for the whole node"),
  detail: z.string(),
  way: z.array(node).readonly().describe('The nodes of a loop, in order'),
});

const endWire = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue'), queueId: queueIdWire, priority: z.number().int() }),
  z.object({ kind: z.literal('callback'), queueId: queueIdWire }),
  z.object({ kind: z.literal('hangUp') }),
  z.object({ kind: z.literal('left'), nodeId: node }),
]);

const stepWire = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heard'), node, sounds: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal('key'), node, digit: key }),
  z.object({ kind: z.literal('silence'), node, ms: z.number().int() }),
  z.object({ kind: z.literal('hours'), queueId: queueIdWire, open: z.boolean() }),
  z.object({ kind: z.literal('recognised'), yes: z.boolean() }),
  z.object({ kind: z.literal('optOut') }),
  z.object({ kind: z.literal('end'), end: endWire }),
]);

/** What a caller would meet, step by step; or what is wrong with the menu. */
export const menuRehearsalWire = z
  .object({
    faults: z.array(faultWire).readonly().describe('All that is wrong; a menu with faults is not played'),
    rehearsal: z
      .object({
        steps: z.array(stepWire).readonly(),
        awaits: z
          .object({ node, keys: z.array(key).readonly().describe('Keys that mean something here') })
          .nullable()
          .describe('The question he stands before; null once it is over'),
      })
      .nullable(),
  })
  .meta({ id: 'MenuRehearsal' });
export type MenuRehearsalOut = z.output<typeof menuRehearsalWire>;

/** Sounds that come with the product, and what they say. */
export const productSoundsWire = z
  .object({ items: z.array(z.object({ name: z.string(), words: z.string() })) })
  .meta({ id: 'ProductSounds' });
export type ProductSoundsOut = z.output<typeof productSoundsWire>;
