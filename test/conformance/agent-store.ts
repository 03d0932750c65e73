import { describe, expect, it } from 'vitest';
import {
  parseAgentId,
  parseAttemptId,
  parseCampaignId,
  parseEngineId,
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
  engineId: parseEngineId('e1'),
  campaignIds: [parseCampaignId('c1'), parseCampaignId('c2')],
  legId: parseLegId('a-1-ana'),
  state: 'paused',
  reason: 'nr17',
  sinceMs: NOON,
};

const E1 = parseEngineId('e1');
const E2 = parseEngineId('e2');

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
      expect(await agents.findSession(SESSION.agentId)).toBeNull();
      expect(await agents.saveSession({ ...SESSION, campaignIds: [], legId: null })).toBe(true);
      expect((await agents.findSession(SESSION.agentId))?.legId).toBeNull();
      expect(await agents.writeSessions(E1, [bia, SESSION], [])).toEqual([]);
      expect(await agents.listSessions()).toEqual([SESSION, bia]);
      expect(await agents.findSession(SESSION.agentId)).toEqual(SESSION);
      await agents.writeSessions(E1, [{ ...bia, reason: 'lunch' }], [SESSION.agentId]);
      await agents.writeSessions(E1, [], [SESSION.agentId]);
      expect(await agents.listSessions()).toEqual([{ ...bia, reason: 'lunch' }]);
      await agents.writeSessions(E1, [], [bia.agentId]);
      expect(await agents.listSessions()).toEqual([]);
    });

    it('leaves a session to the engine that owns it, until it is taken from that one by name', async () => {
      const { agents } = await make();
      const theirs = { ...SESSION, engineId: E2, state: 'available' };
      await agents.saveSession(SESSION);
      expect(await agents.saveSession(theirs)).toBe(false);
      expect(await agents.saveSession(theirs, parseEngineId('e3'))).toBe(false);
      const others = { ...theirs, agentId: parseAgentId('bia') };
      expect(await agents.writeSessions(E2, [theirs, others], [])).toEqual([SESSION.agentId]);
      await agents.writeSessions(E2, [], [SESSION.agentId]);
      expect(await agents.listSessions()).toEqual([SESSION, others]);
      await agents.writeSessions(E2, [], [others.agentId]);

      expect(await agents.saveSession(theirs, E1)).toBe(true);
      expect(await agents.saveSession(SESSION)).toBe(false);
      await agents.writeSessions(E1, [], [SESSION.agentId]);
      expect(await agents.listSessions()).toEqual([theirs]);
    });

    it('gives a session that has no owner to whoever writes it', async () => {
      const { agents } = await make();
      const ownerless = { ...SESSION, engineId: null };
      await agents.saveSession(ownerless);
      expect(await agents.listSessions()).toEqual([ownerless]);
      expect(await agents.saveSession(SESSION)).toBe(true);
      expect(await agents.listSessions()).toEqual([SESSION]);
    });

    it('gives an agent whom two engines claim at once to one of them', async () => {
      const { agents } = await make();
      const claims = ['e1', 'e2', 'e3', 'e4'].map((id) =>
        agents.saveSession({ ...SESSION, engineId: parseEngineId(id) }, null),
      );
      expect((await Promise.all(claims)).filter((ours) => ours)).toHaveLength(1);
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
