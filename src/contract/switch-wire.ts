import { z } from 'zod';
import { SWITCH_STATES } from '../core/fleet/switch-setting.js';
import { atMsWire, mediaServerIdWire, versionWire } from './wire-ids.js';

const state = z
  .enum(SWITCH_STATES)
  .describe('draining dials nothing more and lets talks end; maintenance takes nothing at all');
const weight = z
  .number()
  .min(0)
  .max(1000)
  .describe('Share of agents and calls among switches that fit; 0 takes none');
const why = z.string().max(200).describe('For whoever asks why it is not in service');

export const switchPutWire = z
  .strictObject({ state, weight: weight.default(1), why: why.default('') })
  .meta({ id: 'SwitchPut' });

export const switchWire = z
  .object({
    id: mediaServerIdWire,
    state,
    weight,
    why,
    sinceMs: atMsWire.describe('Since when it has been in this state; 0 where nobody set one'),
    up: z.boolean().describe('This server is connected with it'),
    reason: z.string().describe("Why it is not; '' while it is"),
    calls: z.number().int().describe('Live calls of this server there'),
    agents: z.number().int().describe('Agents of this server whose phones are bound there'),
    version: versionWire,
  })
  .meta({ id: 'Switch' });
export type SwitchOut = z.output<typeof switchWire>;

export const switchListWire = z.object({ items: z.array(switchWire) }).meta({ id: 'SwitchList' });
