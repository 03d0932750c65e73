import type { AgentMessage, SentMessage } from '../../core/floor/agent-message.js';
import type { AgentId } from '../../core/kernel/ids.js';
import type { MessageStore, NewMessage } from '../../ports/message-store.js';
import type { FaultGate } from './memory-faults.js';

interface Kept extends Omit<SentMessage, 'recipients'> {
  readonly readBy: Map<AgentId, number | null>;
}

function asHas({ id, atMs, from, text, readBy }: Kept, agentId: AgentId): AgentMessage {
  return { id, atMs, from, text, readMs: readBy.get(agentId) ?? null };
}

/** Supervisors' words in memory. */
export class MemoryMessageStore implements MessageStore {
  readonly #gate: FaultGate;
  readonly #kept: Kept[] = [];

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  send({ agentIds, ...message }: NewMessage): Promise<number> {
    return this.#gate.write('messages.send', () => {
      const id = this.#kept.length + 1;
      this.#kept.push({ ...message, id, readBy: new Map(agentIds.map((agentId) => [agentId, null])) });
      return id;
    });
  }

  of(agentId: AgentId, most: number): Promise<readonly AgentMessage[]> {
    return this.#gate.read('messages.of', () => this.#for(agentId).slice(-most));
  }

  unread(agentIds: readonly AgentId[], sinceMs: number): ReturnType<MessageStore['unread']> {
    return this.#gate.read('messages.unread', () => {
      const fresh = (one: AgentMessage): boolean => one.readMs === null && one.atMs >= sinceMs;
      const all = agentIds.map((agentId) => [agentId, this.#for(agentId).filter(fresh)] as const);
      return new Map(all.filter(([, messages]) => messages.length > 0));
    });
  }

  read(agentId: AgentId, ids: readonly number[], atMs: number): Promise<number> {
    return this.#gate.write('messages.read', () => {
      const news = this.#kept.filter(({ id, readBy }) => ids.includes(id) && readBy.get(agentId) === null);
      for (const { readBy } of news) {
        readBy.set(agentId, atMs);
      }
      return news.length;
    });
  }

  sent(most: number): Promise<readonly SentMessage[]> {
    return this.#gate.read('messages.sent', () =>
      this.#kept
        .slice(-most)
        .reverse()
        .map(({ readBy, ...message }) => ({
          ...message,
          recipients: [...readBy]
            .map(([agentId, readMs]) => ({ agentId, readMs }))
            .sort((one, other) => (one.agentId < other.agentId ? -1 : 1)),
        })),
    );
  }

  #for(agentId: AgentId): readonly AgentMessage[] {
    return this.#kept.filter(({ readBy }) => readBy.has(agentId)).map((kept) => asHas(kept, agentId));
  }
}
