import { z } from 'zod';
import { AGENT_STATES } from '../core/agent/agent-state.js';
import { SHIFT_SPAN_KINDS } from '../core/compliance/nr17.js';
import { dispositionWire } from './campaign-wire.js';
import {
  agentIdWire,
  atMsWire,
  attemptIdWire,
  campaignIdWire,
  contactIdWire,
  groupIdWire,
  shownPhoneWire,
} from './wire-ids.js';

/** What a media server takes as an address of a phone; nothing that could end the string it is put into. */
export const endpointWire = z
  .string()
  .min(3)
  .max(120)
  .regex(/^[A-Za-z0-9_]+\/[A-Za-z0-9_.:;@+=/-]+$/, 'must be technology/address, such as PJSIP/1001');

export const agentPutWire = z
  .strictObject({
    name: z.string().min(1).max(120),
    groupId: groupIdWire,
    endpoint: endpointWire.describe('How the media server reaches the phone, such as PJSIP/1001'),
    demo: z.boolean().default(false),
    active: z.boolean().default(true),
  })
  .meta({ id: 'AgentPut' });

export const agentProfileWire = z
  .object({
    id: agentIdWire,
    name: z.string(),
    groupId: groupIdWire,
    endpoint: z.string(),
    demo: z.boolean(),
    active: z.boolean(),
  })
  .meta({ id: 'AgentProfile' });

/** A row of the agents table: whom he talks to is there masked, whoever looks. */
export const agentRowWire = z
  .object({
    id: agentIdWire,
    name: z.string(),
    groupId: groupIdWire,
    state: z.enum(AGENT_STATES),
    reason: z.string().describe("The pause code, or why the connection is lost; '' otherwise"),
    sinceMs: atMsWire,
    campaignIds: z.array(campaignIdWire),
    pending: z
      .enum(['pause', 'logout'])
      .nullable()
      .describe('What follows the present call, or the calls that ring for whoever is free'),
    calls: z.number().int(),
    helpSinceMs: atMsWire.nullable().describe('Since when he asks a supervisor for help'),
    customer: z.string().describe("The number of the person on his screen, masked; '' without one"),
  })
  .meta({ id: 'AgentRow' });

/** The person on the agent's screen; only the agent's own door shows it. */
const agentCardWire = z
  .object({
    attemptId: attemptIdWire.nullable(),
    campaignId: campaignIdWire,
    decideByMs: atMsWire.nullable(),
    recording: z
      .enum(['none', 'starting', 'on', 'failed'])
      .describe('The recording that the law asks for; failed: it is owed and does not run, so end the call'),
    contact: z.object({
      id: contactIdWire,
      name: z.string(),
      phone: shownPhoneWire.nullable(),
      debtId: z.string(),
      segment: z.string(),
      municipality: z.string(),
      fields: z.record(z.string(), z.string()),
      attempts: z.number().int(),
    }),
  })
  .meta({ id: 'AgentCard' });

/** An agent with the card of the person he talks or will talk to. */
export const agentWire = agentRowWire
  .extend({
    endpoint: z.string(),
    changesSwitch: z.boolean().describe('His phone rings again, by another switch, at his next pause'),
    card: agentCardWire.nullable(),
  })
  .meta({ id: 'Agent' });

/** The answer to a disposition. */
export const agentDisposedWire = agentWire
  .extend({
    protocol: z
      .string()
      .describe("After nao_conhece and opt_out: the number to tell the person; '' where none is owed"),
  })
  .meta({ id: 'AgentDisposed' });

/** An agent's day under NR-17. */
export const agentDayWire = z
  .object({
    agentId: agentIdWire,
    atMs: atMsWire,
    activeMs: z.number().describe('Handling, ready, and gaps under 20 minutes'),
    remainingMs: z.number().describe('Left of the six hours'),
    mustStop: z.boolean(),
    pausesTaken: z.number().int(),
    pausesNeeded: z.number().int(),
    mealTaken: z.boolean(),
    mealNeeded: z.boolean(),
    nextPauseMs: z.number().nullable().describe('Length of the next pause that is owed, or null'),
    nextPauseFromMs: atMsWire.nullable(),
    nextPauseByMs: atMsWire.nullable().describe('Begun later, what is owed no longer fits the shift'),
    pauseDue: z.boolean(),
    blockedBy: z.enum(['nr17_jornada', 'nr17_pausa', 'pos_abuso']).nullable(),
    heldSinceMs: atMsWire.nullable().describe('Held after an abusive call since then, or null'),
    spans: z.array(
      z.object({
        kind: z.enum(SHIFT_SPAN_KINDS),
        startMs: atMsWire,
        endMs: atMsWire.nullable().describe('null while it lasts'),
      }),
    ),
  })
  .meta({ id: 'AgentDay' });

export const releaseWire = z
  .strictObject({
    by: z.string().min(1).max(80).optional().describe('Who releases him; the agent himself when left out'),
  })
  .meta({ id: 'AgentReleaseAsked' });

/** One agent: the profile, and the live side while the engine knows him. */
export const agentDetailWire = agentProfileWire
  .extend({ live: agentWire.nullable() })
  .meta({ id: 'AgentDetail' });

export const agentListWire = z
  .object({
    items: z.array(agentProfileWire.extend({ live: agentRowWire.nullable() })),
    next: z.string().nullable().describe('Cursor of the next page, or null'),
  })
  .meta({ id: 'AgentList' });

export const loginWire = z
  .strictObject({ campaignIds: z.array(campaignIdWire).min(1).max(32) })
  .meta({ id: 'AgentLogin' });

export const reasonWire = z.strictObject({ reason: z.string().min(1).max(80) }).meta({ id: 'ReasonGiven' });

/** Whom to call by hand: a contact of the campaign, or a number. */
export const dialWire = z
  .strictObject({
    campaignId: campaignIdWire,
    contactId: contactIdWire.optional(),
    phone: z
      .string()
      .max(32)
      .optional()
      .describe('With DDD; its contact in the campaign is called there, a number of nobody becomes one'),
  })
  .refine(({ contactId, phone }) => (contactId === undefined) !== (phone === undefined), {
    message: 'give contactId or phone, one of the two',
  })
  .meta({ id: 'AgentDial' });

/** A call by hand that leaves. */
export const agentDialedWire = agentWire.extend({ attemptId: attemptIdWire }).meta({ id: 'AgentDialed' });

export const disposeWire = z
  .strictObject({
    disposition: dispositionWire,
    callbackAt: z.iso
      .datetime({ offset: true, local: true })
      .optional()
      .describe(
        'With retorno_agendado: when to call back, ISO 8601; without an offset it is the person’s clock',
      ),
    personal: z
      .boolean()
      .optional()
      .describe('The agent makes the callback himself; anybody does when he is not logged in for too long'),
  })
  .meta({ id: 'AgentDispose' });

export type AgentRow = z.output<typeof agentRowWire>;
export type AgentOut = z.output<typeof agentWire>;
