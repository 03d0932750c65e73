import type { StickyAgent } from '../core/acd/waiting-line.js';
import type { AgentId } from '../core/kernel/ids.js';
import type { AgentFloor } from './agent-floor.js';

/** Not at work: nobody waits for them alone. */
const AWAY: ReadonlySet<string> = new Set(['offline', 'connecting', 'paused', 'connection_lost']);

/** The agent whom a caller knows: preferred in any case, and for a while he alone where he is at work. */
export function stickyTo(floor: AgentFloor, agentId: AgentId, forMs: number, nowMs: number): StickyAgent {
  const away = AWAY.has(floor.find(agentId)?.state.name ?? 'offline');
  return { agentId, onlyUntilMs: nowMs + (away ? 0 : forMs) };
}
