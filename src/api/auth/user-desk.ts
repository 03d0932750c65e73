import type { UserRole } from '../../core/access/role.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId } from '../../core/kernel/ids.js';
import type {
  AccessEvent,
  AccessEventKind,
  StoredTeam,
  StoredUser,
  UserStore,
} from '../../ports/user-store.js';
import { isLocal } from './local-token.js';
import { hashPassword, oneTimePassword, passwordFault } from './password.js';
import type { SessionBook } from './session-book.js';
import type { UserBook } from './user-book.js';

/** Who acts where the provider of identities says something of its people. */
export const PROVIDER = 'provider';

/** Who acts, and from where. */
export interface Actor {
  readonly who: string;
  readonly address: string;
}

export interface NewUser {
  readonly id: string;
  readonly name: string;
  readonly role: UserRole;
  readonly teamIds: readonly string[] | null;
  readonly agentId: AgentId | null;
  readonly creditorCnpj: string;
}

/** Who makes himself the first admin. */
export interface FirstAdmin extends Pick<NewUser, 'id' | 'name'> {
  readonly password: string;
}

export type UserChange = Partial<
  Omit<NewUser, 'id'> & {
    readonly blocked: boolean;
    /** Null: the next who comes by the provider under this name is joined anew. */
    readonly providerSubject: null;
  }
>;

interface UserDeskParts {
  readonly store: UserStore;
  readonly users: UserBook;
  readonly sessions: SessionBook;
  readonly nowMs: () => number;
  /** Takes an agent off the floor once his user may not work any more. */
  readonly endWork: (agentId: AgentId) => void;
}

/** Who may come in: made, changed and blocked by an admin; what somebody lost is cut while he holds it. */
export class UserDesk {
  readonly #parts: UserDeskParts;

  constructor(parts: UserDeskParts) {
    this.#parts = parts;
  }

  list(): Promise<readonly StoredUser[]> {
    return this.#parts.users.list();
  }

  teams(): Promise<readonly StoredTeam[]> {
    return this.#parts.users.teams();
  }

  events(limit: number): Promise<readonly AccessEvent[]> {
    return this.#parts.store.events(limit);
  }

  /** Adds a user; the password is shown once and must be changed at the first sign-in. */
  async add(user: NewUser, actor: Actor): Promise<{ readonly user: StoredUser; readonly password: string }> {
    requirePersonsName(user.id);
    requireWhole(user);
    const password = oneTimePassword();
    const stored = entryOf(user, await hashPassword(password), this.#parts.nowMs());
    await this.#parts.users.add(stored);
    await this.#note('user_added', user.id, actor, user.role);
    return { user: stored, password };
  }

  /** Adds the first admin, with a password of his own choice; refused once there is anybody. */
  async addFirst({ id, name, password }: FirstAdmin, actor: Actor): Promise<StoredUser> {
    const { users, nowMs } = this.#parts;
    requirePersonsName(id);
    const fault = passwordFault(password, id);
    if (fault !== null) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `body.password: choose another password: ${fault}.`,
      });
    }
    const passwordHash = await hashPassword(password);
    if ((await users.list()).length > 0) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'There is a user by now: sign in, or have an admin add you.',
      });
    }
    const admin = { id, name, role: 'admin', teamIds: null, agentId: null, creditorCnpj: '' } as const;
    const stored = { ...entryOf(admin, passwordHash, nowMs()), mustChange: false };
    await users.add(stored);
    await this.#note('user_added', id, actor, admin.role);
    return stored;
  }

  /** Adds somebody the provider of identities vouches for: he has no password here. */
  async addProvided(user: NewUser, providerSubject: string, actor: Actor): Promise<StoredUser> {
    requireWhole(user);
    const stored = { ...entryOf(user, '', this.#parts.nowMs()), mustChange: false, providerSubject };
    await this.#parts.users.add(stored);
    await this.#note('user_added', user.id, actor, user.role);
    return stored;
  }

  /**
   * Changes a user. Whoever loses a role, a team or his entry loses what he has open with it. The last active admin is
   * kept, also where two end one another at once at two servers. What the provider of identities says of its own people
   * stands.
   */
  async change(id: string, change: UserChange, actor: Actor): Promise<StoredUser> {
    const { users, sessions, endWork } = this.#parts;
    if (id === actor.who && (change.blocked === true || change.role !== undefined)) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'Nobody blocks himself or changes his own role; ask another admin.',
      });
    }
    let before: StoredUser | null = null;
    const after = await users.change(
      id,
      (now) => {
        before = now;
        const next = { ...now, ...change };
        requireWhole(next);
        return next;
      },
      actor.who !== PROVIDER,
    );
    const was: StoredUser = before ?? after;
    const unjoined = was.providerSubject !== after.providerSubject;
    const moved =
      unjoined ||
      was.role !== after.role ||
      was.agentId !== after.agentId ||
      was.creditorCnpj !== after.creditorCnpj;
    if (after.blocked || moved) {
      await this.#cut(id, actor);
    } else if (String(was.teamIds) !== String(after.teamIds)) {
      sessions.refresh(id);
    }
    if (was.agentId !== null && (after.blocked || moved)) {
      endWork(was.agentId);
    }
    await this.#noteChange(was, after, actor);
    return after;
  }

  /** Ends all he has open, and says so where there was anything. */
  async #cut(id: string, actor: Actor): Promise<void> {
    const ended = await this.#parts.sessions.endAllOf(id);
    if (ended > 0) {
      await this.#note('cut', id, actor, String(ended));
    }
  }

  async #noteChange(was: StoredUser, after: StoredUser, actor: Actor): Promise<void> {
    if (was.blocked !== after.blocked) {
      await this.#note(after.blocked ? 'user_blocked' : 'user_unblocked', after.id, actor);
    }
    if (was.providerSubject !== after.providerSubject) {
      await this.#note('provider_unjoined', after.id, actor);
    }
    const fields = (['name', 'role', 'teamIds', 'agentId', 'creditorCnpj'] as const).filter(
      (field) => String(was[field]) !== String(after[field]),
    );
    if (fields.length > 0) {
      const text = fields.map((field) => `${field}: ${was[field]} → ${after[field]}`).join('; ');
      await this.#note('user_changed', after.id, actor, text);
    }
  }

  /** A new one-time password for who forgot his, and out with the second factor of who lost his phone. */
  async resetPassword(id: string, dropSecondFactor: boolean, actor: Actor): Promise<string> {
    const { users } = this.#parts;
    const password = oneTimePassword();
    const passwordHash = await hashPassword(password);
    await users.change(id, (now) => ({
      ...now,
      passwordHash,
      mustChange: true,
      ...(dropSecondFactor ? { totpSecret: '', recoveryHashes: [] } : {}),
    }));
    await this.#cut(id, actor);
    await this.#note('password_reset', id, actor, dropSecondFactor ? 'second factor removed' : '');
    return password;
  }

  async saveTeam(team: StoredTeam, actor: Actor): Promise<void> {
    await this.#parts.users.saveTeam(team);
    await this.#note(
      'team_changed',
      team.id,
      actor,
      `${team.name}: ${team.agentIds.join(', ')}; campaigns: ${team.campaignIds?.join(', ') ?? 'all'}`,
    );
    await this.#renewTeam(team.id);
  }

  async removeTeam(id: string, actor: Actor): Promise<void> {
    await this.#parts.users.removeTeam(id);
    await this.#note('team_changed', id, actor, 'removed');
    await this.#renewTeam(id);
  }

  /** What supervisors of the team have on their screens is of the team before: it begins anew. */
  async #renewTeam(id: string): Promise<void> {
    for (const user of await this.#parts.users.list()) {
      if (user.teamIds?.includes(id) === true) {
        this.#parts.sessions.refresh(user.id);
      }
    }
  }

  #note(kind: AccessEventKind, subject: string, { who, address }: Actor, detail = ''): Promise<void> {
    return this.#parts.store.note({ atMs: this.#parts.nowMs(), kind, subject, who, address, detail });
  }
}

function requirePersonsName(id: string): void {
  if (isLocal(id)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `body.id: '${id}' is the name of the machine's own token; give the person's.`,
    });
  }
}

/** An agent is somebody on the floor; everybody else is bound to no phone. */
function requireWhole({
  role,
  agentId,
  creditorCnpj,
}: Pick<NewUser, 'role' | 'agentId' | 'creditorCnpj'>): void {
  if ((role === 'creditor') !== (creditorCnpj !== '')) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'body.creditorCnpj: a user of the role creditor has the CNPJ of one, and only he.',
    });
  }
  if ((role === 'agent') !== (agentId !== null)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'body.agentId: a user of the role agent has an agent, and only he.',
    });
  }
}

function entryOf(user: NewUser, passwordHash: string, createdAtMs: number): StoredUser {
  return {
    ...user,
    blocked: false,
    passwordHash,
    mustChange: true,
    totpSecret: '',
    totpStep: 0,
    recoveryHashes: [],
    providerSubject: null,
    createdAtMs,
    version: 1,
  };
}
