import type { LineRest } from '../core/carrier/line-rest.js';
import type { EngineId } from '../core/kernel/ids.js';

/** Rests of lines, and what each engine has learned of them. Rejects with DLR_DATABASE_DOWN. */
export interface LineWatchStore {
  /** Keeps a new rest, or how one ended: a line and its beginning name it. */
  saveRest(rest: LineRest): Promise<void>;
  /** Those that were to end after that instant, oldest first. */
  rests(untilAfterMs: number): Promise<readonly LineRest[]>;
  /** The newest replaces what was there; plain data that the engine alone looks into. No data of persons. */
  keepMemory(engineId: EngineId, memory: unknown): Promise<void>;
  /** Null where nothing was kept. */
  memory(engineId: EngineId): Promise<unknown>;
}
