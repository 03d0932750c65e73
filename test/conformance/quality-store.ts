import { describe, expect, it } from 'vitest';
import { parseAgentId, parseAttemptId } from '../../src/core/kernel/ids.js';
import type { Contest, QualityStore, StoredDraw, StoredScore } from '../../src/ports/quality-store.js';
import { PRINTED_FORM } from '../support/quality-form.js';
import { NOON } from '../support/samples.js';

const ANA = parseAgentId('ana');

function aDraw(id: string, change: Partial<StoredDraw> = {}): StoredDraw {
  return {
    drawId: `draw-${id.repeat(16)}`,
    fromMs: NOON,
    toMs: NOON + 1000,
    perAgent: 8,
    commitment: 'c'.repeat(64),
    seed: '5'.repeat(64),
    committedBy: 'bruno',
    committedAtMs: NOON,
    drawnAtMs: null,
    strata: [],
    candidatesHash: '',
    ...change,
  };
}

export function aScore(id: string, change: Partial<StoredScore> = {}): StoredScore {
  return {
    id: `score-${id}`,
    attemptId: parseAttemptId('t1'),
    agentId: ANA,
    drawId: null,
    formId: 'contrato',
    formVersion: 1,
    side: 'own',
    by: 'bruno',
    atMs: NOON,
    marks: { ethics: 'ok' },
    score: 97.5,
    fatal: [],
    note: 'é "bom"',
    ...change,
  };
}

/** What every store of quality monitoring keeps. */
export function qualityStoreConformance(make: () => Promise<{ quality: QualityStore }>): void {
  describe('quality store', () => {
    it('keeps each version of a form, and gives the latest', async () => {
      const { quality } = await make();
      expect(await quality.saveForm(PRINTED_FORM, 'bruno', NOON)).toBe(1);
      const changed = { ...PRINTED_FORM, name: 'Outra' };
      expect(await quality.saveForm(changed, 'carla', NOON + 1)).toBe(2);
      await quality.saveForm({ ...PRINTED_FORM, id: 'a' }, 'bruno', NOON);
      expect(await quality.form('contrato', null)).toEqual({
        form: changed,
        version: 2,
        by: 'carla',
        atMs: NOON + 1,
      });
      expect((await quality.form('contrato', 1))?.form).toEqual(PRINTED_FORM);
      expect(await quality.form('contrato', 3)).toBeNull();
      const versions = async (id: string, most: number) =>
        (await quality.formVersions(id, most)).map(({ version, by }) => [version, by]);
      expect(await versions('contrato', 9)).toEqual([
        [2, 'carla'],
        [1, 'bruno'],
      ]);
      expect(await versions('contrato', 1)).toEqual([[2, 'carla']]);
      expect(await versions('nenhuma', 9)).toEqual([]);
      expect((await quality.forms()).map(({ form, version }) => [form.id, version])).toEqual([
        ['a', 1],
        ['contrato', 2],
      ]);
    });

    it('keeps the outcome of a draw once', async () => {
      const { quality } = await make();
      const draw = aDraw('a');
      await quality.addDraw(draw);
      await quality.addDraw(aDraw('b', { committedAtMs: NOON + 1 }));
      const pick = (attempt: string, ticket: string) =>
        ({ attemptId: parseAttemptId(attempt), agentId: ANA, band: 'to_2_min', ticket }) as const;
      const strata = [{ agentId: ANA, band: 'to_2_min', calls: 9, chosen: 2 }] as const;
      const done = { ...draw, drawnAtMs: NOON + 2000, strata, candidatesHash: 'd'.repeat(64) };
      expect(await quality.finishDraw(done, [pick('t2', 'b'), pick('t1', 'a')])).toBe(true);
      expect(await quality.finishDraw({ ...done, drawnAtMs: 1 }, [pick('t3', 'c')])).toBe(false);
      expect(await quality.draw(draw.drawId)).toEqual(done);
      expect(await quality.picks(draw.drawId)).toEqual([pick('t1', 'a'), pick('t2', 'b')]);
      expect((await quality.draws(10)).map(({ drawId }) => drawId[5])).toEqual(['b', 'a']);
      expect(await quality.draws(1)).toHaveLength(1);
      expect(await quality.draw('draw-x')).toBeNull();
      expect(await quality.finishDraw(aDraw('c', { drawnAtMs: 1 }), [])).toBe(false);
    });

    it('gives scores of a time, an agent and a call, with their contests, which are decided once', async () => {
      const { quality } = await make();
      const second = aScore('b', {
        atMs: NOON + 5,
        agentId: parseAgentId('bia'),
        attemptId: parseAttemptId('t2'),
      });
      await quality.addScore(aScore('a'));
      await quality.addScore(second);
      const open: Contest = {
        scoreId: 'score-a',
        by: 'ana',
        reason: 'r',
        atMs: NOON,
        decision: 'open',
        decidedBy: '',
        decidedWhy: '',
        decidedAtMs: null,
      };
      expect(await quality.contest(open)).toBe(true);
      expect(await quality.contest({ ...open, by: 'x' })).toBe(false);
      const upheld: Contest = { ...open, decision: 'upheld', decidedBy: 'carla', decidedAtMs: NOON + 9 };
      expect(await quality.decide(upheld)).toBe(true);
      expect(await quality.decide({ ...upheld, decision: 'refused' })).toBe(false);
      expect(await quality.decide({ ...upheld, scoreId: 'score-b' })).toBe(false);
      expect(await quality.score('score-a')).toEqual({ ...aScore('a'), contest: upheld });
      expect(await quality.score('score-z')).toBeNull();
      const time = { fromMs: NOON, toMs: NOON + 6 };
      expect((await quality.scores(time)).map(({ id }) => id)).toEqual(['score-b', 'score-a']);
      expect(await quality.scores({ ...time, agentId: ANA })).toHaveLength(1);
      expect(await quality.scores({ ...time, attemptId: parseAttemptId('t2') })).toEqual([
        { ...second, contest: null },
      ]);
      expect(await quality.scores({ ...time, toMs: NOON + 5 })).toHaveLength(1);
    });
  });
}
