import type { AgentId, EngineId } from '../../core/kernel/ids.js';
import type {
  AgentHold,
  AgentProfile,
  AgentRelease,
  AgentSession,
  AgentStore,
} from '../../ports/agent-store.js';
import type { FaultGate } from './memory-faults.js';
import { sortedBy } from './sorted-by.js';

/** Agents and who of them is logged in, in memory. */
export class MemoryAgentStore implements AgentStore {
  readonly #agents = new Map<string, AgentProfile>();
  readonly #sessions = new Map<string, AgentSession>();
  readonly #holds = new Map<string, AgentHold>();
  readonly #releases: AgentRelease[] = [];
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

  findSession(agentId: AgentId): Promise<AgentSession | null> {
    return this.#gate.read('agents.findSession', () => this.#sessions.get(agentId) ?? null);
  }

  saveSession(session: AgentSession, takenFrom: EngineId | null = null): Promise<boolean> {
    return this.#gate.write('agents.saveSession', () => {
      const { agentId, engineId } = session;
      const free = this.#isOwn(agentId, engineId) || this.#sessions.get(agentId)?.engineId === takenFrom;
      if (free) {
        this.#sessions.set(agentId, session);
      }
      return free;
    });
  }

  writeSessions(
    engineId: EngineId,
    kept: readonly AgentSession[],
    ended: readonly AgentId[],
  ): Promise<readonly AgentId[]> {
    return this.#gate.write('agents.writeSessions', () => {
      for (const agentId of ended.filter((id) => this.#isOwn(id, engineId))) {
        this.#sessions.delete(agentId);
      }
      const own = kept.filter(({ agentId }) => this.#isOwn(agentId, engineId));
      for (const session of own) {
        this.#sessions.set(session.agentId, session);
      }
      return kept.filter((session) => !own.includes(session)).map(({ agentId }) => agentId);
    });
  }

  /** Sessions of `from` become `to`'s; whose they are. */
  handOver(from: EngineId, to: EngineId): readonly AgentId[] {
    const moved = [...this.#sessions.values()].filter(({ engineId }) => engineId === from);
    for (const session of moved) {
      this.#sessions.set(session.agentId, { ...session, engineId: to });
    }
    return moved.map(({ agentId }) => agentId);
  }

  listHolds(): Promise<readonly AgentHold[]> {
    return this.#gate.read('agents.listHolds', () => sortedBy(this.#holds.values(), (hold) => hold.agentId));
  }

  hold(hold: AgentHold): Promise<void> {
    return this.#gate.write('agents.hold', () => {
      if (!this.#holds.has(hold.agentId)) {
        this.#holds.set(hold.agentId, hold);
      }
    });
  }

  release(release: AgentRelease): Promise<void> {
    return this.#gate.write('agents.release', () => {
      this.#holds.delete(release.agentId);
      this.#releases.push(release);
    });
  }

  async *readReleases(): AsyncGenerator<AgentRelease> {
    yield* await this.#gate.read('agents.readReleases', () =>
      [...this.#releases].sort((a, b) => a.atMs - b.atMs),
    );
  }

  /** The engine owns the agent's session, or nobody does. */
  #isOwn(agentId: AgentId, engineId: EngineId | null): boolean {
    const owner = this.#sessions.get(agentId)?.engineId ?? null;
    return owner === null || owner === engineId;
  }
}
