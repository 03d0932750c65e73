/**
 * Branded ids: a campaign's id cannot be passed where an agent's is asked for.
 * Only the `parse…` functions and `newId` make them; row mappers use the same functions.
 */
type Brand<Name extends string> = string & { readonly __brand: Name };

export type CampaignId = Brand<'CampaignId'>;
export type ContactId = Brand<'ContactId'>;
export type AttemptId = Brand<'AttemptId'>;
export type AgentId = Brand<'AgentId'>;
export type GroupId = Brand<'GroupId'>;
export type LegId = Brand<'LegId'>;
export type TrunkId = Brand<'TrunkId'>;
export type CarrierId = Brand<'CarrierId'>;
export type MailingId = Brand<'MailingId'>;
export type MediaServerId = Brand<'MediaServerId'>;
export type EngineId = Brand<'EngineId'>;
export type QueueId = Brand<'QueueId'>;
/** A dialled or shown number in E.164 with its plus sign, as `+5511987654321`. */
export type E164 = Brand<'E164'>;

/** What an id may hold: it travels through SIP headers, URLs, file names and dialplan variables untouched. */
const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** True when the text can be an id: letters, digits, dot, dash and underscore, at most 64. */
export function isSafeId(text: string): boolean {
  return SAFE_ID.test(text);
}

function parser<Id extends string>(what: string): (text: string) => Id {
  return (text) => {
    if (!isSafeId(text)) {
      throw new RangeError(
        `${what} '${text.slice(0, 80)}' is not an id: use 1 to 64 letters, digits, '.', '_' or '-'`,
      );
    }
    return text as Id;
  };
}

export const parseCampaignId = parser<CampaignId>('campaign');
export const parseContactId = parser<ContactId>('contact');
export const parseAttemptId = parser<AttemptId>('attempt');
export const parseAgentId = parser<AgentId>('agent');
export const parseGroupId = parser<GroupId>('group');
export const parseLegId = parser<LegId>('leg');
export const parseTrunkId = parser<TrunkId>('trunk');
export const parseCarrierId = parser<CarrierId>('carrier');
export const parseMailingId = parser<MailingId>('mailing');
export const parseMediaServerId = parser<MediaServerId>('media server');
export const parseEngineId = parser<EngineId>('engine');
export const parseQueueId = parser<QueueId>('queue');

const E164_FORM = /^\+[1-9][0-9]{6,14}$/;

/** Reads a number that is already in E.164; use `parseBrazilianNumber` for what people write. */
export function parseE164(text: string): E164 {
  if (!E164_FORM.test(text)) {
    throw new RangeError(`'${text.slice(0, 24)}' is not in E.164 form, such as +5511987654321`);
  }
  return text as E164;
}

/** The customer's leg of an attempt: derived, so that a live channel names its own row after a crash. */
export function customerLegId(attemptId: AttemptId): LegId {
  return `c-${attemptId}` as LegId;
}

/** The attempt behind a customer's leg, or null when the leg is not a customer's. */
export function attemptOfLeg(legId: string): AttemptId | null {
  return legId.startsWith('c-') && isSafeId(legId.slice(2)) ? (legId.slice(2) as AttemptId) : null;
}

/** The pre-bound leg of an agent; `serial` tells one log-in's leg from the next one's. */
export function agentLegId(agentId: AgentId, serial: string): LegId {
  return `a-${serial}-${agentId}` as LegId;
}

/** The pre-bound leg of a supervisor who listens in. */
export function monitorLegId(serial: string): LegId {
  return `m-${serial}` as LegId;
}

/** True for the leg of a supervisor who listens in. */
export function isMonitorLeg(legId: string): boolean {
  return legId.startsWith('m-');
}

/** The near leg of a tie line; the number that it calls is the token. */
export function tieLegId(token: string): LegId {
  return `t-${token}` as LegId;
}

/** True for the near leg of a tie line. */
export function isTieLeg(legId: string): boolean {
  return legId.startsWith('t-');
}

/** The agent behind a pre-bound leg, or null when the leg is not an agent's. */
export function agentOfLeg(legId: string): AgentId | null {
  const match = /^a-[A-Za-z0-9]+-(.+)$/.exec(legId);
  return match?.[1] !== undefined && isSafeId(match[1]) ? (match[1] as AgentId) : null;
}
