import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { StoredTeam, StoredUser, UserStore } from '../../ports/user-store.js';
import type { Bounds } from './access.js';

/** How long a change made by another process may go unseen. */
const REFRESH_MS = 5 * SECOND;
const TRIES = 3;

interface Known {
  readonly users: ReadonlyMap<string, StoredUser>;
  readonly teams: readonly StoredTeam[];
  readonly teamsOf: ReadonlyMap<AgentId, readonly string[]>;
}

const isActiveAdmin = ({ role, blocked }: StoredUser): boolean => role === 'admin' && !blocked;

const NONE: Known = { users: new Map(), teams: [], teamsOf: new Map() };

function knownOf(users: readonly StoredUser[], teams: readonly StoredTeam[]): Known {
  const teamsOf = new Map<AgentId, string[]>();
  for (const { id, agentIds } of teams) {
    for (const agentId of agentIds) {
      teamsOf.set(agentId, [...(teamsOf.get(agentId) ?? []), id]);
    }
  }
  return { users: new Map(users.map((user) => [user.id, user])), teams, teamsOf };
}

/** Users and teams at hand: each request asks who somebody is. While the store is away the last known ones hold. */
export class UserBook {
  readonly #store: UserStore;
  readonly #nowMs: () => number;
  #known: Known = NONE;
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(store: UserStore, nowMs: () => number) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  async #read(): Promise<Known> {
    const [users, teams] = await Promise.all([this.#store.users(), this.#store.teams()]);
    this.#known = knownOf(users, teams);
    this.#readAtMs = this.#nowMs();
    return this.#known;
  }

  async #fresh(): Promise<Known> {
    if (this.#nowMs() - this.#readAtMs < REFRESH_MS) {
      return this.#known;
    }
    try {
      return await this.#read();
    } catch (failure) {
      if (this.#known === NONE) {
        throw failure;
      }
      return this.#known;
    }
  }

  async find(id: string): Promise<StoredUser | null> {
    return (await this.#fresh()).users.get(id) ?? null;
  }

  /** As the store has him now, where it answers: somebody just added by another process stands at the door. */
  async findNow(id: string): Promise<StoredUser | null> {
    this.#readAtMs = Number.NEGATIVE_INFINITY;
    return this.find(id);
  }

  async list(): Promise<readonly StoredUser[]> {
    return [...(await this.#read()).users.values()];
  }

  async teams(): Promise<readonly StoredTeam[]> {
    return (await this.#read()).teams;
  }

  /** As last read: a socket asks this for every row it is sent. */
  isInTeams(agentId: AgentId, teamIds: readonly string[]): boolean {
    return this.#known.teamsOf.get(agentId)?.some((team) => teamIds.includes(team)) === true;
  }

  /** What the teams may look at together, as last read. */
  boundsOf(teamIds: readonly string[]): Bounds {
    const teams = this.#known.teams.filter(({ id }) => teamIds.includes(id));
    const campaigns = teams.map(({ campaignIds }) => campaignIds);
    return {
      agentIds: [...new Set(teams.flatMap(({ agentIds }) => agentIds))],
      campaignIds: campaigns.includes(null) ? null : [...new Set(campaigns.flatMap((ids) => ids ?? []))],
    };
  }

  async add(user: StoredUser): Promise<void> {
    if (!(await this.#store.saveUser(user))) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `There is a user '${user.id}', or the agent is another user's.`,
      });
    }
    await this.#read();
  }

  /**
   * Changes a user, again on what another change left; the user after it. With `keepsAdmin` the last active admin stays
   * one, whichever servers are asked to end others at the same time.
   */
  async change(
    id: string,
    change: (user: StoredUser) => StoredUser,
    keepsAdmin = false,
  ): Promise<StoredUser> {
    for (let tries = 0; tries < TRIES; tries++) {
      const { users } = await this.#read();
      const user = users.get(id);
      if (user === undefined) {
        throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no user '${id}'.` });
      }
      const next = { ...change(user), version: user.version + 1 };
      const ends = keepsAdmin && isActiveAdmin(user) && !isActiveAdmin(next);
      if (ends && ![...users.values()].some((other) => other.id !== id && isActiveAdmin(other))) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `'${id}' is the last active admin: give the role to somebody else first.`,
          fields: { lastAdmin: true },
        });
      }
      if (await this.#store.saveUser(next, ends)) {
        await this.#read();
        return next;
      }
    }
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `The user '${id}' was not changed: the agent is another user's, or others changed him all the time.`,
    });
  }

  async saveTeam(team: StoredTeam): Promise<void> {
    await this.#store.saveTeam(team);
    await this.#read();
  }

  async removeTeam(id: string): Promise<void> {
    await this.#store.removeTeam(id);
    await this.#read();
  }
}
