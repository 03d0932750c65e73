import type { AgentId, EngineId } from '../core/kernel/ids.js';
import type { OpenAttempt } from './attempt-store.js';

/** An engine as the others know it. */
export interface KnownEngine {
  readonly engineId: EngineId;
  /** Under what name its legs live on each media server, by the server's id. */
  readonly estates: Readonly<Record<string, string>>;
  /** Where the other servers reach its API, such as `https://10.0.0.5:8443`; null while it has no door open. */
  readonly door: string | null;
}

/** What an engine left behind. */
export interface Estate {
  readonly rows: readonly OpenAttempt[];
  readonly agentIds: readonly AgentId[];
}

/** Engines of the installation, and what of a dead one becomes another's. Rejects with DLR_DATABASE_DOWN. */
export interface EstateStore {
  /** The engine is there (again), and its legs live under these names. */
  register(engineId: EngineId, estates: KnownEngine['estates']): Promise<void>;
  /** Its door is there from now on, or no more. */
  tellDoor(engineId: EngineId, door: string | null): Promise<void>;
  list(): Promise<readonly KnownEngine[]>;
  /**
   * Open rows, sessions and contacts in hand of `from` are `to`'s from now on, all at once: closings and sessions of
   * `from` that come later are refused. Done again it gives what is left, which is nothing.
   */
  inherit(from: EngineId, to: EngineId): Promise<Estate>;
}
