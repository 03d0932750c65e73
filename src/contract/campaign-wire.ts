import { z } from 'zod';
import { AGENT_STATES } from '../core/agent/agent-state.js';
import { CALL_PHASES } from '../core/call/call-phase.js';
import { AMD_WAYS, CAMPAIGN_STATES, DIAL_MODES, PURPOSES, SECTORS } from '../core/campaign/campaign.js';
import { CAMPAIGN_RANGES } from '../core/campaign/campaign-ranges.js';
import { LIST_ORDER_RANGES } from '../core/contact/list-mix.js';
import { DISPOSITIONS, type Disposition } from '../core/outcome/disposition.js';
import { OUTCOMES, REASONS } from '../core/outcome/outcome.js';
import { PACING_LIMITS } from '../core/pacing/pacing-strategy.js';
import { dialModeWire } from './dial-mode-wire.js';
import { weekHoursWire } from './hours-wire.js';
import { quartileModesWire } from './quartile-wire.js';
import { figure, retryChangeWire, retryWire } from './retry-wire.js';
import {
  campaignIdWire,
  cnpjWire,
  groupIdWire,
  mailingIdWire,
  policyIdWire,
  trunkIdWire,
} from './wire-ids.js';

/** A word of the fixed vocabulary of dispositions. */
export const dispositionWire = z.enum(Object.keys(DISPOSITIONS) as [Disposition, ...Disposition[]]);

const campaignDispositionWire = z.strictObject({
  code: dispositionWire,
  label: z.string().min(1).max(80).describe('What the agent reads'),
});

const civilDateWire = z.iso.date().describe('Brasília’s date, as 2026-11-22');

const calendarWire = z
  .strictObject({
    hours: weekHoursWire.nullable().describe("By Brasília's clock; null is all day"),
    from: civilDateWire.nullable().describe('First date; null is no bound'),
    until: civilDateWire.nullable().describe('Last date; null is no bound'),
    closed: z.array(civilDateWire).max(400).readonly().describe('Dates on which it rests'),
  })
  .nullable()
  .describe('Its own hours and dates: they take from those of law and policy and never add; null: none');

const listOrderWire = z.strictObject({
  priority: figure(LIST_ORDER_RANGES.priority).describe('Lists of a smaller number come first'),
  share: figure(LIST_ORDER_RANGES.share).describe('Part among lists of the same priority'),
  paused: z.boolean().describe('Nobody of it is dialled by the campaign, callbacks included'),
});

const listMixWire = z
  .record(mailingIdWire, listOrderWire)
  .describe(
    'Order of its mailings, by id; one that is not named has priority 5 and share 1; {}: oldest due first',
  );

const settingsShape = {
  name: z.string().min(1).max(120),
  demo: z.boolean().describe('Demo contacts leave only by trunks of kind demo'),
  purpose: z.enum(PURPOSES),
  sector: z.enum(SECTORS),
  creditorCnpj: cnpjWire.describe('CNPJ of whom the debt belongs to'),
  callerCnpj: cnpjWire.describe('CNPJ of the company that calls'),
  contractId: z.string().max(64),
  billingService: z.string().max(64),
  language: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'must be a language tag such as pt-BR'),
  mode: dialModeWire,
  groupModes: z.record(groupIdWire, dialModeWire).describe('Groups that run in a mode of their own'),
  quartileModes: quartileModesWire,
  powerRatio: figure(CAMPAIGN_RANGES.powerRatio).describe('Calls in flight per free agent in power mode'),
  weight: figure(CAMPAIGN_RANGES.weight).describe(
    'Part of the agents’ time it gets beside other campaigns that share them, relative to theirs',
  ),
  cancelsRinging: z
    .boolean()
    .describe('Phones that have rung for 15 s may be given up when too much is in flight (predictive)'),
  keepsListOrder: z
    .boolean()
    .describe('Contacts are dialled in the list’s order also where it is known who answers (predictive)'),
  abandonCap: figure(CAMPAIGN_RANGES.abandonCap).describe(
    'Ceiling of abandoned / (abandoned + connected) of a day',
  ),
  amd: z.boolean(),
  amdBy: z
    .enum(AMD_WAYS)
    .describe('Who detects machines: the media server, or Cadência’s own ear on its sound'),
  amdDeadlineMs: figure(CAMPAIGN_RANGES.amdDeadlineMs),
  onMachine: z.enum(['hangup', 'message']),
  recordsEveryTalk: z
    .boolean()
    .describe(
      'Every talk with an agent is recorded and announced; else where the law asks for it (R36, R37)',
    ),
  ringTimeoutMs: figure(CAMPAIGN_RANGES.ringTimeoutMs).describe('Longest ringing'),
  connectDeadlineMs: figure(CAMPAIGN_RANGES.connectDeadlineMs).describe('Then the drop message'),
  previewCountdownMs: figure(CAMPAIGN_RANGES.previewCountdownMs),
  onPreviewTimeout: z.enum(['dial', 'skip']),
  wrapUpLimitMs: figure(CAMPAIGN_RANGES.wrapUpLimitMs),
  defaultDisposition: dispositionWire,
  dispositions: z.array(campaignDispositionWire).min(1).max(64),
  abandonedMessage: z.string().max(120).describe('Name of a sound on the media server'),
  machineMessage: z.string().max(120).describe('Name of a sound on the media server'),
  trunks: z.array(trunkIdWire).max(256).describe('Trunks it may use; empty means all that fit'),
  calendar: calendarWire,
  listMix: listMixWire,
  policyId: policyIdWire.describe('The compliance policy its calls are held to'),
};

/** PUT: what is left out takes the product's default. */
export const campaignPutWire = z
  .strictObject({ ...settingsShape, retry: retryChangeWire })
  .partial()
  .required({ name: true })
  .meta({ id: 'CampaignPut' });

/** PATCH: what is left out stays. */
export const campaignPatchWire = z
  .strictObject({ ...settingsShape, retry: retryChangeWire })
  .partial()
  .meta({ id: 'CampaignPatch' });

/** A campaign's settings with its state and version (the ETag). */
export const campaignWire = z
  .object({
    settings: z.object({ id: campaignIdWire, ...settingsShape, retry: retryWire }),
    state: z.enum(CAMPAIGN_STATES),
    version: z.number().int(),
  })
  .meta({ id: 'Campaign' });

/** Why a lane placed the number of calls it placed. */
export const pacingDecisionWire = z.object({
  place: z.number(),
  limit: z.enum(PACING_LIMITS),
  figures: z.record(z.string(), z.number()),
  reason: z.string(),
});

const count = z.number().int();

const abandonRuleWire = z.enum(['R27', 'R28']);

/** The legal stop behind the pacing's own budget. */
const abandonmentWire = z.object({
  stoppedBy: abandonRuleWire
    .nullable()
    .describe('The rule that holds dialling to one call a free agent, or null'),
  recent: z
    .object({ minutes: count, abandoned: count, given: count, share: z.number() })
    .describe('The last minutes, since the server started; no rule judges by them'),
  windows: z.array(
    z.object({
      rule: abandonRuleWire,
      hours: z.number().describe('Length of the rolling window'),
      abandoned: count,
      given: count.describe('People given to an agent'),
      earlyHangups: count.describe('Who hung up before anybody could be late: neither'),
      share: z.number(),
      target: z.number(),
      stop: z.number(),
      marked: z.boolean().describe('Too few calls to judge by'),
      overTarget: z.boolean(),
      atStop: z.boolean(),
      belowAgain: z.boolean(),
    }),
  ),
});

/** A campaign as it runs now. */
export const campaignLiveWire = z
  .object({
    id: campaignIdWire,
    name: z.string(),
    state: z.enum(CAMPAIGN_STATES),
    mode: dialModeWire,
    groupModes: z.record(z.string(), dialModeWire),
    demo: z.boolean(),
    version: z.number().int(),
    abandonCap: z.number(),
    agents: z.partialRecord(z.enum(AGENT_STATES), count).describe('Agents by state'),
    calls: z.partialRecord(z.enum(CALL_PHASES), count).describe('Calls by phase'),
    hopper: z.number().int(),
    today: z.object({
      attempts: z.number().int(),
      answered: z.number().int(),
      connected: z.number().int(),
      abandoned: z.number().int(),
      outcomes: z.partialRecord(z.enum(OUTCOMES), count),
      reasons: z.partialRecord(z.enum(REASONS), count),
    }),
    blocked: z.record(z.string(), count).describe('Calls the gate refused today (Brasília), by rule'),
    abandonment: abandonmentWire,
    recordingFailures: z
      .object({
        recordings: count.describe('Calls that owe a recording and have none, or not all of it'),
        notices: count.describe('Calls that owe the notice of being recorded and did not get it'),
        lastAtMs: z.number().int().nullable(),
        lastCode: z.string().describe('Why the last one failed'),
      })
      .describe('Today (Brasília), since the server started'),
    pacing: z.partialRecord(z.enum(DIAL_MODES), pacingDecisionWire),
    problem: z
      .string()
      .nullable()
      .describe('Why it cannot be started: stored settings that cannot be read, until new ones are saved'),
    contacts: z.object({ ready: z.number().int(), later: z.number().int(), done: z.number().int() }),
  })
  .meta({ id: 'CampaignLive' });
export type CampaignLive = z.output<typeof campaignLiveWire>;
export type CampaignOut = z.output<typeof campaignWire>;
export type CampaignPatch = z.output<typeof campaignPatchWire>;

export const campaignListWire = z.object({ items: z.array(campaignWire) }).meta({ id: 'CampaignList' });
export const modeWire = z.strictObject({ mode: dialModeWire }).meta({ id: 'ModeChange' });
export const groupModeWire = z
  .strictObject({ mode: dialModeWire.nullable().describe('null: as the campaign') })
  .meta({ id: 'GroupModeChange' });
