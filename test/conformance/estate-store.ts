import { describe, expect, it } from 'vitest';
import { parseAgentId, parseCampaignId, parseContactId, parseEngineId } from '../../src/core/kernel/ids.js';
import type { AgentSession, AgentStore } from '../../src/ports/agent-store.js';
import type { EstateStore } from '../../src/ports/estate-store.js';
import {
  aBatch,
  aChain,
  aContactUpdate,
  aMark,
  anOpening,
  CAMPAIGN,
  ENGINE,
  guardsOf,
  NOON,
} from '../support/samples.js';
import { type AttemptWorld, contactsOf } from './attempt-store.js';

export interface EstateWorld extends AttemptWorld {
  readonly agents: AgentStore;
  readonly estates: EstateStore;
}

const HEIR = parseEngineId('e-2');
const OTHER = parseEngineId('e-3');

function aSession(agent: string, engineId = ENGINE): AgentSession {
  return {
    ...{ agentId: parseAgentId(agent), engineId, campaignIds: [parseCampaignId('c1')], legId: null },
    ...{ state: 'paused', reason: 'nr17', sinceMs: NOON },
  };
}

const closingOf = (opening: ReturnType<typeof anOpening>, contactId?: string) => ({
  row: aChain([opening])[0]!,
  contact: contactId === undefined ? null : aContactUpdate(contactId),
});

/** What every EstateStore keeps. */
export function estateStoreConformance(make: () => Promise<EstateWorld>): void {
  describe('estate store', () => {
    it('knows each engine by what it registered last', async () => {
      const { estates } = await make();
      await estates.register(HEIR, { 'ast-1': 'app-2' });
      await estates.register(ENGINE, { 'ast-1': 'old' });
      await estates.register(ENGINE, { 'ast-1': 'app-1', 'ast-2': 'app-1' });
      expect(await estates.list()).toEqual([
        { engineId: HEIR, estates: { 'ast-1': 'app-2' }, door: null },
        { engineId: ENGINE, estates: { 'ast-1': 'app-1', 'ast-2': 'app-1' }, door: null },
      ]);
    });

    it('knows where each engine is reached, as it told last, whatever it registers before or after', async () => {
      const { estates } = await make();
      await estates.register(ENGINE, { 'ast-1': 'app-1' });
      await estates.tellDoor(ENGINE, 'http://10.0.0.5:8080');
      await estates.tellDoor(HEIR, 'http://10.0.0.6:8080');
      await estates.register(HEIR, { 'ast-1': 'app-2' });
      await estates.register(ENGINE, { 'ast-1': 'app-3' });
      expect(await estates.list()).toEqual([
        { engineId: HEIR, estates: { 'ast-1': 'app-2' }, door: 'http://10.0.0.6:8080' },
        { engineId: ENGINE, estates: { 'ast-1': 'app-3' }, door: 'http://10.0.0.5:8080' },
      ]);
      await estates.tellDoor(ENGINE, null);
      expect((await estates.list()).at(-1)).toEqual({
        ...{ engineId: ENGINE, estates: { 'ast-1': 'app-3' }, door: null },
      });
    });

    it('gives open rows with their milestones, contacts on a call and sessions to the heir, and nothing else', async () => {
      const { attempts, contacts, agents, estates, ...world } = await make();
      const [on, leased] = await contactsOf({ contacts, ...world }, 2);
      const calls = anOpening('a1', { contactId: on!.id });
      const nobody = anOpening('a2', {
        contactId: parseContactId('998'),
        mode: 'inbound',
        tQueuedMs: NOON - 9,
      });
      const away = { contactId: parseContactId('999') };
      const [ended, theirs] = [anOpening('a3', away), anOpening('a4', { ...away, engineId: OTHER })];
      const mark = aMark(calls, { tAnswerMs: NOON + 9, agentId: parseAgentId('ana') });
      await attempts.commit(aBatch({ openings: [calls, nobody, ended, theirs], marks: [mark] }));
      await attempts.commit(aBatch({ closings: [closingOf(ended)] }));
      for (const session of [aSession('ana'), aSession('bia'), aSession('caio', OTHER)]) {
        await agents.saveSession(session);
      }

      const estate = await estates.inherit(ENGINE, HEIR);
      const own = { engineId: HEIR, chainId: HEIR };
      const rows = [
        { opening: { ...nobody, ...own }, mark: null },
        { opening: { ...calls, ...own }, mark },
      ];
      expect(estate.rows).toEqual(rows);
      expect([...estate.agentIds].sort()).toEqual(['ana', 'bia']);
      expect(await attempts.listOpen(HEIR)).toEqual(rows);
      expect(await attempts.listOpen(ENGINE)).toEqual([]);
      expect(await attempts.listOpen(OTHER)).toHaveLength(1);
      expect((await agents.listSessions()).map(({ engineId }) => engineId)).toEqual([HEIR, HEIR, OTHER]);
      // A contact that was only ahead comes back with its campaign's claim.
      expect(await contacts.findLeased(ENGINE, leased!.id)).not.toBeNull();

      // The heir ends the call: the row is in its chain, the contact back in the list.
      await attempts.commit(aBatch({ closings: [closingOf({ ...calls, ...own }, on!.id)] }));
      expect(await attempts.listOpen(HEIR)).toEqual([rows[0]]);
      expect(await attempts.lastHash(HEIR)).not.toBeNull();
      expect(await contacts.counts(CAMPAIGN, NOON)).toMatchObject({ later: 1, leased: 1, calling: 0 });
    });

    it('gives what is there once: sessions without rows, then nothing, to whoever asks', async () => {
      const { agents, estates } = await make();
      await agents.saveSession(aSession('ana'));
      expect(await estates.inherit(ENGINE, HEIR)).toEqual({ rows: [], agentIds: ['ana'] });
      const nothing = { rows: [], agentIds: [] };
      expect(await estates.inherit(ENGINE, HEIR)).toEqual(nothing);
      expect(await estates.inherit(ENGINE, OTHER)).toEqual(nothing);
    });

    it('gives an estate that several want at once to one of them, each row and agent once', async () => {
      const { attempts, agents, estates } = await make();
      const openings = Array.from({ length: 20 }, (_, i) => anOpening(`a${i}`, { cpfHash: '', debtId: '' }));
      await attempts.commit(aBatch({ openings }));
      await agents.saveSession(aSession('ana'));
      const heirs = ['h1', 'h2', 'h3', 'h4'].map(parseEngineId);
      const got = await Promise.all(heirs.map((heir) => estates.inherit(ENGINE, heir)));
      expect(got.map(({ rows }) => rows.length).sort()).toEqual([0, 0, 0, 20]);
      expect(got.flatMap(({ agentIds }) => agentIds)).toEqual(['ana']);
    });

    it('has what a sleeper writes when it wakes refused: no end, no chain, no session, no contact', async () => {
      const { attempts, contacts, agents, estates, ...world } = await make();
      const [on] = await contactsOf({ contacts, ...world }, 1);
      const calls = anOpening('a1', { contactId: on!.id });
      await attempts.commit(aBatch({ openings: [calls], guards: guardsOf(calls) }));
      await agents.saveSession(aSession('ana'));
      await estates.inherit(ENGINE, HEIR);

      const batch = aBatch({ closings: [closingOf(calls, on!.id)] });
      expect([...(await attempts.commit(batch)).refused]).toEqual(['a1']);
      expect(await attempts.lastHash('chain-1')).toBeNull();
      expect(await attempts.listOpen(HEIR)).toHaveLength(1);
      expect(await contacts.counts(CAMPAIGN, NOON)).toMatchObject({ calling: 1, later: 0 });
      expect(await contacts.reclaim(ENGINE, NOON)).toBe(0);
      expect(await agents.writeSessions(ENGINE, [aSession('ana')], [])).toEqual(['ana']);
      await agents.writeSessions(ENGINE, [], [parseAgentId('ana')]);
      expect(await agents.findSession(parseAgentId('ana'))).toMatchObject({ engineId: HEIR });
    });

    it('has a row that its engine closes in that moment either end there or be inherited', async () => {
      const { attempts, estates } = await make();
      const openings = Array.from({ length: 20 }, (_, i) => anOpening(`a${i}`, { cpfHash: '', debtId: '' }));
      await attempts.commit(aBatch({ openings }));
      const closings = aChain([...openings].reverse()).map((row) => ({ row, contact: null }));
      const [estate, { refused }] = await Promise.all([
        estates.inherit(ENGINE, HEIR),
        attempts.commit(aBatch({ closings })),
      ]);
      const inherited = estate.rows.map(({ opening }) => opening.attemptId).sort();
      expect([...refused].sort()).toEqual(inherited);
      expect((await attempts.listOpen(HEIR)).map(({ opening }) => opening.attemptId).sort()).toEqual(
        inherited,
      );
      expect(await attempts.listOpen(ENGINE)).toEqual([]);
    });
  });
}
