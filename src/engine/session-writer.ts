import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId, EngineId } from '../core/kernel/ids.js';
import type { AgentSession, AgentStore } from '../ports/agent-store.js';
import type { Clock } from '../ports/clock.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { EventBus } from './event-bus.js';

export interface SessionWriterDeps {
  readonly store: AgentStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly engineId: EngineId;
}

/**
 * Keeps who is logged in, behind the call path: one write at a time, of everybody who moved since the one before, and
 * the newest state last. So agents who move often never stand in the way of the rows of calls. A write that fails is
 * told; the next move of an agent writes again. An agent whom another
 * engine has taken over meanwhile is logged out here.
 */
export class SessionWriter {
  readonly #deps: SessionWriterDeps;
  readonly #dirty = new Set<AgentSupervisor>();
  /** Another engine's, on their way out here: a talk's end may keep them a while. */
  readonly #leaving = new Set<AgentSupervisor>();
  #writing = false;

  constructor(deps: SessionWriterDeps) {
    this.#deps = deps;
  }

  write(agent: AgentSupervisor): void {
    this.#dirty.add(agent);
    if (!this.#writing) {
      this.#writing = true;
      void this.#run();
    }
  }

  async #run(): Promise<void> {
    await Promise.resolve();
    while (this.#dirty.size > 0) {
      const moved = [...this.#dirty];
      this.#dirty.clear();
      try {
        await this.#writeOnce(moved);
      } catch (error) {
        const code = error instanceof CadenciaError ? error.code : 'unknown';
        this.#deps.bus.emit('store:failed', {
          operation: 'agent session',
          code,
          atMs: this.#deps.clock.now(),
        });
      }
    }
    this.#writing = false;
  }

  async #writeOnce(moved: readonly AgentSupervisor[]): Promise<void> {
    const { store, engineId, bus, clock } = this.#deps;
    const kept: AgentSession[] = [];
    const ended: AgentId[] = [];
    for (const agent of moved) {
      const { state, boundLegId: legId, campaignIds, profile } = agent;
      const { name, reason, sinceMs } = state;
      if (this.#leaving.has(agent)) {
        if (name === 'offline') {
          this.#leaving.delete(agent);
        }
        continue;
      }
      if (name === 'offline') {
        ended.push(profile.id);
      } else if (legId !== null) {
        kept.push({ agentId: profile.id, engineId, campaignIds, legId, state: name, reason, sinceMs });
      }
    }
    if (kept.length + ended.length === 0) {
      return;
    }
    const elsewhere = new Set(await store.writeSessions(engineId, kept, ended));
    for (const agent of moved.filter(({ profile }) => elsewhere.has(profile.id))) {
      bus.emit('agent:elsewhere', { agentId: agent.profile.id, atMs: clock.now() });
      this.#leaving.add(agent);
      agent.input({ kind: 'logout' });
    }
  }
}
