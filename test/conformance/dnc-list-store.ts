import { describe, expect, it } from 'vitest';
import { numberKey, personKey } from '../../src/core/compliance/facts/dial-key.js';
import type { ListId } from '../../src/core/compliance/rule-parameters.js';
import type { DncAuthorisation, DncEntry, DncListStore } from '../../src/ports/dnc-list-store.js';
import { NOON } from '../support/samples.js';

const ANA = '+5511987654321';
const BIA = '+5511987654322';
const HASH = 'a'.repeat(64);
const entry = (phone: string, since = '2026-01-10', cpfHash = ''): DncEntry => ({ phone, cpfHash, since });

async function all<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of items) {
    found.push(item);
  }
  return found;
}

async function* given(...rows: readonly (readonly [string, string])[]): AsyncGenerator<DncAuthorisation> {
  for (const [phone, creditorCnpj] of rows) {
    yield { phone, creditorCnpj };
  }
}

async function load(lists: DncListStore, list: ListId, version: string, entries: readonly DncEntry[]) {
  await lists.begin(list, version);
  await lists.addEntries(list, version, entries);
  return lists.activate(list, version, NOON);
}

/** What every DncListStore keeps. */
export function dncListStoreConformance(make: () => Promise<{ lists: DncListStore }>): void {
  describe('do-not-call lists', () => {
    it('are absent until one is put in force, and say nothing of keys they do not hold', async () => {
      const { lists } = await make();
      const empty = await lists.lookUp([numberKey(ANA)]);
      const absent = { state: 'absent' };
      expect(empty.lists).toEqual({ sp: absent, pa: absent, nmp: absent });
      expect([...empty.listed, ...empty.authorised]).toEqual([]);
      expect(await load(lists, 'sp', 'v1', [entry(ANA)])).toBe(1);
      const answer = await lists.lookUp([numberKey(ANA), numberKey(BIA), numberKey(ANA)]);
      expect(answer.lists.sp).toEqual({ state: 'loaded', version: 'v1', loadedAtMs: NOON, entries: 1 });
      expect([...answer.listed]).toEqual([[numberKey(ANA), { sp: '2026-01-10' }]]);
      expect(answer.version).toBeGreaterThan(empty.version);
      expect((await lists.lookUp([])).version).toBe(answer.version);
    });

    it('find an entry by its number and by its person, each list apart', async () => {
      const { lists } = await make();
      expect(
        await load(lists, 'pa', 'v1', [
          entry(ANA, '2026-01-10', HASH),
          entry('', '2026-02-01', 'b'.repeat(64)),
        ]),
      ).toBe(3);
      await load(lists, 'nmp', 'v1', [entry(ANA, '2025-12-31')]);
      const { listed } = await lists.lookUp([numberKey(ANA), personKey(HASH), numberKey(BIA)]);
      expect(listed.get(numberKey(ANA))).toEqual({ pa: '2026-01-10', nmp: '2025-12-31' });
      expect(listed.get(personKey(HASH))).toEqual({ pa: '2026-01-10' });
      expect(listed.has(numberKey(BIA))).toBe(false);
    });

    it('keep the earlier date of an entry that comes twice, in one call and over calls, and count it once', async () => {
      const { lists } = await make();
      await lists.begin('sp', 'v1');
      await lists.addEntries('sp', 'v1', [entry(ANA, '2026-03-02'), entry(ANA, '2026-03-01')]);
      await lists.addEntries('sp', 'v1', [entry(ANA, '2026-03-03'), entry(BIA, '2026-03-09')]);
      await lists.addEntries('sp', 'v1', []);
      expect(await lists.complete('sp', 'v1')).toBe(2);
      expect(await lists.activate('sp', 'v1', NOON)).toBe(2);
      const { listed } = await lists.lookUp([numberKey(ANA)]);
      expect(listed.get(numberKey(ANA))).toEqual({ sp: '2026-03-01' });
    });

    it('go on answering from the version in force while the next one is filled, completed or dropped', async () => {
      const { lists } = await make();
      await load(lists, 'sp', 'v1', [entry(ANA)]);
      const before = await lists.lookUp([numberKey(ANA), numberKey(BIA)]);
      await lists.begin('sp', 'v2');
      await lists.addEntries('sp', 'v2', [entry(BIA)]);
      await lists.complete('sp', 'v2');
      expect(await lists.lookUp([numberKey(ANA), numberKey(BIA)])).toEqual(before);
      await lists.discard('sp', 'v2');
      await lists.discard('sp', 'v2');
      expect(await lists.lookUp([numberKey(ANA), numberKey(BIA)])).toEqual(before);
      await expect(lists.activate('sp', 'v2', NOON)).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
      await load(lists, 'sp', 'v3', [entry(BIA)]);
      const after = await lists.lookUp([numberKey(ANA), numberKey(BIA)]);
      expect([...after.listed.keys()]).toEqual([numberKey(BIA)]);
      expect(after.version).toBeGreaterThan(before.version);
    });

    it('drop what an earlier import left unfinished when the next one begins', async () => {
      const { lists } = await make();
      await lists.begin('sp', 'v1');
      await lists.addEntries('sp', 'v1', [entry(ANA)]);
      await lists.begin('sp', 'v1');
      expect(await lists.complete('sp', 'v1')).toBe(0);
      await lists.begin('sp', 'v2');
      await expect(lists.addEntries('sp', 'v1', [entry(ANA)])).rejects.toMatchObject({
        code: 'DLR_STATE_CONFLICT',
      });
      await lists.begin('pa', 'v1');
      await lists.addEntries('sp', 'v2', [entry(BIA)]);
      expect(await lists.activate('sp', 'v2', NOON)).toBe(1);
    });

    it('take the same version again: an import whose worker died after the end is simply run again', async () => {
      const { lists } = await make();
      await load(lists, 'sp', 'v1', [entry(ANA)]);
      expect(await load(lists, 'sp', 'v1', [entry(ANA), entry(BIA)])).toBe(2);
      expect((await lists.lookUp([numberKey(BIA)])).listed.size).toBe(1);
    });

    it('are told not applicable by somebody, which ends with the next version', async () => {
      const { lists } = await make();
      await load(lists, 'pa', 'v1', [entry(ANA)]);
      const before = await lists.lookUp([]);
      await lists.declareNotApplicable('pa', 'Ana "A." Souza', NOON);
      const declared = await lists.lookUp([numberKey(ANA)]);
      expect(declared.lists.pa).toEqual({
        state: 'not_applicable',
        signedBy: 'Ana "A." Souza',
        sinceMs: NOON,
      });
      expect(declared.listed.size).toBe(0);
      expect(declared.version).toBeGreaterThan(before.version);
      expect(await all(lists.read('pa'))).toEqual([]);
      await lists.declareNotApplicable('pa', 'Bia', NOON + 1);
      await load(lists, 'pa', 'v2', [entry(BIA)]);
      expect((await lists.lookUp([])).lists.pa).toMatchObject({ state: 'loaded', version: 'v2' });
    });

    it('replace the authorisations as a whole, telling those of the numbers asked for', async () => {
      const { lists } = await make();
      const pairs = [
        [ANA, '2'],
        [ANA, '1'],
        [BIA, '3'],
        [ANA, '1'],
      ] as const;
      expect(await lists.replaceAuthorisations(given(...pairs))).toBe(3);
      const first = await lists.lookUp([numberKey(ANA), personKey(HASH)]);
      expect([...first.authorised]).toEqual([[numberKey(ANA), ['1', '2']]]);
      expect(await all(lists.readAuthorisations())).toEqual([
        { phone: ANA, creditorCnpj: '1' },
        { phone: ANA, creditorCnpj: '2' },
        { phone: BIA, creditorCnpj: '3' },
      ]);
      expect(await lists.replaceAuthorisations(given([BIA, '9']))).toBe(1);
      const second = await lists.lookUp([numberKey(ANA), numberKey(BIA)]);
      expect([...second.authorised]).toEqual([[numberKey(BIA), ['9']]]);
      expect(second.version).toBeGreaterThan(first.version);
    });

    it('leave the authorisations as they were when their source breaks off', async () => {
      const { lists } = await make();
      await lists.replaceAuthorisations(given([ANA, '1']));
      async function* broken(): AsyncGenerator<DncAuthorisation> {
        yield { phone: BIA, creditorCnpj: '2' };
        throw new Error('gone');
      }
      await expect(lists.replaceAuthorisations(broken())).rejects.toThrow('gone');
      expect(await all(lists.readAuthorisations())).toEqual([{ phone: ANA, creditorCnpj: '1' }]);
      expect(await lists.replaceAuthorisations(given())).toBe(0);
      expect((await lists.lookUp([numberKey(ANA)])).authorised.size).toBe(0);
    });

    it('read back every entry once, over pages', async () => {
      const { lists } = await make();
      const numbers = Array.from({ length: 10 }, (_, n) => `+55119876500${String(n).padStart(2, '0')}`);
      await load(
        lists,
        'nmp',
        'v1',
        [...numbers, numbers[3]!].map((phone) => entry(phone)),
      );
      await load(lists, 'pa', 'v1', [entry(ANA, '2026-01-10', HASH)]);
      expect((await all(lists.read('nmp'))).map(({ phone }) => phone).sort()).toEqual(numbers);
      expect(await all(lists.read('pa'))).toEqual([entry(ANA), entry('', '2026-01-10', HASH)]);
      expect(await all(lists.read('sp'))).toEqual([]);
    });
  });
}
