import type { PauseCode } from '../core/pauses/pause-code.js';

/** Pause codes that an operation added or relabelled. Rejects with DLR_DATABASE_DOWN. */
export interface PauseCodeStore {
  /** By code. */
  list(): Promise<readonly PauseCode[]>;
  /** New, or in place of the one of that code. */
  save(code: PauseCode): Promise<void>;
}
