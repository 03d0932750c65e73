import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId, CampaignId, EngineId } from '../core/kernel/ids.js';
import type { AgentStore } from '../ports/agent-store.js';
import type { Clock } from '../ports/clock.js';
import type { EnginePresence } from './engine-presence.js';

export interface SessionClaimDeps {
  readonly store: AgentStore;
  readonly clock: Clock;
  readonly engineId: EngineId;
  readonly presence: EnginePresence;
}

/**
 * Makes this engine the owner of an agent's session before his phone is rung. An agent of another engine is left to it
 * while it is there; one whose engine is gone may be logged in here, and is then no longer that engine's to ring.
 */
export class SessionClaim {
  readonly #deps: SessionClaimDeps;

  constructor(deps: SessionClaimDeps) {
    this.#deps = deps;
  }

  /** Rejects with DLR_STATE_CONFLICT when the agent is another engine's. */
  async make(agentId: AgentId, campaignIds: readonly CampaignId[]): Promise<void> {
    const { store, clock, engineId, presence } = this.#deps;
    const held = (await store.findSession(agentId))?.engineId ?? null;
    if (held !== null && held !== engineId && (await presence.isThere(held))) {
      throw elsewhere(agentId, held);
    }
    const session = {
      agentId,
      engineId,
      campaignIds,
      legId: null,
      state: 'connecting',
      reason: '',
      sinceMs: clock.now(),
    };
    if (!(await store.saveSession(session, held))) {
      throw elsewhere(agentId, null);
    }
  }
}

function elsewhere(agentId: AgentId, engineId: EngineId | null): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', {
    detail: `Agent '${agentId}' is logged in at ${engineId === null ? 'another engine' : `engine '${engineId}'`}; log out there first.`,
  });
}
