import { describe, expect, it } from 'vitest';
import { parseAgentId, parseCampaignId } from '../../src/core/kernel/ids.js';
import type { StoredUser, UserStore } from '../../src/ports/user-store.js';
import { NOON } from '../support/samples.js';

const MARIA: StoredUser = {
  id: 'maria',
  name: 'Maria Lima',
  role: 'supervisor',
  teamIds: ['north'],
  agentId: null,
  creditorCnpj: '',
  blocked: false,
  passwordHash: 'scrypt$x',
  mustChange: true,
  totpSecret: '',
  totpStep: 0,
  recoveryHashes: ['a', 'b'],
  providerSubject: null,
  createdAtMs: NOON,
  version: 1,
};
const RUI: StoredUser = {
  ...MARIA,
  id: 'rui',
  role: 'agent',
  teamIds: null,
  agentId: parseAgentId('a1'),
  recoveryHashes: [],
};

/** What every UserStore keeps. */
export function userStoreConformance(make: () => Promise<{ users: UserStore }>): void {
  describe('user store', () => {
    it('keeps users by id, each save over exactly the version before', async () => {
      const { users } = await make();
      expect([await users.saveUser(RUI), await users.saveUser(MARIA)]).toEqual([true, true]);
      const blocked = { ...MARIA, blocked: true, totpStep: 58_000_000, version: 2 };
      expect(await users.saveUser(blocked)).toBe(true);
      expect(await users.saveUser({ ...MARIA, name: 'too late', version: 2 })).toBe(false);
      expect(await users.saveUser({ ...MARIA, name: 'made twice' })).toBe(false);
      expect(await users.saveUser({ ...MARIA, id: 'nobody', version: 4 })).toBe(false);
      expect(await users.users()).toEqual([blocked, RUI]);
    });

    it('keeps for which creditor somebody reads', async () => {
      const { users } = await make();
      const reader = { ...MARIA, role: 'creditor', teamIds: null, creditorCnpj: '11222333000181' } as const;
      expect(await users.saveUser(reader)).toBe(true);
      expect(await users.users()).toEqual([reader]);
    });

    it('keeps the last active admin, also where two end one another at once', async () => {
      const { users } = await make();
      const admin = { ...MARIA, role: 'admin', teamIds: null } as const;
      const [ada, bia, eva] = ['ada', 'bia', 'eva'].map((id) => ({ ...admin, id })) as [
        StoredUser,
        StoredUser,
        StoredUser,
      ];
      await users.saveUser({ ...eva, blocked: true });
      for (const one of [ada, bia]) {
        await users.saveUser(one);
      }
      const end = async (one: StoredUser): Promise<boolean> =>
        users.saveUser({ ...one, blocked: true, version: one.version + 1 }, true);
      for (let round = 0; round < 10; round++) {
        const before = await users.users();
        const two = before.filter(({ id }) => id !== 'eva');
        const ended = await Promise.all(two.map(end));
        expect(ended.filter(Boolean), `round ${round}`).toHaveLength(1);
        const active = (await users.users()).filter(({ blocked }) => !blocked);
        expect(active).toHaveLength(1);
        expect(await end(active[0] as StoredUser)).toBe(false);
        const gone = (await users.users()).find(({ id, blocked }) => blocked && id !== 'eva') as StoredUser;
        await users.saveUser({ ...gone, blocked: false, version: gone.version + 1 });
      }
    });

    it('lets no two users be one agent', async () => {
      const { users } = await make();
      await users.saveUser(RUI);
      await users.saveUser(MARIA);
      expect(await users.saveUser({ ...MARIA, agentId: RUI.agentId, version: 2 })).toBe(false);
      expect(await users.saveUser({ ...RUI, id: 'rui2' })).toBe(false);
      expect(await users.saveUser({ ...RUI, agentId: null, version: 2 })).toBe(true);
      expect(await users.saveUser({ ...MARIA, agentId: RUI.agentId, version: 2 })).toBe(true);
    });

    it('joins no two users to one subject of a provider', async () => {
      const { users } = await make();
      const joined = { ...MARIA, providerSubject: 'https://login.example 7' };
      expect([await users.saveUser(RUI), await users.saveUser(joined)]).toEqual([true, true]);
      expect(await users.users()).toEqual([joined, RUI]);
      const taken = { ...RUI, providerSubject: joined.providerSubject, version: 2 };
      expect(await users.saveUser(taken)).toBe(false);
      await users.saveUser({ ...MARIA, version: 2 });
      expect(await users.saveUser(taken)).toBe(true);
    });

    it('finds the sessions that one of the provider stands behind, and none for a provider that tells none', async () => {
      const { users } = await make();
      await users.saveUser(MARIA);
      const session = { userId: 'maria', createdAtMs: NOON, seenAtMs: NOON };
      const behind = { ...session, hash: 'm1', providerSid: 's1' };
      await users.saveSession(behind);
      await users.saveSession({ ...session, hash: 'm2', providerSid: '' });
      await users.saveSession({ ...session, hash: 'm3', providerSid: null });
      expect(await users.session('m1')).toEqual(behind);
      expect(await users.sessionsBehind('s1')).toEqual([behind]);
      expect(await users.sessionsBehind('s2')).toEqual([]);
      expect(await users.sessionsBehind('')).toEqual([]);
    });

    it('keeps teams until they are removed', async () => {
      const { users } = await make();
      await users.saveTeam({ id: 'south', name: 'South', agentIds: [], campaignIds: null });
      await users.saveTeam({ id: 'north', name: 'Nort', agentIds: [], campaignIds: null });
      const north = {
        id: 'north',
        name: 'North',
        agentIds: [parseAgentId('a1'), parseAgentId('a2')],
        campaignIds: [parseCampaignId('c1')],
      };
      await users.saveTeam(north);
      const all = { ...north, id: 'all', campaignIds: null };
      await users.saveTeam(all);
      await users.removeTeam('south');
      await users.removeTeam('none');
      expect(await users.teams()).toEqual([all, north]);
    });

    it('finds a session until it is ended: alone, with all of its user, or for its age', async () => {
      const { users } = await make();
      await users.saveUser(MARIA);
      await users.saveUser(RUI);
      const session = (hash: string, userId: string, createdAtMs = NOON, seenAtMs = createdAtMs) => ({
        hash,
        userId,
        createdAtMs,
        seenAtMs,
        providerSid: null,
      });
      for (const hash of ['m1', 'm2', 'm3']) {
        await users.saveSession(session(hash, 'maria'));
      }
      await users.saveSession(session('r1', 'rui'));
      await users.touchSession('m1', NOON + 5);
      expect(await users.session('m1')).toEqual(session('m1', 'maria', NOON, NOON + 5));
      expect(await users.endSession('m3')).toBe(true);
      expect(await users.endSession('m3')).toBe(false);
      expect(await users.endSessionsOf('maria', 'm1')).toBe(1);
      const left = async () =>
        (await Promise.all(['m1', 'm2', 'm3', 'r1'].map((hash) => users.session(hash)))).map(
          (found) => found?.hash ?? null,
        );
      expect(await left()).toEqual(['m1', null, null, 'r1']);
      await users.touchSession('m3', NOON + 5);
      expect(await users.dropSessions(NOON + 1, NOON - 1)).toEqual(['rui']);
      expect(await left()).toEqual(['m1', null, null, null]);
      expect(await users.dropSessions(NOON, NOON + 1)).toEqual(['maria']);
      expect(await left()).toEqual([null, null, null, null]);
    });

    it('tells what happened at the door, the newest first', async () => {
      const { users } = await make();
      const event = { atMs: NOON, subject: 'maria', who: 'maria', address: '10.0.0.9', detail: '' } as const;
      await users.note({ ...event, kind: 'refused' });
      await users.note({ ...event, kind: 'signed_in' });
      await users.note({ ...event, kind: 'cut', who: 'root', detail: 'blocked' });
      expect(await users.events(2)).toEqual([
        { ...event, kind: 'cut', who: 'root', detail: 'blocked' },
        { ...event, kind: 'signed_in' },
      ]);
    });
  });
}
