import { z } from 'zod';
import {
  LINE_DEFAULTS,
  LINE_KINDS,
  PURPOSES,
  TRUNK_DEFAULTS,
  TRUNK_ROLES,
} from '../core/campaign/campaign.js';
import { parseDaySpan } from '../core/compliance/clock-time.js';
import { DIAL_RULE_DEFAULTS, headerProblem, NUMBER_FORMATS } from '../core/route/dial-rule.js';
import { ID } from './config-switches.js';

export const carrier = z.strictObject({
  id: ID.describe('Name of the carrier.'),
  name: z.string().max(120).default('').describe('Name for people.'),
});

const SPAN = z
  .string()
  .refine((text) => text === '' || parseDaySpan(text) !== null, 'use hours such as "08:00-20:00", or ""')
  .default('00:00-24:00');

const schedule = z
  .strictObject({
    weekday: SPAN.describe('Monday to Friday, such as `08:00-20:00`; empty is never.'),
    saturday: SPAN.describe('Saturdays.'),
    sunday: SPAN.describe('Sundays.'),
  })
  .optional()
  .describe("Hours by Brasília's clock in which the trunk may be used; without it, always.");

const dialHeader = z
  .strictObject({
    name: z.string().describe('Name of a SIP header of the INVITE; none that SIP writes itself.'),
    value: z.string().describe('Its value; {called}, {caller}, {attempt} and {campaign} are filled in.'),
  })
  .superRefine((header, context) => {
    const problem = headerProblem(header);
    if (problem !== null) {
      context.addIssue({ code: 'custom', message: problem });
    }
  });

const dial = z
  .strictObject({
    called: z
      .enum(NUMBER_FORMATS)
      .default(DIAL_RULE_DEFAULTS.called)
      .describe('The called number as `digits` (5511987654321), `plus` (+55…) or `national` (11987654321).'),
    caller: z.enum(NUMBER_FORMATS).default(DIAL_RULE_DEFAULTS.caller).describe('The number shown, likewise.'),
    csp: z
      .string()
      .regex(/^([1-9][0-9])?$/, 'must be the two digits of a Código de Seleção de Prestadora, in quotes')
      .default(DIAL_RULE_DEFAULTS.csp)
      .describe(
        'Out of `home_ddds` the call goes as 0 + CSP + DDD + number; empty where the carrier wants none.',
      ),
    home_ddds: z
      .array(z.string().regex(/^[1-9][1-9]$/, 'must be an area code, in quotes'))
      .max(67)
      .default([])
      .describe('Area codes that are local calls of this trunk.'),
    local_without_ddd: z
      .boolean()
      .default(DIAL_RULE_DEFAULTS.localWithoutDdd)
      .describe('Local calls go without their area code.'),
    prefix: z
      .string()
      .regex(/^[0-9*#]{0,16}$/, 'must be digits, * and #, in quotes')
      .default(DIAL_RULE_DEFAULTS.prefix)
      .describe("The carrier's routing (tech) prefix, before everything."),
    headers: z.array(dialHeader).max(32).default([]).describe('SIP headers of each call.'),
    codecs: z
      .array(
        z.string().regex(/^[a-z0-9]{1,16}$/, 'must be a codec by the name of the media server, such as alaw'),
      )
      .max(8)
      .default([])
      .describe("Codecs in order of wish; empty leaves them to the media server's endpoint."),
  })
  .prefault({})
  .describe('How the carrier wants calls written.');

export const trunk = z.strictObject({
  id: ID.describe('Name of the trunk.'),
  carrier: ID.describe('Carrier it belongs to; one of `carriers`.'),
  kind: z
    .enum(['sip', 'demo'])
    .describe('`demo` never leaves the machine: its host must be loopback. Demo contacts use nothing else.'),
  host: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an address')
    .describe("Host of the carrier's SIP peer."),
  port: z.number().int().min(1).max(65_535).default(5060).describe('Its SIP port.'),
  channels: z.number().int().min(0).max(100_000).describe('Most calls at once: what the carrier sold.'),
  cps: z.number().min(0).max(10_000).describe('Most new calls a second: what the carrier allows.'),
  weight: z.number().min(0).max(1_000_000).default(1).describe('Share of the traffic among trunks that fit.'),
  service: z
    .enum(['STFC', 'SMP'])
    .default(TRUNK_DEFAULTS.service)
    .describe('Fixed (STFC) or mobile (SMP): a mobile number is shown only by SMP.'),
  role: z
    .enum(TRUNK_ROLES)
    .default(TRUNK_DEFAULTS.role)
    .describe('`contingency` is used only when no normal trunk has room or works.'),
  schedule,
  endpoint: z
    .string()
    .regex(/^[A-Za-z0-9_.-]*$/)
    .default('')
    .describe(
      "What the media servers call the trunk: PJSIP endpoint on Asterisk, gateway on FreeSWITCH. Empty means the trunk's id.",
    ),
  dial,
});

export const line = z.strictObject({
  number: z
    .string()
    .regex(/^\+[1-9][0-9]{6,14}$/, 'must be in E.164, in quotes, such as "+551140001000"')
    .describe('Number shown, in E.164 and in quotes.'),
  owner_cnpj: z
    .string()
    .regex(/^([0-9A-Z]{12}[0-9]{2})?$/, 'must be the 14 characters of a CNPJ, in quotes')
    .default('')
    .describe('CNPJ of the company the number belongs to, in quotes.'),
  carrier: ID.describe('Carrier that gave the number; one of `carriers`.'),
  service: z.enum(['STFC', 'SMP']).default('STFC').describe('Fixed (STFC) or mobile (SMP).'),
  kind: z
    .enum(LINE_KINDS)
    .default(LINE_DEFAULTS.kind)
    .describe('`ddd` is a geographic number, `0303` one of that code, `cng` another non-geographic code.'),
  authenticated: z
    .boolean()
    .default(LINE_DEFAULTS.authenticated)
    .describe('The carrier signs its calls (STIR/SHAKEN, origem verificada).'),
  ddds: z
    .array(z.string().regex(/^[1-9]{2}$/, 'must be area codes in quotes, such as "11"'))
    .default([])
    .describe('Area codes it is shown to, in quotes; with `ufs` empty too, the whole country.'),
  ufs: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .default([])
    .describe('States it is shown to, such as SP.'),
  purposes: z.array(z.enum(PURPOSES)).default([]).describe('Purposes it is shown for; empty is all.'),
});
