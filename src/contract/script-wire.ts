import { z } from 'zod';
import { SCRIPT_PROBLEMS } from '../core/desk/script-problems.js';
import { LONGEST_WAY } from '../core/desk/script-step.js';
import { dispositionWire } from './campaign-wire.js';
import { agentIdWire, atMsWire, attemptIdWire, campaignIdWire } from './wire-ids.js';

const stepId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, 'must be 1 to 40 small letters, digits, _ or -');
const label = z.string().trim().min(1).max(80);

const scriptStepWire = z.strictObject({
  id: stepId,
  text: z.string().max(2000).describe('With fields of the contact in braces'),
  confirms: z.boolean().describe('What is owed may be spoken of from here on'),
  branches: z
    .array(z.strictObject({ label, to: stepId }))
    .max(12)
    .readonly(),
  disposition: dispositionWire.nullable().describe('Proposed where the way ends here'),
});

const body = {
  steps: z
    .array(scriptStepWire)
    .min(1)
    .max(80)
    .readonly()
    .describe('The first one is where every call begins'),
  popUrl: z
    .string()
    .max(2000)
    .describe(
      "Address of an outside CRM with fields in braces, opened beside the agent's page; '' opens none",
    ),
};

export const scriptBodyWire = z.strictObject(body).meta({ id: 'ScriptPut' });

const saved = {
  version: z.number().int().describe('0 is the product’s own, which stands until one is saved'),
  savedBy: z.string(),
  savedMs: atMsWire,
};
export const scriptWire = z.object({ campaignId: campaignIdWire, ...saved, ...body }).meta({ id: 'Script' });
export const scriptVersionsWire = z
  .object({ items: z.array(z.object({ ...saved, steps: z.number().int() })).describe('Newest first') })
  .meta({ id: 'ScriptVersions' });

export const scriptCheckWire = z
  .object({
    problems: z.array(z.object({ kind: z.enum(SCRIPT_PROBLEMS), step: z.string(), what: z.string() })),
    popProblem: z.string().nullable(),
  })
  .meta({ id: 'ScriptCheck' });

export const scriptWayWire = z
  .array(z.strictObject({ step: stepId, answer: label.nullable() }))
  .min(1)
  .max(LONGEST_WAY)
  .readonly()
  .describe('Steps in their order with what was answered; null at the one where the agent is');

export const scriptWalkWire = z
  .strictObject({ attemptId: attemptIdWire, version: z.number().int().min(0), way: scriptWayWire })
  .meta({ id: 'ScriptWalk' });

export const scriptRunWire = z
  .object({
    attemptId: attemptIdWire,
    campaignId: campaignIdWire,
    version: z.number().int(),
    agentId: agentIdWire,
    atMs: atMsWire,
    way: scriptWayWire,
    confirmed: z.boolean().describe('The way led past a step that confirms the person'),
  })
  .meta({ id: 'ScriptRun' });

/** What an agent's page is sent of it. */
export const deskScriptWire = z.object({
  version: z.number().int(),
  hasCrm: z.boolean().describe('Persons are shown in an outside CRM'),
  steps: z.array(scriptStepWire).readonly(),
});

export type ScriptOut = z.output<typeof scriptWire>;
export type ScriptStepOut = z.output<typeof scriptStepWire>;
export type ScriptWayOut = z.output<typeof scriptWayWire>;
export type ScriptCheckOut = z.output<typeof scriptCheckWire>;
export type ScriptVersionsOut = z.output<typeof scriptVersionsWire>;
