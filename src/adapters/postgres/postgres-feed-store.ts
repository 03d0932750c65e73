import type { Statement as BilledStatement } from '../../core/billing/statement.js';
import type { FeedDelivery, FeedSubscription } from '../../core/feeds/feed-delivery.js';
import type { MadeNotice, OutboxEntry, QuietEnd } from '../../core/feeds/feed-event.js';
import type { FeedKey } from '../../core/feeds/feed-key.js';
import type { FeedStanding, OutboxStanding } from '../../core/feeds/feed-standing.js';
import type { FeedStore } from '../../ports/feed-store.js';
import { type AttemptRecord, readClosed } from './attempt-record.js';
import { CLOSED_OF } from './attempt-statements.js';
import { FIND_STATEMENT } from './billing-statements.js';
import type { Database } from './database.js';
import {
  CHANGE_KEYS,
  CLEAR_SECRETS,
  DEAD,
  ENDED_CONTACTS,
  FAN_OUT,
  FORGET,
  HAS_WORK,
  OUTBOX_STANDING,
  REPLAY,
  SAVE_SUBSCRIPTION,
  SEAL_SECRET,
  SETTLE,
  STANDINGS,
  SUBSCRIPTIONS,
  TAKE_DUE,
  TAKE_OUTBOX,
  TELL_REPORT,
  TRIED,
} from './feed-statements.js';

interface OutboxRecord {
  readonly place: number;
  readonly what: OutboxEntry['what'];
  readonly ref: string;
  readonly day: string | null;
  readonly contactDone: boolean;
  readonly why: string;
  readonly atMs: number;
  readonly data: MadeNotice | null;
}

type EndedContact = (OutboxEntry & { readonly what: 'contact' })['contact'];

interface StatementRecord {
  readonly statement: BilledStatement;
  readonly steps: BilledStatement['steps'];
}

/** Outbox and deliveries in PostgreSQL. */
export class PostgresFeedStore implements FeedStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  listSubscriptions(): Promise<readonly FeedSubscription[]> {
    return this.#database.query<FeedSubscription>(SUBSCRIPTIONS, []);
  }

  async saveSubscription({ id, url, kinds, active, keys }: FeedSubscription): Promise<void> {
    await this.#database.query(SAVE_SUBSCRIPTION, [id, url, kinds, active, JSON.stringify(keys)]);
  }

  async changeKeys(id: string, before: readonly FeedKey[], after: readonly FeedKey[]): Promise<boolean> {
    const keys = [JSON.stringify(before), JSON.stringify(after)];
    return (await this.#database.query(CHANGE_KEYS, [id, ...keys])).length > 0;
  }

  /** Seals what an earlier version wrote in clear; gives how many. */
  async sealClearSecrets(seal: (secretHex: string, id: string) => string): Promise<number> {
    const clear = await this.#database.query<{ id: string; secretHex: string }>(CLEAR_SECRETS, []);
    for (const { id, secretHex } of clear) {
      const keys = [{ sealed: seal(secretHex, id), untilMs: null }] satisfies FeedKey[];
      await this.#database.query(SEAL_SECRET, [id, secretHex, JSON.stringify(keys)]);
    }
    return clear.length;
  }

  async tellReport(report: MadeNotice, atMs: number): Promise<void> {
    const ref = `${report.pack}/${report.period}`;
    await this.#database.query(TELL_REPORT, [ref, atMs, JSON.stringify(report)]);
  }

  async takeOutbox(nowMs: number, untilMs: number, most: number): Promise<readonly OutboxEntry[]> {
    const taken = await this.#database.query<OutboxRecord>(TAKE_OUTBOX, [nowMs, untilMs, most]);
    taken.sort((one, other) => one.place - other.place);
    const attempts = taken.filter(({ what }) => what === 'attempt');
    const records = await this.#database.query<AttemptRecord>(CLOSED_OF, [
      attempts.map(({ ref }) => ref),
      [...new Set(attempts.map(({ day }) => day))],
    ]);
    const rows = new Map(records.map((record) => [String(record['attempt_id']), readClosed(record)]));
    const contacts = await this.#contacts(taken);
    const known = ({ what, ref }: OutboxRecord): boolean =>
      what === 'statement' || what === 'report' || (what === 'contact' ? contacts : rows).has(ref);
    const gone = taken.filter((one) => !known(one)).map(({ place }) => place);
    if (gone.length > 0) {
      // The rows' time was over before anybody could be told.
      await this.fanOut([], gone);
    }
    const entries: OutboxEntry[] = [];
    for (const { place, what, ref, contactDone, why, atMs, data } of taken) {
      const row = rows.get(ref);
      const contact = contacts.get(ref);
      if (what === 'attempt' && row !== undefined) {
        entries.push({ place, what, row, contactDone });
      } else if (what === 'statement') {
        entries.push({ place, what, statement: await this.#approved(ref) });
      } else if (what === 'contact' && contact !== undefined) {
        entries.push({ place, what, contact, why: why as QuietEnd, atMs });
      } else if (what === 'report' && data !== null) {
        entries.push({ place, what, report: data, atMs });
      }
    }
    return entries;
  }

  async fanOut(deliveries: readonly FeedDelivery[], places: readonly number[]): Promise<void> {
    await this.#database.query(FAN_OUT, [JSON.stringify(deliveries), places]);
  }

  async takeDue(nowMs: number, untilMs: number, most: number): Promise<readonly FeedDelivery[]> {
    const due = await this.#database.query<FeedDelivery>(TAKE_DUE, [nowMs, untilMs, most]);
    return due.sort((one, other) => one.event.atMs - other.event.atMs || (one.id < other.id ? -1 : 1));
  }

  async settle(deliveries: readonly FeedDelivery[]): Promise<void> {
    await this.#database.query(SETTLE, [JSON.stringify(deliveries)]);
  }

  async hasWork(nowMs: number): Promise<boolean> {
    const [row] = await this.#database.query<{ work: boolean }>(HAS_WORK, [nowMs]);
    return row?.work === true;
  }

  listDead(subscriptionId: string, most: number): Promise<readonly FeedDelivery[]> {
    return this.#database.query<FeedDelivery>(DEAD, [subscriptionId, most]);
  }

  listTried(subscriptionId: string, most: number): Promise<readonly FeedDelivery[]> {
    return this.#database.query<FeedDelivery>(TRIED, [subscriptionId, most]);
  }

  async standings(): Promise<ReadonlyMap<string, FeedStanding>> {
    const rows = await this.#database.query<FeedStanding & { readonly id: string }>(STANDINGS, []);
    return new Map(rows.map(({ id, ...standing }) => [id, standing]));
  }

  async outboxStanding(): Promise<OutboxStanding> {
    const [row] = await this.#database.query<OutboxStanding>(OUTBOX_STANDING, []);
    return row ?? { entries: 0, oldestMs: null };
  }

  async replay(subscriptionId: string, eventIds: readonly string[] | null, nowMs: number): Promise<number> {
    const ids = eventIds?.map((id) => `${subscriptionId}/${id}`) ?? null;
    return (await this.#database.query(REPLAY, [subscriptionId, ids, nowMs])).length;
  }

  async forgetDelivered(beforeMs: number): Promise<void> {
    await this.#database.query(FORGET, [beforeMs]);
  }

  async #contacts(taken: readonly OutboxRecord[]): Promise<ReadonlyMap<string, EndedContact>> {
    const ids = taken.filter(({ what }) => what === 'contact').map(({ ref }) => ref);
    const found = ids.length === 0 ? [] : await this.#database.query<EndedContact>(ENDED_CONTACTS, [ids]);
    return new Map(found.map((one) => [one.id, one]));
  }

  async #approved(ref: string) {
    const [found] = await this.#database.query<StatementRecord>(FIND_STATEMENT, [ref]);
    if (found === undefined) {
      throw new RangeError(`The outbox names statement ${ref}, which is not there`);
    }
    const { id, contractId, month, version, hash, total } = found.statement;
    const step = found.steps.findLast(({ to }) => to === 'approved');
    return { id, contractId, month, version, hash, total, by: step?.by ?? '', atMs: step?.atMs ?? 0 };
  }
}
