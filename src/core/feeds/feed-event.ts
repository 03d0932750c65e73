import type { CallLogRow } from '../call-log/call-log-row.js';

/** What others can be told of. */
export const FEED_KINDS = [
  'attempt.closed',
  'contact.closed',
  'contact.promise',
  'contact.opt_out',
  'contact.wrong_person',
  'statement.approved',
  'report.made',
] as const;
export type FeedKind = (typeof FEED_KINDS)[number];

/** What is sent to try a receiver; it is asked for, and never subscribed to. */
export const TEST_KIND = 'feed.test';

/** What ends a contact without a call: the client took it back, its callback was called off, the person was erased. */
export const QUIET_ENDS = ['withdrawn', 'callback_called_off', 'erased'] as const;
export type QuietEnd = (typeof QUIET_ENDS)[number];

/** Something that happened, as a receiver is told of it. */
export interface FeedEvent {
  /** The same for every delivery of the same thing: a receiver that keeps it does nothing twice. */
  readonly id: string;
  readonly kind: FeedKind | typeof TEST_KIND;
  readonly atMs: number;
  readonly data: Readonly<Record<string, string | number | boolean | null>>;
}

/** A report pack that lies in its folder, and what proves it. */
export interface MadeNotice {
  readonly pack: string;
  readonly period: string;
  readonly first: string;
  readonly last: string;
  readonly files: number;
  readonly bytes: number;
  /** Of `manifest.json`, which has that of each other file. */
  readonly manifestSha256: string;
  /** Below the API: the manifest; its files are below `files/`. */
  readonly path: string;
}

/** What lies in the outbox: written with the closing, or with the approval, in one transaction. */
export type OutboxEntry =
  | {
      readonly place: number;
      readonly what: 'attempt';
      readonly row: CallLogRow;
      readonly contactDone: boolean;
    }
  | {
      readonly place: number;
      readonly what: 'statement';
      readonly statement: Readonly<Record<'id' | 'contractId' | 'month' | 'hash' | 'total', string>> & {
        readonly version: number;
        readonly by: string;
        readonly atMs: number;
      };
    }
  | {
      readonly place: number;
      readonly what: 'contact';
      readonly contact: Readonly<Record<'id' | 'campaignId' | 'debtId' | 'segment', string>>;
      readonly why: QuietEnd;
      readonly atMs: number;
    }
  | { readonly place: number; readonly what: 'report'; readonly report: MadeNotice; readonly atMs: number };

/** The events of an entry; of the same entry always the same. */
export function feedEventsOf(entry: OutboxEntry): readonly FeedEvent[] {
  if (entry.what === 'statement') {
    const { atMs, ...data } = entry.statement;
    return [{ id: `statement.approved:${data.id}`, kind: 'statement.approved', atMs, data }];
  }
  if (entry.what === 'report') {
    const { report, atMs } = entry;
    return [
      { id: `report.made:${report.pack}/${report.period}`, kind: 'report.made', atMs, data: { ...report } },
    ];
  }
  if (entry.what === 'contact') {
    return [quietEndOf(entry)];
  }
  const { opening, result } = entry.row;
  const kinds: FeedKind[] = ['attempt.closed'];
  switch (result.reason) {
    case 'promise':
    case 'agreement':
      kinds.push('contact.promise');
      break;
    case 'opt_out':
      kinds.push('contact.opt_out');
      break;
    case 'wrong_person':
      kinds.push('contact.wrong_person');
      break;
    default:
  }
  if (entry.contactDone) {
    kinds.push('contact.closed');
  }
  const data = attemptData(entry.row);
  return kinds.map((kind) => ({
    id: `${kind}:${opening.attemptId}`,
    kind,
    atMs: result.tEndMs,
    // Who must not be called again is known by the number; others need no more than the ids.
    data:
      kind === 'contact.opt_out' || kind === 'contact.wrong_person'
        ? { ...data, phone: opening.phone }
        : data,
  }));
}

/** A contact may end, come back and end again, so its place in the outbox tells one end from the next. */
function quietEndOf({ place, contact, why, atMs }: OutboxEntry & { readonly what: 'contact' }): FeedEvent {
  const { id, ...known } = contact;
  return {
    id: `contact.closed:contact-${id}-${place}`,
    kind: 'contact.closed',
    atMs,
    data: { attemptId: '', contactId: id, ...known, reason: why },
  };
}

function attemptData({ opening, result, hash }: CallLogRow): FeedEvent['data'] {
  return {
    attemptId: opening.attemptId,
    campaignId: opening.campaignId,
    contractId: opening.contractId,
    contactId: opening.contactId,
    debtId: opening.debtId,
    segment: opening.segment,
    mode: opening.mode,
    service: opening.billingService,
    agentId: result.agentId,
    disposition: result.disposition,
    outcome: result.outcome,
    reason: result.reason,
    dialedAtMs: result.tDialMs,
    answeredAtMs: result.tAnswerMs,
    agentAtMs: result.tAgentMs,
    endedAtMs: result.tEndMs,
    recordingId: result.recordingId,
    hash,
  };
}
