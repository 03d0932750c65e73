import type { PersonalCallback } from '../core/contact/personal-callback.js';
import type { AgentId, ContactId } from '../core/kernel/ids.js';

/** Who is to make which callback himself. Rejects with DLR_DATABASE_DOWN. */
export interface PersonalCallbackStore {
  /** In place of what was kept of that contact. */
  save(callback: PersonalCallback): Promise<void>;
  /** Those agreed for `untilMs` or before, the oldest first. */
  due(untilMs: number, most: number): Promise<readonly PersonalCallback[]>;
  /** Those of an agent, the next one first. */
  of(agentId: AgentId, most: number): Promise<readonly PersonalCallback[]>;
  remove(contactId: ContactId): Promise<void>;
}
