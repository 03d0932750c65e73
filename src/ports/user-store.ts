import type { UserRole } from '../core/access/role.js';
import type { AgentId, CampaignId } from '../core/kernel/ids.js';

/** A person who signs in. Secrets are hashes, or sealed with the installation's key. */
export interface StoredUser {
  /** What is typed at the door; lower case. */
  readonly id: string;
  readonly name: string;
  readonly role: UserRole;
  /** Teams whose agents he sees and acts on; null: all. */
  readonly teamIds: readonly string[] | null;
  /** CNPJ of the creditor he looks for, for the role creditor; '' for all others. */
  readonly creditorCnpj: string;
  /** The agent he is; no two users are the same one. */
  readonly agentId: AgentId | null;
  readonly blocked: boolean;
  readonly passwordHash: string;
  /** The password is one that somebody else knows: the next thing he does is to choose his own. */
  readonly mustChange: boolean;
  /** Sealed; '' without a second factor. */
  readonly totpSecret: string;
  /** The last time step a code was taken of: none is taken twice. */
  readonly totpStep: number;
  readonly recoveryHashes: readonly string[];
  /** Issuer and subject at the provider of identities; null: he signs in by password alone. No two users have one. */
  readonly providerSubject: string | null;
  readonly createdAtMs: number;
  /** Grows by one with each save. */
  readonly version: number;
}

/** Agents who work together, under supervisors of theirs. */
export interface StoredTeam {
  readonly id: string;
  readonly name: string;
  readonly agentIds: readonly AgentId[];
  /** Campaigns they work on; null: all. */
  readonly campaignIds: readonly CampaignId[] | null;
}

/** An open session, kept only as SHA-256 of its secret. */
export interface StoredSession {
  readonly hash: string;
  readonly userId: string;
  readonly createdAtMs: number;
  readonly seenAtMs: number;
  /** The session at the provider behind it; null: opened by password; '': the provider tells none. */
  readonly providerSid: string | null;
}

/** What happens at the door and to those who may pass it. */
export const ACCESS_EVENTS = [
  'signed_in',
  'signed_out',
  'refused',
  'locked',
  'expired',
  'cut',
  'password_changed',
  'password_reset',
  'second_factor_set',
  'second_factor_removed',
  'provider_joined',
  'provider_unjoined',
  'user_added',
  'user_changed',
  'user_blocked',
  'user_unblocked',
  'team_changed',
] as const;
export type AccessEventKind = (typeof ACCESS_EVENTS)[number];

export interface AccessEvent {
  readonly atMs: number;
  /** Whom it is about: a user, a team, or the name that was tried. */
  readonly subject: string;
  readonly kind: AccessEventKind;
  /** Who did it; the subject himself at the door. */
  readonly who: string;
  readonly address: string;
  readonly detail: string;
}

/** Users, their teams and sessions, and the record of both. */
export interface UserStore {
  users(): Promise<readonly StoredUser[]>;
  /**
   * Saves `user.version` over the version before it; false when another was faster, or his agent or subject is taken, or
   * with `keepsAdmin` where no other active admin is left, whichever server ends the others at the same time.
   */
  saveUser(user: StoredUser, keepsAdmin?: boolean): Promise<boolean>;
  teams(): Promise<readonly StoredTeam[]>;
  saveTeam(team: StoredTeam): Promise<void>;
  removeTeam(id: string): Promise<void>;
  session(hash: string): Promise<StoredSession | null>;
  saveSession(session: StoredSession): Promise<void>;
  /** Those that one session at the provider stands behind. */
  sessionsBehind(providerSid: string): Promise<readonly StoredSession[]>;
  /** Moves its `seenAtMs`; one that was ended stays so. */
  touchSession(hash: string, seenAtMs: number): Promise<void>;
  /** True for whoever ended it: of two at once, one alone. */
  endSession(hash: string): Promise<boolean>;
  /** Ends all of a user's but `exceptHash`; how many there were. */
  endSessionsOf(userId: string, exceptHash: string): Promise<number>;
  /** Drops sessions not seen since then, and those made before then; whose they were, one entry each. */
  dropSessions(seenBeforeMs: number, madeBeforeMs: number): Promise<readonly string[]>;
  note(event: AccessEvent): Promise<void>;
  /** The latest, newest first. */
  events(limit: number): Promise<readonly AccessEvent[]>;
}
