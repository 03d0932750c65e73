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
  /** When the agent said that he had read it, or null. */
  readonly readMs: number | null;
}

/** Words of supervisors to agents, for as long as the server runs. */
export interface MessageBoard {
  /** To those of the agents who are logged in; who they are. */
  send(agents: readonly AgentView[], from: string, text: string): readonly AgentId[];
  /** Oldest first. */
  of(agentId: AgentId): readonly AgentMessage[];
  /** Those he has not acknowledged, oldest first. */
  unread(agentId: AgentId): readonly AgentMessage[];
  /** He has read everything up to this one; false where there is nothing to read up to it. */
  acknowledge(agentId: AgentId, id: number): boolean;
  /** Calls `onChange` with each agent whose messages change; what it returns stops watching. */
  watch(onChange: (agentId: AgentId) => void): () => void;
}

export function makeMessageBoard({ clock }: { readonly clock: Clock }): MessageBoard {
  const kept = new Map<AgentId, readonly AgentMessage[]>();
  const watchers = new Set<(agentId: AgentId) => void>();
  let lastId = 0;
  const keep = (agentId: AgentId, messages: readonly AgentMessage[]): void => {
    kept.set(agentId, messages.slice(-MOST_KEPT));
    for (const onChange of watchers) {
      onChange(agentId);
    }
  };
  const of = (agentId: AgentId): readonly AgentMessage[] => kept.get(agentId) ?? [];
  const unread = (agentId: AgentId): readonly AgentMessage[] =>
    of(agentId).filter(({ readMs }) => readMs === null);
  return {
    send(agents, from, text) {
      lastId += 1;
      const message = { id: lastId, atMs: clock.now(), from, text, readMs: null };
      const recipients = agents.filter(({ state }) => state !== 'offline').map(({ id }) => id);
      for (const id of recipients) {
        keep(id, [...of(id), message]);
      }
      return recipients;
    },
    of,
    unread,
    acknowledge(agentId, id) {
      if (!unread(agentId).some((message) => message.id <= id)) {
        return false;
      }
      const readMs = clock.now();
      keep(
        agentId,
        of(agentId).map((message) =>
          message.readMs === null && message.id <= id ? { ...message, readMs } : message,
        ),
      );
      return true;
    },
    watch(onChange) {
      watchers.add(onChange);
      return () => watchers.delete(onChange);
    },
  };
}
