import { expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../../src/core/kernel/time.js';
import { outsideDue } from '../../../src/core/talk/outside-limit.js';

test('a talk without an agent of ours is warned once, a minute before its end, and then ended', () => {
  const limitMs = 60 * MINUTE;
  expect(outsideDue(0, limitMs, false)).toEqual({ now: null, nextMs: 59 * MINUTE });
  expect(outsideDue(59 * MINUTE, limitMs, false)).toEqual({ now: 'warn', nextMs: MINUTE });
  expect(outsideDue(59 * MINUTE + SECOND, limitMs, true)).toEqual({ now: null, nextMs: 59 * SECOND });
  expect(outsideDue(limitMs, limitMs, true)).toEqual({ now: 'end', nextMs: null });
  // Found after a restart, or looked at late: what is over is over, warned or not.
  expect(outsideDue(2 * limitMs, limitMs, false)).toEqual({ now: 'end', nextMs: null });
});

test('a limit of a minute is warned of half-way', () => {
  expect(outsideDue(29 * SECOND, MINUTE, false)).toEqual({ now: null, nextMs: SECOND });
  expect(outsideDue(30 * SECOND, MINUTE, false)).toEqual({ now: 'warn', nextMs: 30 * SECOND });
});
