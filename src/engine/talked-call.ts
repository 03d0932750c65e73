import type { InboundTalks } from './agent-desk.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { TalkedCall } from './talk-desk.js';

/** The call an agent talks in, dialled or come in; null where he has none. */
export function talkedCall(
  agent: AgentSupervisor,
  runnerOf: (id: string) => CampaignRunner | null,
  inbound: InboundTalks | null,
): TalkedCall | null {
  const caller = inbound?.talkOf(agent) ?? null;
  if (caller !== null) {
    const { id: attemptId, legId, serverId } = caller;
    return { attemptId, legId, serverId, campaignId: null, recordingId: '', handOver: null };
  }
  const runner = agent.card === null ? null : runnerOf(agent.card.campaignId);
  const call = runner?.calls.get(agent.state.attemptId ?? '');
  if (runner === null || call === undefined) {
    return null;
  }
  return {
    attemptId: call.attemptId,
    campaignId: runner.id,
    legId: call.legId,
    serverId: call.subject.serverId,
    get recordingId() {
      return call.state.recordingId;
    },
    handOver: (colleagueId) => call.input({ kind: 'handedOver', agentId: colleagueId }),
  };
}
