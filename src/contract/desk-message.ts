import { z } from 'zod';
import { AGENT_STATES } from '../core/agent/agent-state.js';
import { DIAL_MODES } from '../core/campaign/campaign.js';
import { DISPOSITION_EFFECTS } from '../core/desk/disposition-effects.js';
import { TALK_STATES } from '../core/talk/talk-state.js';
import { TRANSFER_FAILURES, TRANSFER_KINDS } from '../core/talk/transfer-notice.js';
import { agentWire } from './agent-wire.js';
import { dispositionWire } from './campaign-wire.js';
import { iceServerWire } from './ice-server-wire.js';
import { toldShape } from './message-wire.js';
import { deskScriptWire, scriptWayWire } from './script-wire.js';
import {
  agentIdWire,
  atMsWire,
  attemptIdWire,
  campaignIdWire,
  queueIdWire,
  shownPhoneWire,
} from './wire-ids.js';

/** What the agent does with the person on his line. */
export const talkWire = z
  .object({
    state: z.enum(TALK_STATES),
    sinceMs: atMsWire,
    colleagueId: agentIdWire.nullable().describe('Who is asked, or in the conference too'),
    outside: z
      .string()
      .nullable()
      .describe('The outside number that is called, asked, or in the conference too'),
    notice: z
      .object({
        to: z.enum(TRANSFER_KINDS),
        target: z.string().describe('The colleague, the queue, or the number'),
        why: z.enum(TRANSFER_FAILURES),
        atMs: atMsWire,
      })
      .nullable()
      .describe('Why somebody whom this person was given to did not take him'),
    recordingPausedUntilMs: atMsWire.nullable().describe('When the recording goes on by itself'),
  })
  .meta({ id: 'Talk' });

export const keysWire = z
  .strictObject({ keys: z.string().regex(/^[0-9*#]{1,32}$/, 'must be digits, * and #, at most 32') })
  .meta({ id: 'TalkKeys' });
export const consultWire = z.strictObject({ agentId: agentIdWire }).meta({ id: 'TalkConsult' });
export const handOverWire = z
  .strictObject({
    agentId: agentIdWire.optional().describe('Left out: the colleague, or the number, who is asked'),
  })
  .meta({ id: 'TalkHandOver' });
export const dialOutWire = z
  .strictObject({
    phone: z.string().max(32).describe('With DDD; dialled by the campaign’s lines, as any call'),
    blind: z.boolean().describe('Whoever answers has the person at once, without being asked first'),
  })
  .meta({ id: 'TalkDialOut' });
export const helpWire = z
  .object({ helpSinceMs: atMsWire.nullable().describe('Since when he asks; null: he does not') })
  .meta({ id: 'HelpAsked' });
export const toQueueWire = z.strictObject({ queueId: queueIdWire }).meta({ id: 'TalkToQueue' });

const deskDispositionWire = z.object({
  code: dispositionWire,
  label: z.string(),
  effects: z.array(z.enum(DISPOSITION_EFFECTS)),
  againAfterMs: z.number().nullable(),
});

const deskCampaignWire = z.object({
  id: campaignIdWire,
  name: z.string(),
  mode: z.enum(DIAL_MODES),
  dispositions: z.array(deskDispositionWire),
});

const historyCallWire = z.object({
  attemptId: attemptIdWire,
  campaignId: campaignIdWire,
  phone: shownPhoneWire,
  atMs: atMsWire,
  talkMs: z.number(),
  label: z.string().describe('The disposition in the campaign’s words'),
});

const deskMessageWire = z.object(toldShape);

const deskParts = {
  agent: agentWire,
  talk: talkWire.nullable(),
  wrapUpByMs: atMsWire.nullable().describe('When the default disposition is written'),
  colleagues: z.array(z.object({ id: agentIdWire, name: z.string(), state: z.enum(AGENT_STATES) })),
  queues: z
    .array(
      z.object({
        id: queueIdWire,
        name: z.string(),
        open: z.boolean(),
        agents: z.number().int().describe('Others at work who serve it'),
        waiting: z.number().int(),
      }),
    )
    .describe('Where the person may be given to, while he talks'),
  campaigns: z.array(deskCampaignWire).describe('Those he may log in on'),
  script: deskScriptWire.nullable().describe('Of his call’s campaign; without a call, of his first one'),
  way: scriptWayWire
    .nullable()
    .describe('Where he was in the script with this person, for a page that is new'),
  popUrl: z.string().nullable().describe('What to show of the person in an outside CRM'),
  history: z.array(historyCallWire).describe('His last calls, newest first'),
  phone: z.object({
    kind: z.enum(['page', 'desk']),
    relayed: z.boolean().describe('The page’s telephone is connected to the media server'),
  }),
  messages: z
    .array(deskMessageWire)
    .describe('Supervisors’ words that he has not acknowledged, oldest first'),
};

/** Everything an agent's screen shows: the first message of a socket. */
export const deskStateWire = z.object({ type: z.literal('desk'), atMs: atMsWire, ...deskParts });

/** What of it is otherwise now, each part whole; the rest stays. */
const deskChangeWire = z.object({
  type: z.literal('change'),
  atMs: atMsWire,
  changed: z.object(deskParts).partial(),
});

/** What the page's telephone registers with: made anew for each page, worth nothing once another is made. */
const deskPhoneWire = z.object({
  type: z.literal('phone'),
  atMs: atMsWire,
  user: z.string(),
  password: z.string(),
  realm: z.string(),
  iceServers: z.array(iceServerWire).describe('STUN and TURN; empty where pages reach the switch directly'),
});

const deskAliveWire = z.object({ type: z.literal('alive'), atMs: atMsWire });
const deskNoPhoneWire = z.object({ type: z.literal('noPhone'), atMs: atMsWire, code: z.string() });

export const deskServerMessageWire = z.discriminatedUnion('type', [
  deskStateWire,
  deskChangeWire,
  deskPhoneWire,
  deskNoPhoneWire,
  deskAliveWire,
]);

export const deskClientMessageWire = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), token: z.string().max(512).optional() }),
  /** Asks for the secret of the page's telephone. */
  z.strictObject({ type: z.literal('wantPhone') }),
  /** The page's telephone is registered: it can be rung. */
  z.strictObject({ type: z.literal('phoneReady') }),
]);

export type DeskState = z.output<typeof deskStateWire>;
export type DeskChange = z.output<typeof deskChangeWire>['changed'];
export type DeskServerMessage = z.output<typeof deskServerMessageWire>;
