import type { UserRole } from '../../core/access/role.js';
import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import type {
  AccessEvent,
  AccessEventKind,
  StoredSession,
  StoredTeam,
  StoredUser,
  UserStore,
} from '../../ports/user-store.js';
import { AuditRows } from './audit-rows.js';
import type { Database } from './database.js';
import {
  ACCESS,
  DROP_SESSIONS,
  END_SESSION,
  END_SESSIONS_OF,
  REMOVE_TEAM,
  SAVE_SESSION,
  SAVE_TEAM,
  SAVE_USER,
  SAVE_USER_KEEPING_ADMIN,
  SESSION,
  SESSIONS_BEHIND,
  TEAMS,
  TOUCH_SESSION,
  USERS,
} from './user-statements.js';

interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly team_ids: readonly string[] | null;
  readonly agent_id: string | null;
  readonly blocked: boolean;
  readonly password_hash: string;
  readonly must_change: boolean;
  readonly totp_secret: string;
  readonly totp_step: number;
  readonly recovery_hashes: readonly string[];
  readonly created_at_ms: number;
  readonly version: number;
  readonly creditor_cnpj: string;
  readonly provider_subject: string | null;
}

interface TeamRow {
  readonly id: string;
  readonly name: string;
  readonly agent_ids: readonly AgentId[];
  readonly campaign_ids: readonly CampaignId[] | null;
}

interface SessionRow {
  readonly hash: string;
  readonly user_id: string;
  readonly created_at_ms: number;
  readonly seen_at_ms: number;
  readonly provider_sid: string | null;
}

interface EventRow {
  readonly at_ms: number;
  readonly subject: string;
  readonly kind: string;
  readonly who: string;
  readonly address: string;
  readonly detail: string;
}

function userOf(row: UserRow): StoredUser {
  return {
    id: row.id,
    name: row.name,
    // A check of the table allows no other word.
    role: row.role as UserRole,
    teamIds: row.team_ids,
    agentId: row.agent_id as AgentId | null,
    blocked: row.blocked,
    passwordHash: row.password_hash,
    mustChange: row.must_change,
    totpSecret: row.totp_secret,
    totpStep: row.totp_step,
    recoveryHashes: row.recovery_hashes,
    createdAtMs: row.created_at_ms,
    version: row.version,
    creditorCnpj: row.creditor_cnpj,
    providerSubject: row.provider_subject,
  };
}

function sessionOf(row: SessionRow): StoredSession {
  return {
    hash: row.hash,
    userId: row.user_id,
    createdAtMs: row.created_at_ms,
    seenAtMs: row.seen_at_ms,
    providerSid: row.provider_sid,
  };
}

/** Users, teams and sessions in PostgreSQL. */
export class PostgresUserStore implements UserStore {
  readonly #database: Database;
  readonly #record: AuditRows;

  constructor(database: Database) {
    this.#database = database;
    this.#record = new AuditRows(database);
  }

  async users(): Promise<readonly StoredUser[]> {
    return (await this.#database.query<UserRow>(USERS, [])).map(userOf);
  }

  async saveUser(user: StoredUser, keepsAdmin = false): Promise<boolean> {
    const saved = await this.#database.query<{ id: string }>(
      keepsAdmin ? SAVE_USER_KEEPING_ADMIN : SAVE_USER,
      [
        user.id,
        user.name,
        user.role,
        user.teamIds,
        user.agentId,
        user.blocked,
        user.passwordHash,
        user.mustChange,
        user.totpSecret,
        user.totpStep,
        user.recoveryHashes,
        user.createdAtMs,
        user.version,
        user.creditorCnpj,
        user.providerSubject,
      ],
    );
    return saved.length > 0;
  }

  async teams(): Promise<readonly StoredTeam[]> {
    const rows = await this.#database.query<TeamRow>(TEAMS, []);
    return rows.map(({ id, name, agent_ids, campaign_ids }) => ({
      id,
      name,
      agentIds: agent_ids,
      campaignIds: campaign_ids,
    }));
  }

  async saveTeam({ id, name, agentIds, campaignIds }: StoredTeam): Promise<void> {
    await this.#database.query(SAVE_TEAM, [id, name, agentIds, campaignIds]);
  }

  async removeTeam(id: string): Promise<void> {
    await this.#database.query(REMOVE_TEAM, [id]);
  }

  async session(hash: string): Promise<StoredSession | null> {
    const [row] = await this.#database.query<SessionRow>(SESSION, [hash]);
    return row === undefined ? null : sessionOf(row);
  }

  async saveSession({ hash, userId, createdAtMs, seenAtMs, providerSid }: StoredSession): Promise<void> {
    await this.#database.query(SAVE_SESSION, [hash, userId, createdAtMs, seenAtMs, providerSid]);
  }

  async sessionsBehind(providerSid: string): Promise<readonly StoredSession[]> {
    return (await this.#database.query<SessionRow>(SESSIONS_BEHIND, [providerSid])).map(sessionOf);
  }

  async touchSession(hash: string, seenAtMs: number): Promise<void> {
    await this.#database.query(TOUCH_SESSION, [hash, seenAtMs]);
  }

  async endSession(hash: string): Promise<boolean> {
    return (await this.#database.query(END_SESSION, [hash])).length > 0;
  }

  async endSessionsOf(userId: string, exceptHash: string): Promise<number> {
    return (await this.#database.query(END_SESSIONS_OF, [userId, exceptHash])).length;
  }

  async dropSessions(seenBeforeMs: number, madeBeforeMs: number): Promise<readonly string[]> {
    const values = [seenBeforeMs, madeBeforeMs];
    const dropped = await this.#database.query<Pick<SessionRow, 'user_id'>>(DROP_SESSIONS, values);
    return dropped.map(({ user_id }) => user_id).sort();
  }

  note(event: AccessEvent): Promise<void> {
    return this.#record.add({ ...event, counts: null });
  }

  async events(limit: number): Promise<readonly AccessEvent[]> {
    const rows = await this.#database.query<EventRow>(ACCESS, [limit]);
    return rows.map(({ at_ms, kind, ...row }) => ({
      atMs: at_ms,
      subject: row.subject,
      kind: kind as AccessEventKind,
      who: row.who,
      address: row.address,
      detail: row.detail,
    }));
  }
}
