import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId, EngineId } from '../../core/kernel/ids.js';
import type { AgentControl } from '../../engine/engine-control.js';
import type { AgentStore } from '../../ports/agent-store.js';
import type { KnownEngine } from '../../ports/estate-store.js';

/** The other servers of the installation, as this one knows them. */
export interface PeerDeps {
  readonly engineId: EngineId;
  list(): Promise<readonly KnownEngine[]>;
  /** True while the engine renews its name. */
  isThere(engineId: EngineId): Promise<boolean>;
}

/** A server that is there, and where it is reached. */
export interface Peer {
  readonly engineId: EngineId;
  readonly door: string;
}

export interface SeatDeps {
  readonly peers: PeerDeps;
  readonly agents: Pick<AgentStore, 'findSession' | 'listSessions'>;
  readonly live: Pick<AgentControl, 'view'>;
}

/**
 * At which server an agent works. His page and his requests may come in at any: the proxy knows nothing of agents, and
 * whoever is taken over by another server has not moved in his chair.
 */
export class AgentSeats {
  readonly #deps: SeatDeps;

  constructor(deps: SeatDeps) {
    this.#deps = deps;
  }

  /**
   * The other server that has him; null where he is served here: because he is at work here, or nowhere, or at one that
   * is gone. DLR_SERVER_DOWN where the one that has him has told no door.
   */
  async elsewhere(agentId: AgentId): Promise<Peer | null> {
    if (this.#isHere(agentId)) {
      return null;
    }
    const session = await this.#deps.agents.findSession(agentId);
    return this.#peer(session?.engineId ?? null);
  }

  /** Of these agents, those whom another server has. */
  async away(agentIds: readonly AgentId[]): Promise<readonly AgentId[]> {
    const asked = new Set(agentIds.filter((id) => !this.#isHere(id)));
    if (asked.size === 0) {
      return [];
    }
    const { peers, agents } = this.#deps;
    const sessions = (await agents.listSessions()).filter(
      ({ agentId, engineId }) => asked.has(agentId) && engineId !== null && engineId !== peers.engineId,
    );
    const there = new Map<EngineId, boolean>();
    for (const engineId of new Set(sessions.flatMap((session) => session.engineId ?? []))) {
      there.set(engineId, await peers.isThere(engineId));
    }
    return sessions.flatMap(({ agentId, engineId }) =>
      engineId !== null && there.get(engineId) === true ? [agentId] : [],
    );
  }

  #isHere(agentId: AgentId): boolean {
    const view = this.#deps.live.view(agentId);
    return view !== null && view.state !== 'offline';
  }

  async #peer(engineId: EngineId | null): Promise<Peer | null> {
    const { peers } = this.#deps;
    if (engineId === null || engineId === peers.engineId || !(await peers.isThere(engineId))) {
      return null;
    }
    const door = (await peers.list()).find((known) => known.engineId === engineId)?.door ?? null;
    if (door === null) {
      throw new CadenciaError('DLR_SERVER_DOWN', {
        detail: `The agent is logged in at server '${engineId}', which is just starting or ending. Try again in a few seconds.`,
      });
    }
    return { engineId, door };
  }
}
