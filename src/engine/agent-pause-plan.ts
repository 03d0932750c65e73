import type { AgentId } from '../core/kernel/ids.js';
import type { StandingPause } from '../core/pauses/pause-standing.js';

/** The pauses of an agent's shift of today, as they are planned. */
export interface AgentPausePlan {
  readonly agentId: AgentId;
  readonly startMs: number;
  readonly endMs: number;
  /** Set for him; else his shift is the longest lawful one from his first minute of today on. */
  readonly rostered: boolean;
  readonly pauses: readonly StandingPause[];
  /** Why none could be planned, or ''. */
  readonly problem: string;
}
