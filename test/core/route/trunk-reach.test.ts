import { describe, expect, test } from 'vitest';
import {
  afterSample,
  isGoodAnswer,
  type ReachSample,
  reachPercentileMs,
  unknownReach,
} from '../../../src/core/route/trunk-reach.js';

const GOOD: ReachSample = { status: 200, ms: 10 };
const NONE: ReachSample = { status: null, ms: 2000 };

const statesOf = (samples: readonly ReachSample[]): readonly string[] => {
  let reach = unknownReach(0);
  return samples.map((sample, index) => {
    reach = afterSample(reach, sample, index + 1);
    return reach.state;
  });
};

describe('an answer to OPTIONS', () => {
  test.each([
    [200, true],
    [404, true],
    [405, true],
    [483, true],
    [408, false],
    [500, false],
    [503, false],
    [null, false],
  ])('%s says of the carrier that it can take calls: %s', (status, good) => {
    expect(isGoodAnswer({ status, ms: 5 })).toBe(good);
  });
});

describe('a trunk', () => {
  test('is up with its first good answer', () => {
    expect(statesOf([GOOD])).toEqual(['up']);
  });

  test('is out after three questions in a row without one, also when it never answered', () => {
    expect(statesOf([GOOD, NONE, NONE, NONE])).toEqual(['up', 'up', 'up', 'down']);
    expect(statesOf([NONE, NONE, NONE])).toEqual(['unknown', 'unknown', 'down']);
  });

  test('that misses one now and then stays up', () => {
    expect(statesOf([GOOD, NONE, NONE, GOOD, NONE, NONE, GOOD]).at(-1)).toBe('up');
  });

  test('comes back after two good answers in a row, not after one', () => {
    expect(statesOf([NONE, NONE, NONE, GOOD, NONE, GOOD, GOOD]).slice(2)).toEqual([
      'down',
      'down',
      'down',
      'down',
      'up',
    ]);
  });

  test('tells median and tail of its last sixty good answers', () => {
    let reach = unknownReach(0);
    for (let ms = 1; ms <= 100; ms += 1) {
      reach = afterSample(afterSample(reach, { status: 200, ms }, ms), NONE, ms);
    }
    expect(reachPercentileMs(reach, 0.5)).toBe(70);
    expect(reachPercentileMs(reach, 0.95)).toBe(97);
    expect(reachPercentileMs(unknownReach(0), 0.5)).toBeNull();
  });
});
