import type { AgentId, CampaignId, ContactId, E164 } from '../kernel/ids.js';
import { callerNumber } from './caller-number.js';

/** A call of ours to that number, as the log has it. */
export interface ShownCall {
  readonly campaignId: CampaignId;
  readonly contactId: ContactId;
  /** Whom it was dialled to. */
  readonly number: E164;
  /** The line that he saw. */
  readonly line: E164;
  /** Who spoke with him, or null. */
  readonly agentId: AgentId | null;
  readonly atMs: number;
}

export interface ReturnRules {
  /** Older calls say nothing. */
  readonly lookBackMs: number;
  /** How long his last agent alone is offered the call. 0: preferred, but nobody waits for him. */
  readonly stickyMs: number;
}

/**
 * What a call to one of our lines is taken for.
 *
 * `contact`: that number was called from this line (or, where `sameLine` is false, from another one). It says who was
 * called there, not who calls: the agent confirms before anything of a debt is said. `others` are further contacts that
 * were called at the same number.
 * `line`: nobody was called at that number, but the line belongs to that campaign.
 */
export type ReturnCall =
  | {
      readonly kind: 'contact';
      readonly campaignId: CampaignId;
      readonly contactId: ContactId;
      readonly sameLine: boolean;
      readonly lastAgentId: AgentId | null;
      readonly stickyMs: number;
      readonly others: readonly ContactId[];
    }
  | { readonly kind: 'line'; readonly campaignId: CampaignId }
  | { readonly kind: 'unknown' };

export interface ArrivingCall {
  /** As the network shows it; may be withheld. */
  readonly caller: string;
  /** The line called. */
  readonly line: E164;
}

/**
 * Whose call it is. Of the calls to his number within the look-back those from the line he calls go first, then the
 * latest; his agent is the last who spoke with that contact. `calls` may hold other numbers' calls: they are passed over.
 * `campaignOfLine` is asked only where nobody was called at the number.
 */
export function recogniseReturn(
  arriving: ArrivingCall,
  calls: readonly ShownCall[],
  campaignOfLine: (line: E164) => CampaignId | null,
  rules: ReturnRules,
  nowMs: number,
): ReturnCall {
  const number = callerNumber(arriving.caller);
  const to = calls
    .filter((call) => call.number === number && call.atMs <= nowMs && call.atMs > nowMs - rules.lookBackMs)
    .sort((a, b) => rankOf(b, arriving.line) - rankOf(a, arriving.line) || b.atMs - a.atMs);
  const [best] = to;
  if (number === null || best === undefined) {
    const campaignId = campaignOfLine(arriving.line);
    return campaignId === null ? { kind: 'unknown' } : { kind: 'line', campaignId };
  }
  const talks = to.filter(({ contactId, agentId }) => contactId === best.contactId && agentId !== null);
  const last = talks.reduce<ShownCall | null>(
    (latest, call) => (latest === null || call.atMs > latest.atMs ? call : latest),
    null,
  );
  const lastAgentId = last?.agentId ?? null;
  return {
    kind: 'contact',
    campaignId: best.campaignId,
    contactId: best.contactId,
    sameLine: best.line === arriving.line,
    lastAgentId,
    stickyMs: lastAgentId === null ? 0 : rules.stickyMs,
    others: [...new Set(to.map(({ contactId }) => contactId))].filter((id) => id !== best.contactId),
  };
}

function rankOf(call: ShownCall, line: E164): number {
  return Number(call.line === line);
}
