import { z } from 'zod';
import { TRUNK_DEFAULTS, TRUNK_ROLES } from '../core/campaign/campaign.js';
import { DIAL_STEPS, headerProblem, NUMBER_FORMATS } from '../core/route/dial-rule.js';
import { weekHoursWire } from './hours-wire.js';
import { carrierIdWire, e164Wire, trunkIdWire, versionWire } from './wire-ids.js';

const trunkShape = {
  carrierId: carrierIdWire,
  kind: z.enum(['demo', 'sip']),
  host: z
    .string()
    .min(1)
    .max(253)
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an address, without port or scheme'),
  port: z.number().int().min(1).max(65_535),
  channels: z.number().int().min(0).max(100_000).describe('Most calls at once'),
  cps: z.number().min(0).max(10_000).describe('Most new calls a second'),
  weight: z.number().min(0).max(1_000_000).describe('Share of the traffic among trunks that fit'),
};

const waysShape = {
  service: z.enum(['STFC', 'SMP']).describe('A mobile number is shown only by SMP'),
  role: z.enum(TRUNK_ROLES).describe('contingency is used only when no normal trunk has room or works'),
  schedule: weekHoursWire
    .nullable()
    .describe("Hours by Brasília's clock in which it may be used; null is always"),
};

const dialRuleWire = z
  .strictObject({
    called: z.enum(NUMBER_FORMATS).describe('The called number where no carrier selection code is dialled'),
    caller: z.enum(NUMBER_FORMATS).describe('The number shown'),
    csp: z
      .string()
      .regex(/^([1-9][0-9])?$/, 'must be the two digits of a Código de Seleção de Prestadora, or empty')
      .describe('Out of the home area: 0 + CSP + DDD + number; empty where the carrier wants none'),
    homeDdds: z
      .array(z.string().regex(/^[1-9][1-9]$/, 'must be an area code'))
      .max(67)
      .readonly()
      .describe('Area codes that are local calls of this trunk'),
    localWithoutDdd: z.boolean().describe('Local calls go without their area code'),
    prefix: z
      .string()
      .regex(/^[0-9*#]{0,16}$/, 'must be digits, * and #')
      .describe("The carrier's routing (tech) prefix, before everything"),
    headers: z
      .array(
        z.strictObject({ name: z.string(), value: z.string() }).superRefine((header, context) => {
          const problem = headerProblem(header);
          if (problem !== null) {
            context.addIssue({ code: 'custom', message: problem });
          }
        }),
      )
      .max(32)
      .readonly()
      .describe('SIP headers; values may name {called}, {caller}, {attempt} and {campaign}'),
    codecs: z
      .array(z.string().regex(/^[a-z0-9]{1,16}$/, 'must be a codec, such as alaw'))
      .max(8)
      .readonly()
      .describe("Codecs in order of wish; empty leaves them to the media server's endpoint"),
  })
  .describe('How the carrier wants calls written')
  .meta({ id: 'DialRule' });

const endpoint = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9_.-]*$/)
  .describe("The media server's endpoint; empty is the trunk's id");
const active = z.boolean().describe('False: no new call takes it; live calls go on');

export const trunkPutWire = z
  .strictObject({
    ...trunkShape,
    endpoint: endpoint.default(TRUNK_DEFAULTS.endpoint),
    dial: dialRuleWire.default(TRUNK_DEFAULTS.dial),
    active: active.default(TRUNK_DEFAULTS.active),
    service: waysShape.service.default(TRUNK_DEFAULTS.service),
    role: waysShape.role.default(TRUNK_DEFAULTS.role),
    schedule: waysShape.schedule.default(TRUNK_DEFAULTS.schedule),
  })
  .meta({ id: 'TrunkPut' });

const backOffWire = z
  .object({
    cps: z.number(),
    channels: z.number().int(),
    sinceMs: z.number().int(),
    why: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('refused'),
        code: z.string().describe('What most were refused by, such as 503 or Q.850 34'),
        refused: z.number().int(),
        of: z.number().int(),
      }),
      z.object({
        kind: z.literal('delay'),
        usualMs: z.number().int().describe('Until a phone rang, before'),
        nowMs: z.number().int().describe('Until a phone rang, lately'),
      }),
    ]),
  })
  .describe('What is asked of the carrier now and why, where it takes less than it sold; of this server')
  .meta({ id: 'BackOff' });

export const trunkWire = z
  .object({
    id: trunkIdWire,
    ...trunkShape,
    ...waysShape,
    endpoint,
    dial: dialRuleWire,
    active,
    inUse: z.number().int().nullable(),
    backOff: backOffWire.nullable(),
    locked: z.boolean().describe('It stands in the configuration file and is changed there'),
    version: versionWire,
  })
  .meta({ id: 'Trunk' });

export type TrunkOut = z.output<typeof trunkWire>;

export const trunkListWire = z.object({ items: z.array(trunkWire) }).meta({ id: 'TrunkList' });

/** A number as a rule would write it; nothing is dialled. */
export const dialRehearsalOrderWire = z
  .strictObject({
    dial: dialRuleWire,
    number: z.string().min(1).max(40).describe('As people write it, or E.164'),
    line: e164Wire.nullable().default(null).describe('The number shown'),
  })
  .meta({ id: 'DialRehearsalOrder' });

export const dialRehearsalWire = z
  .object({
    number: e164Wire,
    called: z.string().describe('As it goes out'),
    caller: z.string().describe("The number shown; '' where none was given"),
    headers: z.array(z.object({ name: z.string(), value: z.string() })).readonly(),
    codecs: z.array(z.string()).readonly(),
    why: z.array(z.enum(DIAL_STEPS)).readonly().describe('What made it what it is, in order'),
  })
  .meta({ id: 'DialRehearsal' });
export type DialRehearsalOut = z.output<typeof dialRehearsalWire>;
