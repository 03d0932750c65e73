import type { AgentId } from '../../src/core/kernel/ids.js';
import type { AgentStore } from '../../src/ports/agent-store.js';

/** Phones are registered at an engine's own media server: other agents are other engines'. */
export function ownAgents(store: AgentStore, isOwn: (agentId: AgentId) => boolean): AgentStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'list') {
        return async () => (await target.list()).filter(({ id }) => isOwn(id));
      }
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
}
