import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseTrunk, type TrunkLoad } from '../../../src/core/route/choose-trunk.js';
import { testTrunk } from '../../support/world.js';

function load(id: string, inUse: number, change: Partial<TrunkLoad['trunk']> = {}, cpsRoom = 5): TrunkLoad {
  return {
    trunk: testTrunk(id, 'oper', { channels: 10, ...change }),
    inUse,
    channels: change.channels ?? 10,
    backOff: null,
    cpsRoom,
    open: true,
    deliveryRate: 1,
  };
}

test('the trunk that carries least for its weight is chosen', () => {
  expect(chooseTrunk([load('a', 3), load('b', 2)])?.id).toBe('b');
  expect(chooseTrunk([load('a', 4, { weight: 3 }), load('b', 2)])?.id).toBe('a');
});

test('a tie goes to the first id, in whatever order they come', () => {
  expect(chooseTrunk([load('b', 2), load('a', 2)])?.id).toBe('a');
});

test('a full trunk, one without calls a second left and one of weight 0 are never chosen', () => {
  expect(chooseTrunk([load('a', 10), load('b', 0, {}, 0.9), load('c', 0, { weight: 0 })])).toBeNull();
  expect(chooseTrunk([])).toBeNull();
});

test('a trunk out of its hours or closed after faults is never chosen', () => {
  expect(chooseTrunk([{ ...load('a', 0), open: false }, load('b', 9)])?.id).toBe('b');
});

test('a trunk that delivers half of its calls carries half of its weight', () => {
  expect(chooseTrunk([{ ...load('a', 3), deliveryRate: 0.5 }, load('b', 5)])?.id).toBe('b');
  expect(chooseTrunk([{ ...load('a', 2), deliveryRate: 0.5 }, load('b', 5)])?.id).toBe('a');
});

test('a contingency trunk carries calls only when no normal one has room', () => {
  const spare = load('a', 0, { role: 'contingency' });
  expect(chooseTrunk([spare, load('b', 9)])?.id).toBe('b');
  expect(chooseTrunk([spare, load('b', 10)])?.id).toBe('a');
  expect(chooseTrunk([spare, { ...load('b', 0), open: false }])?.id).toBe('a');
});

test('many calls are shared by weight', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(weights, (list) => {
      const loads = list.map((weight, index) => ({ ...load(`t${index}`, 0, { weight, channels: 1000 }) }));
      const total = list.reduce((sum, weight) => sum + weight, 0);
      for (let call = 0; call < total * 10; call++) {
        const chosen = loads.find(({ trunk }) => trunk.id === chooseTrunk(loads)?.id) as { inUse: number };
        chosen.inUse += 1;
      }
      expect(loads.map(({ inUse }) => inUse)).toEqual(list.map((weight) => weight * 10));
    }),
  );
});
