import { describe, expect, it } from 'vitest';
import type { Coordination } from '../../src/ports/coordination.js';
import { NOON } from '../support/samples.js';

/** Two nodes on one store, empty. */
export interface CoordinationPair {
  readonly a: Coordination;
  readonly b: Coordination;
}

function inbox() {
  const texts: string[] = [];
  let wake: () => void = () => undefined;
  return {
    listener: (text: string) => {
      texts.push(text);
      wake();
    },
    async holding(count: number): Promise<readonly string[]> {
      while (texts.length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return texts;
    },
  };
}

/** What every Coordination keeps. */
export function coordinationConformance(make: () => Promise<CoordinationPair>): void {
  describe('coordination', () => {
    it('gives a lease to one owner, renews it under one fence and hands it on when it runs out', async () => {
      const { a, b } = await make();
      expect(await a.acquireLease('campaign:1', 'A', NOON, 5000)).toEqual({
        name: 'campaign:1',
        fence: 1,
        expiresAtMs: NOON + 5000,
      });
      expect(await b.acquireLease('campaign:1', 'B', NOON + 4999, 5000)).toBeNull();
      expect(await a.acquireLease('campaign:1', 'A', NOON + 3000, 5000)).toMatchObject({ fence: 1 });
      expect(await b.acquireLease('campaign:1', 'B', NOON + 7999, 5000)).toBeNull();
      expect(await b.acquireLease('campaign:1', 'B', NOON + 8000, 5000)).toMatchObject({ fence: 2 });
      expect(await a.acquireLease('campaign:1', 'A', NOON + 8000, 5000)).toBeNull();
    });

    it('gives many leases at once, each to its owner, and tells those that were got', async () => {
      const { a, b } = await make();
      expect(await a.acquireLeases([], 'A', NOON, 5000)).toEqual(new Map());
      await b.acquireLease('m2', 'B', NOON, 5000);
      const held = (name: string) => ({ name, fence: 1, expiresAtMs: NOON + 5000 });
      expect(await a.acquireLeases(['m3', 'm1', 'm2'], 'A', NOON, 5000)).toEqual(
        new Map(['m1', 'm3'].map((name) => [name, held(name)])),
      );
      const names = Array.from({ length: 50 }, (_, i) => `n${i}`);
      const tries = [a, b, a, b].map((node, i) =>
        node.acquireLeases(i < 2 ? names : [...names].reverse(), `o${i}`, NOON, 5000),
      );
      expect((await Promise.all(tries)).reduce((sum, got) => sum + got.size, 0)).toBe(50);
    });

    it('tells whose lease runs, and leaves it as it is', async () => {
      const { a, b } = await make();
      expect(await a.ownerOf('o', NOON)).toBeNull();
      await a.acquireLease('o', 'A', NOON, 5000);
      expect(await b.ownerOf('o', NOON + 4999)).toBe('A');
      expect(await b.ownerOf('o', NOON + 5000)).toBeNull();
      expect(await a.acquireLease('o', 'A', NOON + 5000, 5000)).toMatchObject({ fence: 1 });
      await a.releaseLease('o', 'A');
      expect(await b.ownerOf('o', NOON)).toBeNull();
    });

    it('frees a lease that its owner releases, and no other, and the fence goes on growing', async () => {
      const { a, b } = await make();
      await a.acquireLease('x', 'A', NOON, 5000);
      await b.releaseLease('x', 'B');
      expect(await b.acquireLease('x', 'B', NOON, 5000)).toBeNull();
      await a.releaseLease('x', 'A');
      await a.releaseLease('never', 'A');
      expect(await b.acquireLease('x', 'B', NOON, 5000)).toMatchObject({ fence: 2 });
    });

    it('gives a contended lease to exactly one of many', async () => {
      const { a, b } = await make();
      const tries = Array.from({ length: 20 }, (_, i) =>
        (i % 2 ? a : b).acquireLease('y', `o${i}`, NOON, 5000),
      );
      expect((await Promise.all(tries)).filter((held) => held !== null)).toHaveLength(1);
    });

    it('grants units up to the cap, then none', async () => {
      const { a, b } = await make();
      expect(await a.unitsTaken('line:1')).toBe(0);
      expect(await a.takeUnits('line:1', 60, 100)).toMatchObject({ granted: 60, taken: 60 });
      expect(await b.takeUnits('line:1', 60, 100)).toMatchObject({ granted: 40, taken: 100 });
      expect(await b.takeUnits('line:1', 1, 100)).toMatchObject({ granted: 0, taken: 100 });
      expect(await a.takeUnits('line:1', 5, 50)).toMatchObject({ granted: 0, taken: 100 });
      expect(await a.takeUnits('line:1', 5, 103)).toMatchObject({ granted: 3, taken: 103 });
      expect(await b.unitsTaken('line:1')).toBe(103);
      expect(await b.takeUnits('line:2', 5, 3)).toMatchObject({ granted: 3, taken: 3 });
      expect(await a.takeUnits('line:2', 0, 3)).toMatchObject({ granted: 0, taken: 3 });
      expect(await a.takeUnits('line:3', 5, Number.MAX_SAFE_INTEGER)).toEqual({
        granted: 5,
        taken: 5,
        returned: 0,
        held: 0,
      });
    });

    it('raises a counter to what rows say and never lowers it, and units are taken from there on', async () => {
      const { a, b } = await make();
      expect(await a.raiseTo('line:9', 90)).toEqual({ taken: 90, returned: 0, held: 0 });
      expect(await b.raiseTo('line:9', 40)).toMatchObject({ taken: 90 });
      expect(await b.takeUnits('line:9', 60, 100)).toMatchObject({ granted: 10, taken: 100 });
      expect(await a.raiseTo('line:9', 95)).toMatchObject({ taken: 100 });
      expect(await a.raiseTo('line:9', 120)).toMatchObject({ taken: 120 });
      expect(await b.takeUnits('line:9', 1, 121)).toMatchObject({ granted: 1, taken: 121 });
    });

    it('tells what takers hold unused apart, and takes it back from who holds it, once', async () => {
      const { a, b } = await make();
      const A = (held: number) => ({ holder: 'A', held });
      expect(await a.takeUnits('line:5', 10, 100, A(0))).toMatchObject({ taken: 10, held: 10 });
      expect(await b.takeUnits('line:5', 20, 100, { holder: 'B', held: 0 })).toMatchObject({ held: 30 });
      // A has used seven of its ten.
      expect(await a.takeUnits('line:5', 5, 100, A(3))).toMatchObject({ taken: 35, held: 28 });
      expect(await b.takeUnits('line:5', 0, 100)).toEqual({ granted: 0, taken: 35, returned: 0, held: 28 });
      expect(await a.returnUnits('line:5', A(6))).toEqual({ taken: 29, returned: 6, held: 20 });
      expect(await a.returnUnits('line:5', A(6))).toEqual({ taken: 29, returned: 6, held: 20 });
      expect(await b.unitsTaken('line:5')).toBe(29);
      expect(await b.takeUnits('line:5', 100, 100, { holder: 'B', held: 20 })).toMatchObject({
        granted: 71,
        taken: 100,
      });
    });

    it('takes back no more than it knows to be held, and nothing of a counter it does not know', async () => {
      const { a, b } = await make();
      await a.takeUnits('line:6', 4, 100, { holder: 'A', held: 0 });
      await b.takeUnits('line:6', 10, 100);
      expect(await b.returnUnits('line:6', { holder: 'B', held: 10 })).toMatchObject({ taken: 14 });
      expect(await a.returnUnits('line:6', { holder: 'A', held: 9 })).toMatchObject({
        taken: 10,
        returned: 4,
      });
      await a.returnUnits('line:7', { holder: 'A', held: 9 });
      expect(await a.unitsTaken('line:7')).toBe(0);
    });

    it('never exceeds the cap, whoever takes at once', async () => {
      const { a, b } = await make();
      const takings = Array.from({ length: 200 }, (_, i) => (i % 2 ? a : b).takeUnits('cnpj', 7, 1000));
      const granted = (await Promise.all(takings)).reduce((sum, { granted: units }) => sum + units, 0);
      expect(granted).toBe(1000);
      expect(await a.unitsTaken('cnpj')).toBe(1000);
    });

    it('brings a text to every subscriber of its channel, the sender too, in order', async () => {
      const { a, b } = await make();
      const [atA, atB, other] = [inbox(), inbox(), inbox()];
      await a.subscribe('live', atA.listener);
      await b.subscribe('live', atB.listener);
      await b.subscribe('other', other.listener);
      await a.publish('live', 'é "1"');
      await a.publish('live', 'x'.repeat(7000));
      await a.publish('other', 'last');
      expect(await atA.holding(2)).toEqual(['é "1"', 'x'.repeat(7000)]);
      expect(await atB.holding(2)).toEqual(['é "1"', 'x'.repeat(7000)]);
      expect(await other.holding(1)).toEqual(['last']);
    });

    it('brings nothing after the subscription has ended', async () => {
      const { a, b } = await make();
      const [first, second] = [inbox(), inbox()];
      const end = await b.subscribe('live', first.listener);
      await b.subscribe('live', second.listener);
      await end();
      await end();
      await a.publish('live', 'one');
      expect(await second.holding(1)).toEqual(['one']);
      expect(await Promise.race([first.holding(1), Promise.resolve('nothing')])).toBe('nothing');
    });

    it('refuses what not every store could carry', async () => {
      const { a } = await make();
      await expect(a.publish('live', 'é'.repeat(3501))).rejects.toMatchObject({ code: 'DLR_INPUT_INVALID' });
      await expect(a.publish('Bad Channel', 'x')).rejects.toMatchObject({ code: 'DLR_INPUT_INVALID' });
    });

    it('closes twice without harm', async () => {
      const { a } = await make();
      await a.close();
      await a.close();
    });
  });
}
