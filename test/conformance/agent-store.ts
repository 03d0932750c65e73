import { describe, expect, it } from 'vitest';
import {
  parseAgentId,
  parseAttemptId,
  parseCampaignId,
  parseGroupId,
  parseLegId,
} from '../../src/core/kernel/ids.js';
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
      const bia = { ...SESSION, agentId: parseAgentId('bia') };
      await agents.writeSessions([{ ...SESSION, campaignIds: [] }], []);
      await agents.writeSessions([bia, SESSION], []);
      expect(await agents.listSessions()).toEqual([SESSION, bia]);
      await agents.writeSessions([{ ...bia, reason: 'lunch' }], [SESSION.agentId]);
      await agents.writeSessions([], [SESSION.agentId]);
      expect(await agents.listSessions()).toEqual([{ ...bia, reason: 'lunch' }]);
      await agents.writeSessions([], [bia.agentId]);
      expect(await agents.listSessions()).toEqual([]);
    });

    it('holds an agent until he is released, and keeps every release in order', async () => {
      const { agents } = await make();
      const hold = { agentId: ANA.id, sinceMs: 1000, attemptId: parseAttemptId('a1') };
      await agents.hold(hold);
      await agents.hold({ ...hold, sinceMs: 2000, attemptId: parseAttemptId('a2') });
      expect(await agents.listHolds()).toEqual([hold]);
      const release = {
        agentId: ANA.id,
        atMs: 5000,
        by: 'rui',
        heldSinceMs: 1000,
        attemptId: hold.attemptId,
      };
      const earlier = { ...release, agentId: parseAgentId('bia'), atMs: 4000 };
      await agents.release(release);
      await agents.release(earlier);
      expect(await agents.listHolds()).toEqual([]);
      const kept = [];
      for await (const one of agents.readReleases()) {
        kept.push(one);
      }
      expect(kept).toEqual([earlier, release]);
    });
  });
}
