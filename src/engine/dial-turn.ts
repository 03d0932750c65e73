import type { AttemptOpening, CallMode } from '../core/call-log/call-log-row.js';
import type { DialMode } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import { type E164, type MediaServerId, parseCarrierId, type TrunkId } from '../core/kernel/ids.js';
import { dddOf } from '../core/numbering/brazilian-number.js';
import { DDD_TABLE } from '../core/numbering/ddd-table.js';
import type { MediaServer } from '../ports/media.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallHost } from './call-supervisor.js';
import type { KnownFacts } from './fact-book.js';
import type { RouteWish } from './route.js';

/** One phone of a contact, for whom it is dialled, and on which server. */
export interface DialTurn {
  readonly contact: Contact;
  readonly phone: E164;
  readonly lane: DialMode;
  readonly agent: AgentSupervisor | null;
  readonly server: MediaServer;
  /** The switch of the agents it is for. */
  readonly homeId: MediaServerId;
  /** The row of a carrier that failed at this very call, whose try goes on with another one; null at first. */
  readonly failed: AttemptOpening | null;
  /** It is dialled for somebody who is on the line; null for a call of its own. */
  readonly beside: BesideTalk | null;
}

/** A talk that goes on as a call to another number. */
export interface BesideTalk {
  readonly host: CallHost;
  /** The try of the talk: both rows are one service. */
  readonly group: string;
  /** Where the talk is: the two can be joined there alone. */
  readonly serverId: MediaServerId;
}

/** What the trunk book has to know of a dial. */
export function wayWish(
  { contact: { cpfHash }, phone, failed, server }: DialTurn,
  { seenLines }: KnownFacts,
): RouteWish {
  const ddd = dddOf(phone);
  const ufs = DDD_TABLE[ddd]?.ufs ?? [];
  const personKey = cpfHash === '' ? phone : cpfHash;
  const wish = { phone, ddd, ufs, personKey, seenLines, carries: (id: TrunkId) => server.carries(id) };
  return failed === null ? wish : { ...wish, notCarrier: parseCarrierId(failed.carrier) };
}

/**
 * How the row says it was called: a callback the person asked for is one whichever lane places it, but by hand only once
 * its time has come.
 */
export function callModeOf({ contact, lane }: DialTurn, atMs: number): CallMode {
  const { agreedCallbackMs } = contact;
  if (lane !== 'paused') {
    return agreedCallbackMs === null ? lane : 'callback';
  }
  return agreedCallbackMs !== null && agreedCallbackMs <= atMs ? 'callback' : 'manual';
}
