import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentStore } from '../ports/agent-store.js';
import type { Clock } from '../ports/clock.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { EventBus } from './event-bus.js';

export interface SessionWriterDeps {
  readonly store: AgentStore;
  readonly clock: Clock;
  readonly bus: EventBus;
}

/**
 * Keeps who is logged in, behind the call path: one write of an agent at a time and the newest state last.
 * A write that fails is told; the next move of the agent writes again.
 */
export class SessionWriter {
  readonly #deps: SessionWriterDeps;
  readonly #writing = new Set<AgentSupervisor>();
  readonly #dirty = new Set<AgentSupervisor>();

  constructor(deps: SessionWriterDeps) {
    this.#deps = deps;
  }

  write(agent: AgentSupervisor): void {
    this.#dirty.add(agent);
    if (!this.#writing.has(agent)) {
      this.#writing.add(agent);
      void this.#run(agent);
    }
  }

  async #run(agent: AgentSupervisor): Promise<void> {
    await Promise.resolve();
    while (this.#dirty.delete(agent)) {
      try {
        await this.#writeOnce(agent);
      } catch (error) {
        const code = error instanceof CadenciaError ? error.code : 'unknown';
        this.#deps.bus.emit('store:failed', {
          operation: 'agent session',
          code,
          atMs: this.#deps.clock.now(),
        });
      }
    }
    this.#writing.delete(agent);
  }

  #writeOnce(agent: AgentSupervisor): Promise<void> {
    const { state, boundLegId, campaignIds, profile } = agent;
    if (state.name === 'offline') {
      return this.#deps.store.endSession(profile.id);
    }
    if (boundLegId === null) {
      return Promise.resolve();
    }
    return this.#deps.store.saveSession({
      agentId: profile.id,
      campaignIds,
      legId: boundLegId,
      state: state.name,
      reason: state.reason,
      sinceMs: state.sinceMs,
    });
  }
}
