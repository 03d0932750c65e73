import { isCadenciaError } from '../core/kernel/errors.js';
import type { LegId } from '../core/kernel/ids.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { Fleet } from './fleet.js';
import type { InboundCall } from './inbound-call.js';

/** What becomes of a joining. */
export interface BridgeHost {
  /** They hear each other. */
  joined(call: InboundCall, agent: AgentSupervisor): void;
  /** The caller waits again. */
  parted(call: InboundCall): void;
}

/** Joins a caller with the agent who got him: card first, then the recording, then the two, then the notice. */
export class InboundBridge {
  readonly #fleet: Fleet;
  readonly #host: BridgeHost;

  constructor(fleet: Fleet, host: BridgeHost) {
    this.#fleet = fleet;
    this.#host = host;
  }

  async join(call: InboundCall, agent: AgentSupervisor): Promise<void> {
    const agentLegId = agent.legId;
    showCard(call, agent);
    call.connecting(agent.profile.id);
    try {
      if (agentLegId === null) {
        throw new Error('The agent has no phone any more');
      }
      await this.#bridge(call, agent, agentLegId);
    } catch (error) {
      if (isMine(call, agent)) {
        call.wait();
        // Where the caller's leg is gone his own event says so; any other failure is laid to the agent's phone.
        if (isCadenciaError(error, 'DLR_MEDIA_GONE') && agent.legId === agentLegId) {
          agent.input({ kind: 'unreserve' });
        } else {
          agent.distrustLeg();
        }
        this.#host.parted(call);
      }
      return;
    }
    if (isMine(call, agent) && agent.state.attemptId === call.id) {
      this.#host.joined(call, agent);
    }
  }

  /** The recording runs before the two meet, and the notice is heard as they do (R36, R37). */
  async #bridge(call: InboundCall, agent: AgentSupervisor, agentLegId: LegId): Promise<void> {
    const { recorder, legId, serverId } = call;
    if (recorder.owesRecording) {
      await recorder.start();
    }
    if (!isMine(call, agent)) {
      return;
    }
    await this.#fleet.run(serverId, 'bridge', (server) => server.bridge(agentLegId, legId));
    if (isMine(call, agent) && recorder.owesNotice) {
      await recorder.notify();
    }
  }
}

/** The late answer to an earlier joining must not speak for who has the call now. */
function isMine(call: InboundCall, agent: AgentSupervisor): boolean {
  return call.phase === 'connecting' && call.agentId === agent.profile.id;
}

/** Who was called at that number, before the voice; nobody is shown where nobody was. */
function showCard({ id, record }: InboundCall, agent: AgentSupervisor): void {
  const { contact, campaign } = record;
  if (contact !== null) {
    agent.card = { attemptId: id, campaignId: campaign.id, contact, decideByMs: null };
  }
}
