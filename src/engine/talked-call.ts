import type { AgentId, AttemptId, CampaignId, LegId, MediaServerId, QueueId } from '../core/kernel/ids.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { InboundDesk } from './inbound-desk.js';
import { TRANSFER_WAIT_MS } from './inbound-transfers.js';
import type { TieLine } from './tie-line.js';

/** The call an agent talks in, dialled or come in. */
export interface TalkedCall {
  readonly attemptId: AttemptId;
  readonly campaignId: CampaignId;
  /** The try its row belongs to. */
  readonly group: string;
  readonly legId: LegId;
  readonly serverId: MediaServerId;
  /** The line by which the agent is on it; null on the same switch. */
  readonly tie: TieLine | null;
  /** '' while none runs. */
  readonly recordingId: string;
  /** True of an agent who may take the person over, were he free. */
  mayTake(agent: AgentSupervisor): boolean;
  /** Gives the person to a reserved colleague. */
  handOver(colleagueId: AgentId): void;
  /** Gives the person to whoever serves the queue. */
  toQueue(queueId: QueueId): void;
  /** The person goes on with the party of that call; false when he is off the line. */
  handOut(outsideId: AttemptId): boolean;
}

/** The call an agent talks in; null where he has none. */
export function talkedCall(
  agent: AgentSupervisor,
  runnerOf: (id: string) => CampaignRunner | null,
  inbound: InboundDesk | null,
): TalkedCall | null {
  const caller = inbound?.talks.talkOf(agent) ?? null;
  if (caller !== null && inbound !== null) {
    const { id: attemptId, legId, serverId, record } = caller;
    const { transfers } = inbound;
    return {
      attemptId,
      campaignId: record.campaign.id,
      group: record.subject.opening.attemptGroup,
      legId,
      serverId,
      tie: null,
      get recordingId() {
        return record.state.recordingId;
      },
      mayTake: (other) => transfers.mayTake(caller, other),
      handOver: (colleagueId) => transfers.handOver(caller, agent, colleagueId),
      toQueue: (queueId) => transfers.toQueue(caller, agent, queueId),
      handOut: (outsideId) => transfers.handOut(caller, agent, outsideId),
    };
  }
  const runner = agent.card === null ? null : runnerOf(agent.card.campaignId);
  const call = runner?.calls.get(agent.state.attemptId ?? '');
  if (runner === null || call === undefined) {
    return null;
  }
  return {
    attemptId: call.attemptId,
    campaignId: runner.id,
    group: call.subject.opening.attemptGroup,
    legId: call.legId,
    serverId: call.subject.serverId,
    get tie() {
      return call.tie;
    },
    get recordingId() {
      return call.state.recordingId;
    },
    mayTake: ({ campaignIds }) => campaignIds.includes(runner.id),
    handOver: (colleagueId) => call.input({ kind: 'handedOver', agentId: colleagueId }),
    toQueue: (queueId) => call.input({ kind: 'queued', queueId, waitMs: TRANSFER_WAIT_MS }),
    handOut: (outsideId) => {
      call.input({ kind: 'handedOut', partnerId: outsideId });
      return call.state.phase === 'outside';
    },
  };
}
