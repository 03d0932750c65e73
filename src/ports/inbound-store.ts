import type { AbandonedCaller } from '../core/acd/abandoned-callers.js';
import type { ArrivalCount } from '../core/acd/day-shape.js';
import type { InboundKind } from '../core/acd/inbound-kind.js';
import type { ShownCall } from '../core/acd/return-call.js';
import type { E164, QueueId } from '../core/kernel/ids.js';

/** A document of settings, as it was written. */
export interface InboundSetting {
  readonly kind: InboundKind;
  /** The queue's, menu's or agent's id, the line's number; `all` for the rules. */
  readonly id: string;
  /** Grows by one at each change; the ETag. */
  readonly version: number;
  readonly document: unknown;
  readonly atMs: number;
  /** Who wrote it. */
  readonly by: string;
}

/** One change as it was recorded; `document` is null where it took the setting away. */
export type InboundChange = InboundSetting;

/** Calls that came to one queue within a half hour. */
export interface QueueArrivals extends ArrivalCount {
  readonly queueId: QueueId;
}

/** What calls that come in stand on beside rows: settings, callers to call back, what was dialled to a number. */
export interface InboundStore {
  /** All of them, by kind and id. */
  settings(): Promise<readonly InboundSetting[]>;
  /**
   * Inserts (version 1) or replaces (one more than the stored one) and records it; DLR_STATE_CONFLICT when what is stored
   * is not the version before.
   */
  save(setting: InboundSetting): Promise<void>;
  /** Takes away the one of that version, and records it; DLR_STATE_CONFLICT when another is stored. */
  remove(setting: Omit<InboundSetting, 'document'>): Promise<void>;
  /** The newest changes, newest first. */
  changes(most: number): Promise<readonly InboundChange[]>;

  /** Callers to call back, in order of their first hang-up. */
  callers(): Promise<readonly AbandonedCaller[]>;
  keepCallers(kept: readonly AbandonedCaller[], gone: readonly E164[]): Promise<void>;

  /** Calls of ours to that number since then, newest first, at most a hundred. */
  callsTo(number: E164, sinceMs: number): Promise<readonly ShownCall[]>;

  /** Calls that came in since then, closed ones, counted by queue and half hour, in that order. Reads weeks of the log. */
  arrivals(sinceMs: number): Promise<readonly QueueArrivals[]>;
}
