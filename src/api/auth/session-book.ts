import { createHash, randomBytes } from 'node:crypto';
import type { CampaignId } from '../../core/kernel/ids.js';
import { HOUR, MINUTE, SECOND } from '../../core/kernel/time.js';
import type { StoredSession, StoredUser, UserStore } from '../../ports/user-store.js';
import type { Access, Bounds } from './access.js';
import type { UserBook } from './user-book.js';

/** A session ends when nothing was heard of it for so long (an open screen is heard all the time) … */
const IDLE_MS = HOUR;
/** … and after a long shift whatever happens. */
const LIFE_MS = 12 * HOUR;
/** How exactly the store knows when it was last heard. */
const TOUCH_MS = MINUTE;
/** How long the end of a session by another process may go unseen. */
const REFRESH_MS = 5 * SECOND;

const SECRET_FORM = /^[A-Za-z0-9_-]{43}$/;

/** ended: out with him; changed: what he may look at is another now, so let him begin anew. */
export type Cut = 'ended' | 'changed';

/** The campaigns of a creditor now. */
export type CampaignsOf = (creditorCnpj: string) => Promise<readonly CampaignId[]>;

interface Kept {
  session: StoredSession;
  readAtMs: number;
  touchedAtMs: number;
}

function isWithin(id: CampaignId | '', bounds: Bounds | null): boolean {
  const campaigns = bounds?.campaignIds ?? null;
  return campaigns === null || (id !== '' && campaigns.includes(id));
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Sessions of people: made at the door, cut at once and everywhere. */
export class SessionBook {
  readonly #store: UserStore;
  readonly #users: UserBook;
  readonly #nowMs: () => number;
  readonly #campaignsOf: CampaignsOf;
  readonly #kept = new Map<string, Kept>();
  readonly #watchers = new Map<string, Set<(why: Cut) => void>>();

  constructor(store: UserStore, users: UserBook, nowMs: () => number, campaignsOf: CampaignsOf) {
    this.#campaignsOf = campaignsOf;
    this.#store = store;
    this.#users = users;
    this.#nowMs = nowMs;
  }

  /**
   * A new session of its own secret, whatever came with the request: nobody can set a session for somebody else.
   * `providerSid` is the provider's behind it; null where a password opened it.
   */
  async open(user: StoredUser, providerSid: string | null = null): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    const nowMs = this.#nowMs();
    const session = {
      ...{ hash: hashOf(secret), userId: user.id, providerSid },
      ...{ createdAtMs: nowMs, seenAtMs: nowMs },
    };
    const expired = await this.#store.dropSessions(nowMs - IDLE_MS, nowMs - LIFE_MS);
    await Promise.all(expired.map((userId) => this.#noteExpired(userId, nowMs)));
    for (const [old, kept] of this.#kept) {
      if (this.#isOver(kept.session, nowMs)) {
        this.#forget(old);
      }
    }
    await this.#store.saveSession(session);
    this.#kept.set(session.hash, { session, readAtMs: nowMs, touchedAtMs: nowMs });
    return secret;
  }

  /** Who is behind a secret now: his role and teams as they are, or null when he may not come in any more. */
  async verify(secret: string): Promise<Access | null> {
    if (!SECRET_FORM.test(secret)) {
      return null;
    }
    const hash = hashOf(secret);
    const kept = await this.#find(hash);
    if (kept === null) {
      return null;
    }
    const nowMs = this.#nowMs();
    const { session } = kept;
    const user = await this.#users.find(session.userId);
    if (user === null || user.blocked || this.#isOver(session, nowMs)) {
      if ((await this.end(hash)) && this.#isOver(session, nowMs)) {
        await this.#noteExpired(session.userId, nowMs);
      }
      return null;
    }
    kept.session = { ...session, seenAtMs: nowMs };
    if (nowMs - kept.touchedAtMs >= TOUCH_MS) {
      kept.touchedAtMs = nowMs;
      // That it was heard is no reason to refuse it while the store is away.
      await this.#store.touchSession(hash, nowMs).catch(() => undefined);
    }
    return this.#accessOf(user, kept.session);
  }

  #isOver({ seenAtMs, createdAtMs }: StoredSession, nowMs: number): boolean {
    return nowMs - seenAtMs > IDLE_MS || nowMs - createdAtMs > LIFE_MS;
  }

  async #accessOf(user: StoredUser, { hash, providerSid }: StoredSession): Promise<Access> {
    const { teamIds, agentId } = user;
    const bounds = await this.#boundsOf(user);
    return {
      person: user.id,
      role: user.role,
      key: `user:${user.id}`,
      agentId,
      teamIds,
      sees: (other) =>
        other === agentId ||
        (user.role !== 'agent' &&
          user.role !== 'creditor' &&
          (teamIds === null || this.#users.isInTeams(other, teamIds))),
      seesCampaign: (id) => isWithin(id, bounds),
      bounds,
      session: {
        hash,
        userId: user.id,
        mustChange: user.mustChange,
        byProvider: providerSid !== null,
      },
    };
  }

  async #boundsOf({ role, teamIds, creditorCnpj }: StoredUser): Promise<Bounds | null> {
    if (role === 'creditor') {
      return { campaignIds: await this.#campaignsOf(creditorCnpj), agentIds: null };
    }
    return teamIds === null ? null : this.#users.boundsOf(teamIds);
  }

  async #find(hash: string): Promise<Kept | null> {
    const nowMs = this.#nowMs();
    const kept = this.#kept.get(hash);
    if (kept !== undefined && nowMs - kept.readAtMs < REFRESH_MS) {
      return kept;
    }
    let session: StoredSession | null;
    try {
      session = await this.#store.session(hash);
    } catch (failure) {
      if (kept === undefined) {
        throw failure;
      }
      return kept;
    }
    if (session === null) {
      this.#forget(hash);
      return null;
    }
    const now = this.#kept.get(hash) ?? { session, readAtMs: nowMs, touchedAtMs: session.seenAtMs };
    now.readAtMs = nowMs;
    this.#kept.set(hash, now);
    return now;
  }

  /** Calls `onCut` when the session ends or must begin anew; what it returns stops watching. */
  watch(hash: string, onCut: (why: Cut) => void): () => void {
    const watchers = this.#watchers.get(hash) ?? new Set();
    watchers.add(onCut);
    this.#watchers.set(hash, watchers);
    return () => {
      watchers.delete(onCut);
      if (watchers.size === 0) {
        this.#watchers.delete(hash);
      }
    };
  }

  /** Lets all that a user holds open begin anew, with his session. */
  refresh(userId: string): void {
    for (const [hash, { session }] of this.#kept) {
      if (session.userId === userId) {
        for (const onCut of this.#watchers.get(hash) ?? []) {
          onCut('changed');
        }
      }
    }
  }

  /** Ends what a session at the provider stands behind; whose each was. */
  async endBehind(providerSid: string): Promise<readonly string[]> {
    const behind = await this.#store.sessionsBehind(providerSid);
    const ended = await Promise.all(behind.map(({ hash }) => this.end(hash)));
    return behind.filter((_, place) => ended[place] === true).map(({ userId }) => userId);
  }

  /** True for whoever ended it. */
  end(hash: string): Promise<boolean> {
    this.#forget(hash);
    return this.#store.endSession(hash);
  }

  /** Ends all of a user's sessions but one: what he holds open is closed before the store is asked. How many there were. */
  endAllOf(userId: string, exceptHash = ''): Promise<number> {
    for (const [hash, { session }] of this.#kept) {
      if (session.userId === userId && hash !== exceptHash) {
        this.#forget(hash);
      }
    }
    return this.#store.endSessionsOf(userId, exceptHash);
  }

  /** For the record; nobody is kept out because it could not be written. */
  #noteExpired(userId: string, atMs: number): Promise<void> {
    const event = { kind: 'expired', subject: userId, who: userId, address: '', detail: '' } as const;
    return this.#store.note({ ...event, atMs }).catch(() => undefined);
  }

  #forget(hash: string): void {
    this.#kept.delete(hash);
    const watchers = this.#watchers.get(hash);
    this.#watchers.delete(hash);
    for (const onCut of watchers ?? []) {
      onCut('ended');
    }
  }
}
