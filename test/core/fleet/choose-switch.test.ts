import { expect, test } from 'vitest';
import {
  chooseHome,
  choosePlace,
  type PlaceLoad,
  type TieWay,
} from '../../../src/core/fleet/choose-switch.js';
import { parseMediaServerId } from '../../../src/core/kernel/ids.js';

function load(id: string, change: Partial<Omit<PlaceLoad, 'id'>> = {}): PlaceLoad {
  const base = { up: true, state: 'in_service', weight: 1, agents: 10, calls: 0, carries: true } as const;
  return { id: parseMediaServerId(id), ...base, ...change };
}

test.each([
  ['where more agents are', [load('a', { agents: 4 }), load('b', { agents: 6 })], 'b'],
  ['where they have fewer calls each', [load('a', { calls: 9 }), load('b', { agents: 6, calls: 2 })], 'b'],
  ['a weight of two counts as twice the agents', [load('a'), load('b', { agents: 6, weight: 2 })], 'b'],
  ['the first of two that are alike', [load('a'), load('b')], 'a'],
  [
    'never one without agents, whatever its weight',
    [load('a', { agents: 1, calls: 50 }), load('b', { agents: 0, weight: 9 })],
    'a',
  ],
  ['never one that is away', [load('a', { agents: 1 }), load('b', { up: false })], 'a'],
  ['never one that drains', [load('a', { agents: 1 }), load('b', { state: 'draining' })], 'a'],
  ['never one in maintenance', [load('a', { agents: 1 }), load('b', { state: 'maintenance' })], 'a'],
  ['never one of weight 0', [load('a', { agents: 1 }), load('b', { weight: 0 })], 'a'],
  ['nowhere where nobody could be joined', [load('a', { agents: 0 }), load('b', { up: false })], null],
])('a call leaves by a switch: %s', (_, loads, expected) => {
  expect(choosePlace(loads)?.dialOn ?? null).toBe(expected);
});

test.each([
  ['with the fewest agents', [load('a', { agents: 3 }), load('b', { agents: 2 })], 'b'],
  ['with the fewest for its weight', [load('a', { agents: 3, weight: 3 }), load('b', { agents: 2 })], 'a'],
  ['that has none yet', [load('a', { agents: 0 }), load('b', { agents: 1 })], 'a'],
  ['that is in service', [load('a', { agents: 0, state: 'draining' }), load('b')], 'b'],
])('an agent’s phone is bound on the switch %s', (_, loads, expected) => {
  expect(chooseHome(loads)).toBe(expected);
});

test('calls are shared by agents and weights in the long run', () => {
  const loads = [load('a', { agents: 10 }), load('b', { agents: 10, weight: 2 }), load('c', { agents: 30 })];
  const calls = new Map<string, number>();
  for (let call = 0; call < 600; call += 1) {
    const now = loads.map((one) => ({ ...one, calls: calls.get(one.id) ?? 0 }));
    const id = choosePlace(now)?.dialOn as string;
    calls.set(id, (calls.get(id) ?? 0) + 1);
  }
  expect(['a', 'b', 'c'].map((id) => Math.round((calls.get(id) ?? 0) / 10))).toEqual([10, 20, 30]);
});

function tie(from: string, to: string, open = true): TieWay {
  return { from: parseMediaServerId(from), to: parseMediaServerId(to), open };
}
const bare = load('a', { carries: false });
const carrier = load('b', { agents: 0 });

test.each([
  ['by its own switch where that has the trunk', [load('a'), carrier], [tie('b', 'a')], 'a for a'],
  ['by the other where it has not', [bare, carrier], [tie('b', 'a')], 'b for a'],
  ['not where the tie leads the other way', [bare, carrier], [tie('a', 'b')], 'a for a'],
  [
    'not over a tie that is full, or that nobody knows to stand',
    [bare, carrier],
    [tie('b', 'a', false)],
    'a for a',
  ],
  [
    'of weight 0: its agents work, and nothing leaves by it',
    [load('a', { weight: 0 }), carrier],
    [tie('b', 'a')],
    'b for a',
  ],
  ['draining: it is to become empty', [load('a', { state: 'draining' }), carrier], [tie('b', 'a')], null],
  ['not by one that drains', [bare, load('b', { agents: 0, state: 'draining' })], [tie('b', 'a')], 'a for a'],
  [
    'for whoever has the fewest calls, here or there',
    [bare, load('b', { calls: 9 })],
    [tie('b', 'a')],
    'b for a',
  ],
] as const)('a call for agents of a switch leaves %s', (_, loads, ties, expected) => {
  const place = choosePlace(loads, ties);
  expect(place === null ? null : `${place.dialOn} for ${place.home}`).toBe(expected);
});
