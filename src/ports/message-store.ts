import type { AgentMessage, SentMessage } from '../core/floor/agent-message.js';
import type { AgentId } from '../core/kernel/ids.js';

export interface NewMessage extends Omit<SentMessage, 'id' | 'recipients'> {
  /** Each once. */
  readonly agentIds: readonly AgentId[];
}

/** Supervisors' words to agents. Rejects with DLR_DATABASE_DOWN. */
export interface MessageStore {
  /** The message's id. */
  send(message: NewMessage): Promise<number>;
  /** The newest `most` of an agent, oldest first, whether he has read them or not. */
  of(agentId: AgentId, most: number): Promise<readonly AgentMessage[]>;
  /** What each of these agents has not read of what was written from then on, oldest first; nobody without any. */
  unread(
    agentIds: readonly AgentId[],
    sinceMs: number,
  ): Promise<ReadonlyMap<AgentId, readonly AgentMessage[]>>;
  /** He has read these; the first time counts. How many of them were news. */
  read(agentId: AgentId, ids: readonly number[], atMs: number): Promise<number>;
  /** Newest first, with all their recipients by id. */
  sent(most: number): Promise<readonly SentMessage[]>;
}
