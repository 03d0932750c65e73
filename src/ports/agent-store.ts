import type { AgentId, AttemptId, CampaignId, EngineId, GroupId, LegId } from '../core/kernel/ids.js';

/** A person who takes calls. */
export interface AgentProfile {
  readonly id: AgentId;
  readonly name: string;
  readonly groupId: GroupId;
  /** How the media server reaches the phone, such as `PJSIP/1001`. */
  readonly endpoint: string;
  /** A demo agent is played by the product itself and logs in by itself. */
  readonly demo: boolean;
  readonly active: boolean;
}

/** Who was logged in, kept so that a restart finds the agents where they were. */
export interface AgentSession {
  readonly agentId: AgentId;
  /** Whose agent he is: engines of one database leave each other's alone. Null: kept before sessions had owners. */
  readonly engineId: EngineId | null;
  readonly campaignIds: readonly CampaignId[];
  /** Null until his phone is rung. */
  readonly legId: LegId | null;
  readonly state: string;
  readonly reason: string;
  readonly sinceMs: number;
}

/** An agent whom nobody may give a call: the last one was abusive. */
export interface AgentHold {
  readonly agentId: AgentId;
  readonly sinceMs: number;
  readonly attemptId: AttemptId;
}

/** The end of a hold, kept for good. */
export interface AgentRelease {
  readonly agentId: AgentId;
  readonly atMs: number;
  /** Who released him; his own id when he did. */
  readonly by: string;
  readonly heldSinceMs: number;
  readonly attemptId: AttemptId;
}

export interface AgentStore {
  list(): Promise<readonly AgentProfile[]>;
  find(id: AgentId): Promise<AgentProfile | null>;
  save(profile: AgentProfile): Promise<void>;
  /** Of every engine. */
  listSessions(): Promise<readonly AgentSession[]>;
  findSession(agentId: AgentId): Promise<AgentSession | null>;
  /** Keeps the session; false, and nothing kept, where another engine than `takenFrom` owns the agent's. */
  saveSession(session: AgentSession, takenFrom?: EngineId | null): Promise<boolean>;
  /**
   * Keeps sessions of that engine and ends others of its own, all at once; an agent is in one of both lists, once.
   * Agents whom another engine owns stay as they are; those of `kept` are returned.
   */
  writeSessions(
    engineId: EngineId,
    kept: readonly AgentSession[],
    ended: readonly AgentId[],
  ): Promise<readonly AgentId[]>;
  listHolds(): Promise<readonly AgentHold[]>;
  /** Keeps a hold; the first of an agent stays until it is released. */
  hold(hold: AgentHold): Promise<void>;
  /** Ends the hold and keeps who did, in one transaction. */
  release(release: AgentRelease): Promise<void>;
  /** Every release, oldest first, for exports. */
  readReleases(): AsyncIterable<AgentRelease>;
}
