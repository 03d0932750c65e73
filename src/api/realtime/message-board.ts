import type { AgentId } from '../../core/kernel/ids.js';
import type { AgentView } from '../../engine/engine-control.js';
import type { Clock } from '../../ports/clock.js';

/** Kept of an agent; older ones are forgotten. */
const MOST_KEPT = 50;

export interface AgentMessage {
  readonly id: number;
  readonly atMs: number;
  readonly from: string;
  readonly text: string;
}

/** Words of supervisors to agents, for as long as the server runs. */
export interface MessageBoard {
  /** To those of the agents who are logged in; who they are. */
  send(agents: readonly AgentView[], from: string, text: string): readonly AgentId[];
  /** Oldest first. */
  of(agentId: AgentId): readonly AgentMessage[];
}

export function makeMessageBoard({ clock }: { readonly clock: Clock }): MessageBoard {
  const kept = new Map<AgentId, readonly AgentMessage[]>();
  let lastId = 0;
  return {
    send(agents, from, text) {
      lastId += 1;
      const message = { id: lastId, atMs: clock.now(), from, text };
      const recipients = agents.filter(({ state }) => state !== 'offline').map(({ id }) => id);
      for (const id of recipients) {
        kept.set(id, [...(kept.get(id) ?? []), message].slice(-MOST_KEPT));
      }
      return recipients;
    },
    of: (agentId) => kept.get(agentId) ?? [],
  };
}
