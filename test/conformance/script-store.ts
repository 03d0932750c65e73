import { describe, expect, it } from 'vitest';
import { type DeskScript, firstScript } from '../../src/core/desk/desk-script.js';
import { parseAgentId, parseAttemptId, parseCampaignId } from '../../src/core/kernel/ids.js';
import type { ScriptStore } from '../../src/ports/script-store.js';
import { CAMPAIGN, NOON } from '../support/samples.js';

const OTHER = parseCampaignId('cobranca-2');

/** What every ScriptStore keeps. */
export function scriptStoreConformance(make: () => Promise<{ scripts: ScriptStore }>): void {
  const aScript = (version: number, change: Partial<DeskScript> = {}): DeskScript => ({
    ...firstScript(CAMPAIGN),
    ...{ version, popUrl: 'https://crm.example/{contato}', savedBy: 'ana', savedMs: NOON },
    ...change,
  });

  describe('script store', () => {
    it('keeps every version of a script, the newest in force, and no version twice', async () => {
      const { scripts } = await make();
      expect(await scripts.newest()).toEqual([]);
      expect(await scripts.save(aScript(2))).toBe(false);
      expect(await scripts.save(aScript(1))).toBe(true);
      expect(await scripts.save(aScript(1, { savedBy: 'rui' }))).toBe(false);
      const [first] = aScript(1).steps;
      const second = aScript(2, { steps: [{ ...first!, text: 'Olá, {nome}' }], savedBy: 'rui' });
      expect(await scripts.save(second)).toBe(true);
      expect(await scripts.save(aScript(1, { campaignId: OTHER }))).toBe(true);
      expect(await scripts.newest()).toEqual([second, aScript(1, { campaignId: OTHER })]);
      expect(await scripts.find(CAMPAIGN, 1)).toEqual(aScript(1));
      expect(await scripts.find(CAMPAIGN, 3)).toBeNull();
      expect((await scripts.versions(CAMPAIGN, 9)).map(({ version }) => version)).toEqual([2, 1]);
      expect(await scripts.versions(CAMPAIGN, 1)).toEqual([second]);
    });

    it('keeps the way of an attempt, the last one said of it', async () => {
      const { scripts } = await make();
      const attemptId = parseAttemptId('t1');
      const run = { attemptId, campaignId: CAMPAIGN, version: 1, agentId: parseAgentId('ana'), atMs: NOON };
      expect(await scripts.runOf(attemptId)).toBeNull();
      await scripts.keepRun({ ...run, way: [{ step: 'quem', answer: null }] });
      const way = [
        { step: 'quem', answer: 'É a pessoa' },
        { step: 'confirma', answer: null },
      ];
      await scripts.keepRun({ ...run, way, atMs: NOON + 5 });
      expect(await scripts.runOf(attemptId)).toEqual({ ...run, way, atMs: NOON + 5 });
    });
  });
}
