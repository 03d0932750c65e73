import type {
  AccessEvent,
  StoredSession,
  StoredTeam,
  StoredUser,
  UserStore,
} from '../../ports/user-store.js';
import type { FaultGate } from './memory-faults.js';

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** Users, teams and sessions in memory. */
export class MemoryUserStore implements UserStore {
  readonly #users = new Map<string, StoredUser>();
  readonly #teams = new Map<string, StoredTeam>();
  readonly #sessions = new Map<string, StoredSession>();
  readonly #events: AccessEvent[] = [];
  readonly #gate: FaultGate;

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  users(): Promise<readonly StoredUser[]> {
    return this.#gate.read('users.list', () => [...this.#users.values()].sort(byId));
  }

  saveUser(user: StoredUser, keepsAdmin = false): Promise<boolean> {
    return this.#gate.write('users.save', () => {
      const versionBefore = this.#users.get(user.id)?.version ?? 0;
      const taken = [...this.#users.values()].some(
        ({ id, agentId, providerSubject }) =>
          id !== user.id &&
          ((agentId !== null && agentId === user.agentId) ||
            (providerSubject !== null && providerSubject === user.providerSubject)),
      );
      const isAlone = ![...this.#users.values()].some(
        ({ id, role, blocked }) => id !== user.id && role === 'admin' && !blocked,
      );
      if (versionBefore !== user.version - 1 || taken || (keepsAdmin && isAlone)) {
        return false;
      }
      this.#users.set(user.id, user);
      return true;
    });
  }

  teams(): Promise<readonly StoredTeam[]> {
    return this.#gate.read('teams.list', () => [...this.#teams.values()].sort(byId));
  }

  saveTeam(team: StoredTeam): Promise<void> {
    return this.#gate.write('teams.save', () => void this.#teams.set(team.id, team));
  }

  removeTeam(id: string): Promise<void> {
    return this.#gate.write('teams.remove', () => void this.#teams.delete(id));
  }

  session(hash: string): Promise<StoredSession | null> {
    return this.#gate.read('sessions.find', () => this.#sessions.get(hash) ?? null);
  }

  saveSession(session: StoredSession): Promise<void> {
    return this.#gate.write('sessions.save', () => void this.#sessions.set(session.hash, session));
  }

  sessionsBehind(sid: string): Promise<readonly StoredSession[]> {
    return this.#gate.read('sessions.behind', () =>
      [...this.#sessions.values()].filter(({ providerSid }) => sid !== '' && providerSid === sid),
    );
  }

  touchSession(hash: string, seenAtMs: number): Promise<void> {
    return this.#gate.write('sessions.touch', () => {
      const session = this.#sessions.get(hash);
      if (session !== undefined) {
        this.#sessions.set(hash, { ...session, seenAtMs });
      }
    });
  }

  endSession(hash: string): Promise<boolean> {
    return this.#gate.write('sessions.end', () => this.#sessions.delete(hash));
  }

  endSessionsOf(userId: string, exceptHash: string): Promise<number> {
    return this.#gate.write(
      'sessions.end',
      () => this.#drop((session) => session.userId === userId && session.hash !== exceptHash).length,
    );
  }

  dropSessions(seenBeforeMs: number, madeBeforeMs: number): Promise<readonly string[]> {
    return this.#gate.write('sessions.end', () =>
      this.#drop(({ seenAtMs, createdAtMs }) => seenAtMs < seenBeforeMs || createdAtMs < madeBeforeMs),
    );
  }

  /** Whose they were. */
  #drop(which: (session: StoredSession) => boolean): readonly string[] {
    const dropped = [...this.#sessions.values()].filter(which);
    for (const { hash } of dropped) {
      this.#sessions.delete(hash);
    }
    return dropped.map(({ userId }) => userId).sort();
  }

  note(event: AccessEvent): Promise<void> {
    return this.#gate.write('access.note', () => void this.#events.push(event));
  }

  events(limit: number): Promise<readonly AccessEvent[]> {
    return this.#gate.read('access.list', () => this.#events.toReversed().slice(0, limit));
  }
}
