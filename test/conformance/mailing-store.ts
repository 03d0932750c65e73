import { describe, expect, it } from 'vitest';
import { parseCampaignId, parseMailingId } from '../../src/core/kernel/ids.js';
import type { MailingStore } from '../../src/ports/mailing-store.js';
import { aMailingRow, CAMPAIGN, MAILING, mailingRows, NOON } from '../support/samples.js';

/** What every MailingStore keeps. */
export function mailingStoreConformance(make: () => Promise<{ mailings: MailingStore }>): void {
  describe('mailing store', () => {
    it('adds rows once: within a call, over calls and over mailings, but apart for each campaign', async () => {
      const { mailings } = await make();
      const rows = mailingRows(10);
      expect(await mailings.addRows(MAILING, CAMPAIGN, [...rows, aMailingRow('k3')], NOON)).toBe(10);
      expect(
        await mailings.addRows(parseMailingId('again'), CAMPAIGN, [...rows, aMailingRow('new')], NOON),
      ).toBe(1);
      expect(await mailings.addRows(MAILING, parseCampaignId('other'), rows, NOON)).toBe(10);
      expect(await mailings.addRows(MAILING, CAMPAIGN, [], NOON)).toBe(0);
    });

    it('keeps names no matter what they hold', async () => {
      const { mailings } = await make();
      const odd = ['{a,"b"}', "O'Hara \\", 'NULL', 'null', '', 'Zé 🎈', ',', '\0x'].map((name, i) =>
        aMailingRow(`odd${i}`, { name, fields: { [`c"${i}`]: `${name}\n\t` } }),
      );
      expect(await mailings.addRows(MAILING, CAMPAIGN, odd, NOON)).toBe(odd.length);
    });

    it('tells how a mailing went, newest first', async () => {
      const { mailings } = await make();
      await mailings.create(MAILING, CAMPAIGN, 'março.csv', NOON);
      await mailings.create(parseMailingId('later'), CAMPAIGN, 'abril.csv', NOON + 1);
      const figures = { rows: 5, added: 3, duplicates: 1, rejected: 1 };
      await mailings.finish(MAILING, 'loaded', figures);
      const summary = { mailingId: MAILING, campaignId: CAMPAIGN, name: 'março.csv', createdAtMs: NOON };
      expect(await mailings.find(MAILING)).toEqual({ ...summary, ...figures, state: 'loaded' });
      expect((await mailings.list(CAMPAIGN)).map(({ name, state }) => [name, state])).toEqual([
        ['abril.csv', 'loading'],
        ['março.csv', 'loaded'],
      ]);
      expect(await mailings.find(parseMailingId('none'))).toBeNull();
    });

    it('loads a mailing again whose import was broken off, under its first date', async () => {
      const { mailings } = await make();
      await mailings.create(MAILING, CAMPAIGN, 'a.csv', NOON);
      await mailings.finish(MAILING, 'failed', { rows: 0, added: 0, duplicates: 0, rejected: 0 });
      await mailings.create(MAILING, CAMPAIGN, 'a.csv', NOON + 9);
      expect(await mailings.find(MAILING)).toMatchObject({ state: 'loading', createdAtMs: NOON });
    });

    it('pages rejected rows in file order without parting a line, and keeps each once', async () => {
      const { mailings } = await make();
      const reject = (line: number, column: string) => ({ line, column, reason: 'not a phone' });
      const rejects = [reject(9, 'fone'), reject(2, 'fone'), reject(4, 'cpf'), reject(4, 'fone')];
      await mailings.addRejects(MAILING, rejects);
      await mailings.addRejects(MAILING, rejects.slice(0, 2));
      await mailings.addRejects(MAILING, []);
      const page = await mailings.rejects(MAILING, 0, 2);
      expect(page).toEqual([reject(2, 'fone'), reject(4, 'cpf'), reject(4, 'fone')]);
      expect(await mailings.rejects(MAILING, 4, 2)).toEqual([reject(9, 'fone')]);
    });

    it('remembers the mapping of a set of headers, the last one', async () => {
      const { mailings } = await make();
      expect(await mailings.savedMapping('h')).toBeNull();
      await mailings.saveMapping('h', { nome: 'name' });
      await mailings.saveMapping('h', { nome: 'name', fone: 'phone' });
      expect(await mailings.savedMapping('h')).toEqual({ nome: 'name', fone: 'phone' });
    });
  });
}
