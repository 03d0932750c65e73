import type { AgentId } from '../../core/kernel/ids.js';
import type { AgentProfile, AgentSession, AgentStore } from '../../ports/agent-store.js';
import type { FaultGate } from './memory-faults.js';
import { sortedBy } from './sorted-by.js';

/** Agents and who of them is logged in, in memory. */
export class MemoryAgentStore implements AgentStore {
  readonly #agents = new Map<string, AgentProfile>();
  readonly #sessions = new Map<string, AgentSession>();
  readonly #gate: FaultGate;

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  list(): Promise<readonly AgentProfile[]> {
    return this.#gate.read('agents.list', () => sortedBy(this.#agents.values(), (agent) => agent.id));
  }

  find(id: AgentId): Promise<AgentProfile | null> {
    return this.#gate.read('agents.find', () => this.#agents.get(id) ?? null);
  }

  save(profile: AgentProfile): Promise<void> {
    return this.#gate.write('agents.save', () => {
      this.#agents.set(profile.id, profile);
    });
  }

  listSessions(): Promise<readonly AgentSession[]> {
    return this.#gate.read('agents.listSessions', () =>
      sortedBy(this.#sessions.values(), (session) => session.agentId),
    );
  }

  saveSession(session: AgentSession): Promise<void> {
    return this.#gate.write('agents.saveSession', () => {
      this.#sessions.set(session.agentId, session);
    });
  }

  endSession(agentId: AgentId): Promise<void> {
    return this.#gate.write('agents.endSession', () => {
      this.#sessions.delete(agentId);
    });
  }
}
