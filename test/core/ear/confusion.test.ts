import { expect, test } from 'vitest';
import { Confusion, describeShare } from '../../../src/core/ear/confusion.js';

test('a table has a row for each truth, and shares have Wilson’s interval', () => {
  const confusion = new Confusion(['human', 'machine']);
  for (let n = 0; n < 97; n += 1) confusion.add('human', 'human');
  for (let n = 0; n < 3; n += 1) confusion.add('human', 'machine');
  confusion.add('machine', 'machine');
  expect(confusion.lines()).toEqual([
    'truth \\ said  human  machine',
    '       human     97        3',
    '     machine      0        1',
  ]);
  expect(describeShare(confusion.share('human', ['machine']))).toBe('3 of 100 = 3.0 % (1.0 % to 8.5 %)');
});

test('a share of nothing may be anything', () => {
  expect(describeShare(new Confusion(['human']).share('human', ['human']))).toBe(
    '0 of 0 = none (0.0 % to 100.0 %)',
  );
});
