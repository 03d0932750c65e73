import { z } from 'zod';
import type {
  AgentId,
  AttemptId,
  CampaignId,
  CarrierId,
  ContactId,
  E164,
  GroupId,
  MailingId,
  MediaServerId,
  QueueId,
  TrunkId,
} from '../core/kernel/ids.js';

/** The same form as `isSafeId` of the core; a test compares the two. */
const ID_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The one place where a checked text becomes a branded id of the core. */
function idOf<Id extends string>(what: string) {
  const schema = z
    .string()
    .regex(ID_FORM, `must be an id: 1 to 64 letters, digits, '.', '_' or '-', the first a letter or digit`)
    .describe(what);
  return schema as unknown as z.ZodType<Id, Id>;
}

export const campaignIdWire = idOf<CampaignId>('A campaign');
export const contactIdWire = idOf<ContactId>('A contact');
export const attemptIdWire = idOf<AttemptId>('An attempt');
export const agentIdWire = idOf<AgentId>('An agent');
export const groupIdWire = idOf<GroupId>('A group of agents');
export const trunkIdWire = idOf<TrunkId>('A trunk');
export const carrierIdWire = idOf<CarrierId>('A carrier');
export const mailingIdWire = idOf<MailingId>('A mailing');
export const queueIdWire = idOf<QueueId>('A queue of callers');
export const menuIdWire = idOf<string>('A menu of callers');
export const mediaServerIdWire = idOf<MediaServerId>('A media server');
export const policyIdWire = idOf<string>('A policy: a preset or one of the installation');
export const policyVersionWire = idOf<string>('A version of a policy');
export const jobIdWire = z.string().min(1).max(128).describe('A job');

/** A number in E.164 with its plus sign. */
/** A number as it is shown: whole, or masked as `+55 11 9****-1234` for those who may not see who was called. */
export const shownPhoneWire = z.string().describe('E.164; masked as +55 11 9****-1234 for a viewer');

export const e164Wire = z
  .string()
  .regex(/^\+[1-9][0-9]{6,14}$/, 'must be a number in E.164, such as +5511987654321')
  .describe('A number in E.164') as unknown as z.ZodType<E164, E164>;

/** Fourteen digits, or '' when not known; a letter-digit CNPJ (2026 on) keeps its letters. */
export const cnpjWire = z
  .string()
  .regex(/^([0-9A-Z]{12}[0-9]{2})?$/, "must be the 14 characters of a CNPJ without punctuation, or ''");

/** Milliseconds since 1970, UTC. */
/** Of a thing that two people may change at once. */
export const versionWire = z.number().int().describe('Grows by one at each change; the ETag');
export const atMsWire = z.number().describe('Milliseconds since 1970, UTC');
