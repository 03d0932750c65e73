import pg from 'pg';
import type { SippEvent } from '../../src/adapters/asterisk-process/sipp-process.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { customerLegId } from '../../src/core/kernel/ids.js';
import { DISPOSITIONS } from '../../src/core/outcome/disposition.js';
import type { CollectionCentre } from './collection-centre.js';
import { fateOfNumber, SAID_OF, UNANSWERED } from './network-fates.js';
import type { AsteriskCall } from './telephony-lab.js';

/** A row of the call log beside what the network, Asterisk and the database say of the same call. */
export interface CallEvidence {
  readonly row: CallLogRow;
  /** Everything SIPp logged of the number. */
  readonly sipp: readonly SippEvent[];
  /** Asterisk's records of the leg with the attempt's id. */
  readonly asterisk: AsteriskCall | undefined;
  /** When the transaction that wrote the row first was committed, by PostgreSQL's own word. */
  readonly committedMs: number;
  /** A message to the person was played to its end. */
  readonly heardMessage: boolean;
}

/** PostgreSQL keeps the time of every commit; needed by `witnessCommits`. */
export const COMMIT_TIMES = 'track_commit_timestamp=on';

/** From now on the database notes the transaction that wrote each attempt's row first. */
export async function witnessCommits(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, (client) =>
    client.query(`
      create table witness (attempt_id text not null, xid xid8 not null);
      create function witness_opening() returns trigger language plpgsql as
        $$ begin insert into witness values (new.attempt_id, pg_current_xact_id()); return null; end $$;
      create trigger witness_opening after insert on attempts for each row execute function witness_opening();`),
  );
}

async function withClient<Value>(url: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function readCommits(databaseUrl: string): Promise<ReadonlyMap<string, number>> {
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<{ attempt_id: string; committed_ms: number }>(
      `select attempt_id, (extract(epoch from pg_xact_commit_timestamp(xid::xid)) * 1000)::float8 as committed_ms
       from witness`,
    ),
  );
  return new Map(rows.map((row) => [row.attempt_id, row.committed_ms]));
}

/** Each row of the log with its evidence. */
export async function gatherEvidence(centre: CollectionCentre): Promise<readonly CallEvidence[]> {
  const [rows, events, calls, commits] = await Promise.all([
    centre.rows(),
    centre.lab.customers.events(),
    centre.lab.calls(),
    readCommits(centre.databaseUrl),
  ]);
  const byNumber = new Map<string, SippEvent[]>();
  for (const event of events) {
    const known = byNumber.get(plain(event.number)) ?? [];
    known.push(event);
    byNumber.set(plain(event.number), known);
  }
  const byLeg = new Map(calls.map((call) => [call.uniqueId, call]));
  const played = new Set(
    centre.heard.flatMap(({ event }) => (event.kind === 'playFinished' ? [event.legId] : [])),
  );
  return rows.map((row) => {
    const legId = customerLegId(row.opening.attemptId);
    return {
      row,
      sipp: byNumber.get(plain(row.opening.phone)) ?? [],
      asterisk: byLeg.get(legId),
      committedMs: commits.get(row.opening.attemptId) ?? Number.NaN,
      heardMessage: played.has(legId),
    };
  });
}

/** A number as every program writes it somehow, without the plus sign. */
export function plain(number: string): string {
  return number.replace('+', '');
}

const LAST_WORDS = ['FINAL', 'CANCELLED', 'BYE'];

/** True once SIPp and Asterisk have both noted the end of the call. */
export function isOver({ sipp, asterisk }: CallEvidence): boolean {
  return (
    asterisk !== undefined && sipp.some(({ event }) => LAST_WORDS.some((word) => event.startsWith(word)))
  );
}

/** When SIPp first logged an event of the call; NaN, which no comparison likes, when it never did. */
export function timeOf({ sipp }: CallEvidence, event: string): number {
  return sipp.find((entry) => entry.event === event)?.atMs ?? Number.NaN;
}

/** The client ended it, says SIPp. */
export function hungUpByClient({ sipp }: CallEvidence): boolean {
  return sipp.some(({ event }) => event === 'BYE SENT');
}

function sentence(row: CallLogRow, outcome: string, reason: string, endedBy: string, rest: object): string {
  return `${row.opening.phone} ${row.opening.mode} ${outcome}/${reason} by ${endedBy} ${JSON.stringify(rest)}`;
}

/** What the log says of a call. */
export function outcomeTold({ row }: CallEvidence): string {
  const { outcome, reason, endedBy, sipCode, tAnswerMs, abandoned, voicemail } = row.result;
  const answered = tAnswerMs !== null;
  return sentence(row, outcome, reason, endedBy, { sipCode, answered, abandoned, voicemail });
}

/** What the log must say, by what SIPp played and whether Asterisk joined the call with an agent. */
export function outcomePlayed(evidence: CallEvidence): string {
  const { row, asterisk } = evidence;
  const fate = fateOfNumber(row.opening.phone);
  const left = hungUpByClient(evidence);
  const unanswered = UNANSWERED[fate];
  if (unanswered !== null) {
    const { outcome, reason, sipCode, lastEvent } = unanswered;
    const endedBy = lastEvent === 'CANCELLED' ? 'system' : 'network';
    const nothing = { answered: false, abandoned: false, voicemail: false };
    return sentence(row, outcome, reason, endedBy, { sipCode, ...nothing });
  }
  const answered = { sipCode: null, answered: true, abandoned: false, voicemail: false };
  if (asterisk?.bridgeSeconds !== undefined) {
    const { outcome, reason } = DISPOSITIONS[SAID_OF[fate] ?? 'sem_tabulacao'];
    return sentence(row, outcome, reason, left ? 'client' : 'agent', answered);
  }
  if (fate === 'machine') {
    return sentence(row, 'nao_contato', 'machine', 'system', { ...answered, voicemail: true });
  }
  const abandoned = !left || evidence.heardMessage;
  const reason = abandoned ? 'abandoned' : 'hung_up_before_agent';
  return sentence(row, 'nao_contato', reason, left ? 'client' : 'system', { ...answered, abandoned });
}

/** Asterisk's call record has a word of its own for few ends of a call that nobody took. */
const RECORD_OF_REASON: Readonly<Partial<Record<string, string>>> = {
  busy: 'BUSY',
  congestion: 'CONGESTION',
};

/** What the log says of a call, in the words of Asterisk's record. */
export function recordTold({ row }: CallEvidence): string {
  const { reason, tAnswerMs, tAgentMs, q850 } = row.result;
  const { attemptId, campaignId, phone } = row.opening;
  const disposition = tAnswerMs !== null ? 'ANSWERED' : (RECORD_OF_REASON[reason] ?? 'NO ANSWER');
  const ids = `attempt=${attemptId};campaign=${campaignId}`;
  return `${phone} ${disposition} cause ${q850} answered ${tAnswerMs !== null} joined ${tAgentMs !== null} ${ids}`;
}

export function recordKept({ row, asterisk }: CallEvidence): string {
  if (asterisk === undefined) {
    return `${row.opening.phone} has no record`;
  }
  const { disposition, hangupCause, answerSeconds, bridgeSeconds, userField } = asterisk;
  const answered = answerSeconds !== undefined;
  const joined = bridgeSeconds !== undefined;
  return `${row.opening.phone} ${disposition} cause ${hangupCause} answered ${answered} joined ${joined} ${userField}`;
}

/** Something picked up that the log does not call a machine. */
export function isPerson({ row }: CallEvidence): boolean {
  return row.result.tAnswerMs !== null && !row.result.voicemail;
}

/** How long a person was on the line without an agent or a message, after the detector had done with him. */
export function waitOf({ row }: CallEvidence): number {
  const { amd, tAnswerMs, tAmdMs, tAgentMs, tMessageMs, tEndMs } = row.result;
  // Who hangs up while he is screened has waited for nobody yet.
  const sinceMs = tAmdMs ?? (amd === 'off' ? tAnswerMs : tEndMs) ?? tEndMs;
  return (tAgentMs ?? tMessageMs ?? tEndMs) - sinceMs;
}

/** How many calls of each fate ended how, by mode. */
export function outcomeTable(evidence: readonly CallEvidence[]): string {
  const counts = new Map<string, number>();
  for (const { row } of evidence) {
    const { outcome, reason } = row.result;
    const fate = fateOfNumber(row.opening.phone).padEnd(20);
    const key = `${row.opening.mode.padEnd(10)} ${fate} ${outcome}/${reason}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const lines = [...counts].sort().map(([key, count]) => `${String(count).padStart(4)} ${key}`);
  const longest = Math.max(...evidence.filter(isPerson).map(waitOf));
  return [...lines, `Longest wait of a person: ${longest} ms`].join('\n');
}
