import type { AgentId, QueueId } from '../core/kernel/ids.js';

/** A half hour of a queue's day. */
export interface ForeseenHalfHour {
  readonly fromMs: number;
  /** Calls that past days promise; null: none like it are known. */
  readonly promised: number | null;
  /** What it comes to by how today runs: of this half hour and later ones; null before, and without a promise. */
  readonly expected: number | null;
  /** Calls that came; null of what is still to come. */
  readonly came: number | null;
}

/** A day of a queue: what was promised, and what came. */
export interface ForeseenDay {
  /** How far today runs above what past days promise. */
  readonly pace: number;
  readonly halfHours: readonly ForeseenHalfHour[];
}

/** By what a queue reckoned how many agents it needs, at its last look. */
export interface QueueNeed {
  /** Agents it has to have, its talks included. */
  readonly needed: number;
  /** Calls an hour it expects, and with how many it reckons to be on the safe side. */
  readonly callsPerHour: number;
  readonly cautiousPerHour: number;
  readonly handleMs: number;
  readonly patienceMs: number;
  /** Share in time that Erlang A promises with the agents needed. */
  readonly serviceLevel: number;
  /** False: not even all who serve it keep the goal. */
  readonly holds: boolean;
  readonly atMs: number;
}

/** What is expected of a queue, and whom it keeps from outbound for it. */
export interface QueueOutlook {
  readonly id: QueueId;
  readonly name: string;
  readonly goalShare: number;
  readonly goalSeconds: number;
  /** Agents at work who serve it, and callers it talks with. */
  readonly agents: number;
  readonly talking: number;
  /** Free agents kept for it now. */
  readonly kept: readonly AgentId[];
  /** Null before its first look: a queue to which nobody came or is promised needs nobody. */
  readonly need: QueueNeed | null;
  /** Null while the log of past weeks is not read, or tells nothing of it. */
  readonly day: ForeseenDay | null;
}
