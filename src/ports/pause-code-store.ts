import type { PauseCode } from '../core/pauses/pause-code.js';
import type { BaseVersion, Versioned } from './versioned.js';

/** Pause codes that an operation added or relabelled. Rejects with DLR_DATABASE_DOWN. */
export interface PauseCodeStore {
  /** By code. */
  list(): Promise<readonly Versioned<PauseCode>[]>;
  /** New, or in place of the one of that code; resolves with the new version. */
  save(code: PauseCode, base?: BaseVersion): Promise<number>;
}
