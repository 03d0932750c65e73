import type { QueueId } from '../core/kernel/ids.js';

/** A queue's day so far, by Brasília's date. */
export interface QueueToday {
  /** Callers who came to wait in it. */
  readonly offered: number;
  readonly answeredInTime: number;
  readonly answeredLate: number;
  /** Hung up while they waited, those of less than the goal's short seconds apart. */
  readonly abandoned: number;
  readonly abandonedShort: number;
  /** Wished to be called back. */
  readonly callbacks: number;
  /** Sent away with a message. */
  readonly messages: number;
}

/** A queue of callers as the doors show it. */
export interface QueueView {
  readonly id: QueueId;
  readonly name: string;
  /** By its hours. */
  readonly open: boolean;
  readonly waiting: number;
  /** Since when the one waits who has waited longest; null: nobody waits. */
  readonly longestSinceMs: number | null;
  readonly talking: number;
  /** Agents at work who serve it, and those of them who are free. */
  readonly agents: number;
  readonly free: number;
  /** Agents whom it keeps from outbound now, its talks included. */
  readonly needed: number;
  /** Mean wait of somebody who comes now; null: no agent serves it. */
  readonly expectedWaitMs: number | null;
  /** The goal: this share within so many seconds. */
  readonly goalShare: number;
  readonly goalSeconds: number;
  readonly today: QueueToday;
  /** Share of today's callers served in time, those who hung up at once left out; null before the first. */
  readonly serviceLevel: number | null;
}
