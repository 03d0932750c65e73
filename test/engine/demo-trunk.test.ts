import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import type { Trunk } from '../../src/core/campaign/campaign.js';
import { keepsInside } from '../../src/core/campaign/demo-bounds.js';
import { parseTrunkId } from '../../src/core/kernel/ids.js';
import type { TrunkBook } from '../../src/engine/trunk-book.js';
import { makeTrunkBook, wishFor } from '../support/trunk-bench.js';
import { testCampaign, testLine, testTrunk, World } from '../support/world.js';

const USER = testTrunk('operadora', 'oper', { channels: 1000, cps: 1000, weight: 1000 });
const DEMO = testTrunk('demo', 'demo', { kind: 'demo', channels: 30, cps: 5 });
const LINES = [testLine('+551140001000', 'oper'), testLine('+551140030001', 'demo')];

async function bookOf(trunks: readonly Trunk[]): Promise<TrunkBook> {
  const book = makeTrunkBook(new VirtualClock(0)).book;
  for (const trunk of trunks) {
    book.setTrunk(trunk);
  }
  book.setLines(LINES);
  await unitsOf(book);
  return book;
}

/** The first look at lines asks for their units, which come in a moment. */
async function unitsOf(book: TrunkBook): Promise<void> {
  for (const demo of [true, false]) {
    book.freeChannels(testCampaign({ demo }));
  }
  await new Promise(setImmediate);
}

describe('demo contacts and the trunks of the user', () => {
  test('whatever the trunks are, a demo campaign takes demo trunks only and any other campaign takes none', async () => {
    const trunk = fc.record({
      kind: fc.constantFrom('sip' as const, 'demo' as const),
      carrier: fc.constantFrom('oper', 'demo'),
      channels: fc.integer({ min: 0, max: 3 }),
      cps: fc.integer({ min: 0, max: 3 }),
      weight: fc.integer({ min: 0, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(trunk, { maxLength: 6 }),
        fc.boolean(),
        fc.subarray([0, 1, 2, 3, 4, 5]),
        async (list, demo, named) => {
          const trunks = list.map(({ carrier, ...rest }, index) => testTrunk(`t${index}`, carrier, rest));
          const campaign = testCampaign({ demo, trunks: named.map((index) => parseTrunkId(`t${index}`)) });
          const book = await bookOf(trunks);
          for (let taken = 0; taken < 20; taken++) {
            const route = book.take(campaign, wishFor());
            if (route === null) {
              return;
            }
            expect(route.trunk.kind).toBe(demo ? 'demo' : 'sip');
          }
        },
      ),
    );
  });

  test('a demo campaign that names the trunk of the user gets no route and counts no free channel of it', async () => {
    const book = await bookOf([USER, DEMO]);
    const campaign = testCampaign({ demo: true, trunks: [USER.id] });
    expect(book.take(campaign, wishFor())).toBeNull();
    expect(book.freeChannels(campaign)).toBe(0);
    expect(book.cpsRoom(campaign)).toBe(0);
  });

  test('a demo contact does not leave by the trunk of the user, nor by a demo trunk whose host is outside', () => {
    const demo = { demo: true };
    expect(keepsInside(demo, USER)).toBe(false);
    expect(keepsInside(demo, { ...DEMO, host: '198.51.100.7' })).toBe(false);
    expect(keepsInside(demo, { ...DEMO, host: '127.0.0.1' })).toBe(true);
    expect(keepsInside({ demo: false }, DEMO)).toBe(false);
    expect(keepsInside({ demo: false }, USER)).toBe(true);
  });

  test('a demo on a machine with a large idle trunk of the user dials by the small demo trunk alone', async () => {
    const world = await World.create({ trunks: [USER, DEMO], lines: LINES, campaign: { demo: true } });
    await world.open();
    await world.clock.runFor(10 * 60_000);
    const trunks = (await world.rows()).map(({ opening }) => opening.trunkId);
    expect(trunks.length).toBeGreaterThan(50);
    expect(new Set(trunks)).toEqual(new Set(['demo']));
  });
});

describe('a trunk that reaches real people and a shifted clock', () => {
  test('is refused with DLR_DEMO_CLOCK, is not kept, and nothing leaves by it', async () => {
    const world = await World.create({
      shiftedClock: true,
      trunks: [DEMO],
      lines: LINES,
      campaign: { demo: true },
    });
    await world.open();
    expect(world.engine.view().shiftedClock).toBe(true);
    await expect(world.settled(world.engine.saveTrunk(USER))).rejects.toMatchObject({
      code: 'DLR_DEMO_CLOCK',
      detail: expect.stringContaining("Trunk 'operadora' of kind sip reaches real people"),
    });
    await world.settled(world.engine.saveTrunk({ ...DEMO, channels: 12 }));
    const kept = await world.stores.campaigns.listTrunks();
    expect(kept.map(({ id, channels }) => [id, channels])).toEqual([['demo', 12]]);
    await world.clock.runFor(60_000);
    expect(new Set(world.records.map(({ trunkId }) => trunkId))).toEqual(new Set(['demo']));
  });

  test('is taken where the clock is the real one', async () => {
    const world = await World.create({ trunks: [DEMO], lines: LINES, campaign: { demo: true } });
    await world.open();
    await world.settled(world.engine.saveTrunk(USER));
    expect(world.engine.view().trunks.map(({ id }) => id)).toContain('operadora');
  });
});
