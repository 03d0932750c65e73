import { describe, expect, it } from 'vitest';
import { parseAgentId, parseCampaignId, parseGroupId, parseLegId } from '../../src/core/kernel/ids.js';
import type { AgentProfile, AgentSession, AgentStore } from '../../src/ports/agent-store.js';
import { NOON } from '../support/samples.js';

const ANA: AgentProfile = {
  id: parseAgentId('ana'),
  name: 'Ana',
  groupId: parseGroupId('g1'),
  endpoint: 'PJSIP/1001',
  demo: false,
  active: true,
};

const SESSION: AgentSession = {
  agentId: ANA.id,
  campaignIds: [parseCampaignId('c1'), parseCampaignId('c2')],
  legId: parseLegId('a-1-ana'),
  state: 'paused',
  reason: 'nr17',
  sinceMs: NOON,
};

/** What every AgentStore keeps. */
export function agentStoreConformance(make: () => Promise<{ agents: AgentStore }>): void {
  describe('agent store', () => {
    it('keeps agents, the last writing of each', async () => {
      const { agents } = await make();
      const bia = { ...ANA, id: parseAgentId('bia'), demo: true };
      await agents.save(bia);
      await agents.save({ ...ANA, name: 'Ana Maria' });
      await agents.save({ ...ANA, active: false });
      expect(await agents.list()).toEqual([{ ...ANA, active: false }, bia]);
      expect(await agents.find(bia.id)).toEqual(bia);
      expect(await agents.find(parseAgentId('none'))).toBeNull();
    });

    it('keeps who is logged in until the session ends', async () => {
      const { agents } = await make();
      await agents.saveSession({ ...SESSION, campaignIds: [] });
      await agents.saveSession(SESSION);
      expect(await agents.listSessions()).toEqual([SESSION]);
      await agents.endSession(SESSION.agentId);
      await agents.endSession(SESSION.agentId);
      expect(await agents.listSessions()).toEqual([]);
    });
  });
}
