import { expect, test } from 'vitest';
import { hasShapeOf } from '../../../src/core/kernel/same-shape.js';

const SAMPLE = { list: [0, 0], at: null, part: { on: false, rate: -1 } };

test.each([
  { list: [1, 0.5], at: 7, part: { on: true, rate: -3 } },
  { list: [0, 0], at: null, part: { on: false, rate: 0 } },
])('what has the form of the sample may stand in its place: %j', (value) => {
  expect(hasShapeOf(SAMPLE, value)).toBe(true);
});

test.each([
  null,
  [],
  'text',
  {},
  { list: [1], at: null, part: { on: false, rate: 0 } },
  { list: [1, -1], at: null, part: { on: false, rate: 0 } },
  { list: [1, 'x'], at: null, part: { on: false, rate: 0 } },
  { list: [1, Number.NaN], at: null, part: { on: false, rate: 0 } },
  { list: [1, 1], at: 'x', part: { on: false, rate: 0 } },
  { list: [1, 1], at: null, part: { on: 1, rate: 0 } },
  { list: [1, 1], at: null, part: { on: false } },
  { list: [1, 1], at: null, part: { on: false, rate: 0 }, more: 1 },
])('what has another form may not: %j', (value) => {
  expect(hasShapeOf(SAMPLE, value)).toBe(false);
});

test('a sample that JSON does not give back fits nothing', () => {
  expect(hasShapeOf({ seen: new Map() }, { seen: {} })).toBe(false);
});
