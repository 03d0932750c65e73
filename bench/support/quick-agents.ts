import type { AgentId, CampaignId } from '../../src/core/kernel/ids.js';
import type { Engine } from '../../src/engine/engine.js';

/** Agents who log in together. */
const AT_ONCE = 50;

/** Agents without human slowness: each talks for a fixed time, hangs up and disposes at once. */
export class QuickAgents {
  readonly #engine: Engine;
  readonly #talkMs: number;
  /** Agents who wait for a call now. */
  readonly #free = new Set<AgentId>();

  constructor(engine: Engine, talkMs: number) {
    this.#engine = engine;
    this.#talkMs = talkMs;
    const { agents, events } = engine;
    events.on('agent:moved', ({ agentId, to, reason }) => {
      if (to === 'available') {
        this.#free.add(agentId);
      } else {
        this.#free.delete(agentId);
      }
      if (to === 'wrap_up') {
        queueMicrotask(() => agents.dispose(agentId, 'promessa', null));
      } else if (to === 'paused' && reason === 'login') {
        queueMicrotask(() => agents.ready(agentId));
      }
    });
    events.on('call:connected', ({ agentId }) => {
      setTimeout(() => {
        if (agents.view(agentId)?.state === 'talking') {
          agents.hangup(agentId);
        }
      }, this.#talkMs);
    });
  }

  get free(): number {
    return this.#free.size;
  }

  leave(agentIds: readonly AgentId[]): void {
    for (const id of agentIds) {
      this.#engine.agents.logout(id);
    }
  }

  async enter(agentIds: readonly AgentId[], campaignId: CampaignId): Promise<void> {
    for (let from = 0; from < agentIds.length; from += AT_ONCE) {
      const some = agentIds.slice(from, from + AT_ONCE);
      await Promise.all(some.map((id) => this.#engine.agents.login(id, [campaignId])));
    }
  }
}
