import type { Waveform } from '../core/recording/waveform.js';
import type { RecordingShelf } from './retention-store.js';

/** A recording that the switch wrote in clear and that is still there. */
export interface ClearRecording {
  readonly recordingId: string;
  /** How long nobody has written to it. */
  readonly idleMs: number;
}

/** What is known of a recording once it is sealed. */
export interface SealedRecording {
  readonly durationMs: number;
  readonly channels: number;
  /** Of the clear file. */
  readonly bytes: number;
  /** SHA-256 of the clear file, hexadecimal: what is handed over can be proved to be what was recorded. */
  readonly sha256: string;
  readonly waveform: Waveform;
}

/** A sealed recording, read from any place. */
export interface OpenedRecording {
  readonly bytes: number;
  /** Clear bytes from `from` up to but not including `to`; each piece is authenticated before it is given out. */
  read(from: number, to: number): AsyncIterable<Uint8Array>;
}

/**
 * Where recordings lie encrypted. The clear file goes only when its sealed form was read back and the caller has kept
 * what is known of it, so a crash at any moment leaves one whole form at least.
 */
export interface RecordingVault extends RecordingShelf {
  /** Recordings in clear, the oldest day first. */
  clear(): Promise<readonly ClearRecording[]>;
  /**
   * Encrypts a recording and reads it back. Null where there is no clear file, or the switch still writes it and
   * `evenUnclosed` is not set: a switch that died never closes its files. Sealing again replaces. DLR_DISK_FULL.
   */
  seal(recordingId: string, evenUnclosed: boolean): Promise<SealedRecording | null>;
  /** Removes the clear file. Idempotent. */
  dropClear(recordingId: string): Promise<void>;
  /** Null where there is none. DLR_RECORDING_SEALED where no key opens it or it was changed. */
  open(recordingId: string): Promise<OpenedRecording | null>;
  /** Makes a new key, wraps the data keys of all recordings anew and forgets the old one; how many. Resumes. */
  rotateKey(): Promise<number>;
}
