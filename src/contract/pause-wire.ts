import { z } from 'zod';
import { PAUSE_STANDINGS } from '../core/pauses/pause-standing.js';
import { PLANNED_PAUSES } from '../core/pauses/shift-pauses.js';
import { agentIdWire, atMsWire } from './wire-ids.js';

/** The pauses of an agent's shift of today, as they are planned. */
export const pausePlanWire = z
  .object({
    agentId: agentIdWire,
    startMs: atMsWire.describe('Of the shift'),
    endMs: atMsWire,
    rostered: z
      .boolean()
      .describe('Set for him (agent-skills); else the longest lawful one from his first minute'),
    pauses: z
      .array(
        z.object({
          code: z.enum(PLANNED_PAUSES),
          startMs: atMsWire,
          endMs: atMsWire,
          standing: z
            .enum(PAUSE_STANDINGS)
            .describe('due: its time has come; missed: its time is over, it is owed still'),
        }),
      )
      .describe('None in the first and last 60 minutes, where the queues lose least (NR-17, Anexo II)'),
    problem: z.string().describe('Why none could be planned, or empty'),
  })
  .meta({ id: 'PausePlan' });

export type PausePlanOut = z.output<typeof pausePlanWire>;

export const pausePlanListWire = z.object({ items: z.array(pausePlanWire) }).meta({ id: 'PausePlanList' });
