import { type ClaimedEntry, type IdentityRules, identityOf } from '../../core/access/identity-rules.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { IdentityProvider, ProvidedIdentity } from '../../ports/identity-provider.js';
import type { SecretBox } from '../../ports/secret-box.js';
import type { StoredUser, UserStore } from '../../ports/user-store.js';
import { isLocal } from './local-token.js';
import type { SessionBook } from './session-book.js';
import type { UserBook } from './user-book.js';
import { type Actor, PROVIDER, type UserDesk } from './user-desk.js';

/** Who began at the provider comes back within this. */
export const SIGN_IN_MS = 10 * MINUTE;
const OWNER = 'sign-in';
const USER_FORM = /^[a-z0-9][a-z0-9._@-]{0,63}$/;
const AGENT_FORM = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What the provider is called here, and what its word counts for. */
export interface ProviderSettings {
  /** On the button; '' where nobody named it. */
  readonly name: string;
  /** The address people know us by: sign-ins begin and end there. */
  readonly publicUrl: string;
  readonly rules: IdentityRules;
  readonly createUsers: boolean;
}

/** Why somebody the provider vouches for does not come in. */
const REFUSALS = [
  'no_name',
  'unverified',
  'no_role',
  'unknown',
  'blocked',
  'other_subject',
  'no_agent',
  'taken',
] as const;
type Refusal = (typeof REFUSALS)[number];

const WHY: Readonly<Record<Refusal, string>> = {
  no_name: 'the provider gives no user name (oidc.user_claim)',
  unverified: 'the provider does not call the e-mail verified',
  no_role: 'no rule of oidc.roles fits what the provider says',
  unknown: 'there is no user of that name here',
  blocked: 'the user is blocked',
  other_subject: 'the user is joined to somebody else at the provider; an admin can unjoin him',
  no_agent: 'the provider does not say which agent he is (oidc.agent_claim), and no admin did',
  taken: 'the agent, or what the provider calls him, is another user’s',
};

interface ProviderDeskParts {
  readonly provider: IdentityProvider;
  readonly settings: ProviderSettings;
  readonly store: UserStore;
  readonly users: UserBook;
  readonly sessions: SessionBook;
  readonly desk: UserDesk;
  readonly box: SecretBox;
  readonly nowMs: () => number;
  readonly endWork: (agentId: AgentId) => void;
}

/** The door by way of the provider: what was begun is finished, and a person of theirs is a user of ours. */
export class ProviderDesk {
  readonly settings: ProviderSettings;
  readonly #parts: ProviderDeskParts;

  constructor(parts: ProviderDeskParts) {
    this.#parts = parts;
    this.settings = parts.settings;
  }

  /** Where the browser goes, and what it must bring back. */
  async begin(): Promise<{ readonly url: string; readonly sealed: string }> {
    const { provider, box, nowMs } = this.#parts;
    const { url, begun } = await provider.begin();
    return { url, sealed: box.seal(JSON.stringify({ ...begun, untilMs: nowMs() + SIGN_IN_MS }), OWNER) };
  }

  /** The secret of a new session. */
  async finish(query: string, sealed: string, address: string): Promise<string> {
    const { provider, users, sessions } = this.#parts;
    const identity = await provider.finish(query, this.#begunIn(sealed));
    // Somebody just added, blocked or joined by another process stands at the door.
    const known = [...(await users.list())];
    const claimed = identityOf(
      identity.claims,
      this.settings.rules,
      (await users.teams()).map(({ id }) => id),
    );
    if (!claimed.known) {
      return this.#refuse(claimed.why, identity.subject, address);
    }
    const { userId, name, entry } = claimed;
    const joined = known.find(({ providerSubject }) => providerSubject === identity.subject);
    const named = known.find(({ id }) => id === userId);
    const found = joined ?? named ?? null;
    const refusal = this.#refusalOf(found, userId, identity, entry);
    if (refusal !== null) {
      return this.#refuse(refusal, found?.id ?? userId, address);
    }
    const user = await this.#settle(found, { userId, name, entry }, identity, address);
    const secret = await sessions.open(user, identity.sid);
    await this.#note('signed_in', user.id, address, 'by the provider');
    return secret;
  }

  /** A cookie that nobody sealed, sealed for something else, or kept too long begins nothing. */
  #begunIn(sealed: string) {
    const { box, nowMs } = this.#parts;
    try {
      const begun = JSON.parse(box.open(sealed, OWNER)) as Record<'state' | 'nonce' | 'verifier', string>;
      if (Number((begun as { untilMs?: unknown }).untilMs) > nowMs()) {
        return begun;
      }
    } catch {
      // Said below.
    }
    throw new CadenciaError('DLR_AUTH_PROVIDER_REFUSED', {
      detail: 'This sign-in was not begun in this browser, or too long ago; begin again.',
      fields: { why: 'not_begun' },
    });
  }

  #refusalOf(
    found: StoredUser | null,
    userId: string,
    { subject }: ProvidedIdentity,
    entry: ClaimedEntry | null,
  ): Refusal | null {
    if (found === null) {
      if (!this.settings.createUsers || entry === null) {
        return 'unknown';
      }
      if (!USER_FORM.test(userId) || isLocal(userId)) {
        return 'no_name';
      }
    } else if (found.blocked) {
      return 'blocked';
    } else if (found.providerSubject !== null && found.providerSubject !== subject) {
      return 'other_subject';
    }
    const agentId = entry?.agentId !== '' ? entry?.agentId : found?.agentId;
    return entry?.role === 'agent' && !AGENT_FORM.test(agentId ?? '') ? 'no_agent' : null;
  }

  /** The user as the provider says he is now: made, joined and changed where that is new. */
  async #settle(
    found: StoredUser | null,
    claimed: { readonly userId: string; readonly name: string; readonly entry: ClaimedEntry | null },
    { subject }: ProvidedIdentity,
    address: string,
  ): Promise<StoredUser> {
    const { users, desk } = this.#parts;
    const actor: Actor = { who: PROVIDER, address };
    try {
      const fresh = found === null ? await this.#make(claimed, subject, actor) : found;
      const moved = changeOf(fresh, claimed);
      let user = Object.keys(moved).length === 0 ? fresh : await desk.change(fresh.id, moved, actor);
      if (user.providerSubject === null) {
        // A password that somebody else knows is void once its owner came in without it.
        user = await users.change(user.id, (now) => ({
          ...now,
          providerSubject: subject,
          ...(now.mustChange ? { passwordHash: '', mustChange: false } : {}),
        }));
        await this.#note('provider_joined', user.id, address, subject);
      }
      return user;
    } catch (failure) {
      if (failure instanceof CadenciaError && failure.code === 'DLR_STATE_CONFLICT') {
        return this.#refuse('taken', claimed.userId, address);
      }
      throw failure;
    }
  }

  async #make(
    {
      userId,
      name,
      entry,
    }: { readonly userId: string; readonly name: string; readonly entry: ClaimedEntry | null },
    subject: string,
    actor: Actor,
  ): Promise<StoredUser> {
    if (entry === null) {
      throw new Error('nobody is made without a role');
    }
    const { role, teamIds, creditorCnpj } = entry;
    const agentId = entry.agentId === '' ? null : (entry.agentId as AgentId);
    const user = { id: userId, name: name === '' ? userId : name, role, teamIds, creditorCnpj, agentId };
    return this.#parts.desk.addProvided(user, subject, actor);
  }

  /** What a logout token of the provider's ends: sessions here, and with all of a user's his work. */
  async signedOutThere(token: string, address: string): Promise<void> {
    const { provider, users, sessions, endWork } = this.#parts;
    const { subject, sid } = await provider.readLogout(token);
    if (sid !== '') {
      for (const userId of await sessions.endBehind(sid)) {
        await this.#note('signed_out', userId, address, 'at the provider');
      }
      return;
    }
    const user = (await users.list()).find(({ providerSubject }) => providerSubject === subject);
    if (user === undefined) {
      return;
    }
    const ended = await sessions.endAllOf(user.id);
    if (user.agentId !== null) {
      endWork(user.agentId);
    }
    if (ended > 0) {
      await this.#note('cut', user.id, address, `${ended} at the provider's word`);
    }
  }

  /** Where to sign out at the provider too; null where that cannot be had now: the session here has ended anyway. */
  signOutUrl(): Promise<string | null> {
    return this.#parts.provider.signOutUrl().catch(() => null);
  }

  async #refuse(why: Refusal, subject: string, address: string): Promise<never> {
    await this.#note('refused', subject.slice(-64), address, `provider: ${why}`);
    throw new CadenciaError('DLR_AUTH_PROVIDER_REFUSED', {
      detail: `You are known to the provider, but ${WHY[why]}.`,
      fields: { why },
    });
  }

  #note(
    kind: 'signed_in' | 'signed_out' | 'refused' | 'cut' | 'provider_joined',
    id: string,
    address: string,
    detail: string,
  ) {
    const atMs = this.#parts.nowMs();
    return this.#parts.store.note({ atMs, kind, subject: id, who: id, address, detail });
  }
}

/** What differs between a user on file and what the provider says of him. */
function changeOf(
  user: StoredUser,
  { name, entry }: { readonly name: string; readonly entry: ClaimedEntry | null },
) {
  const claimed =
    entry === null
      ? {}
      : {
          role: entry.role,
          teamIds: entry.teamIds,
          creditorCnpj: entry.creditorCnpj,
          agentId:
            entry.role !== 'agent' ? null : entry.agentId === '' ? user.agentId : (entry.agentId as AgentId),
        };
  const said = { ...claimed, ...(name === '' ? {} : { name }) };
  const differs = Object.entries(said).filter(
    ([field, value]) => String(value) !== String(user[field as keyof StoredUser]),
  );
  return Object.fromEntries(differs);
}
