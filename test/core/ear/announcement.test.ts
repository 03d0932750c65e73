import { expect, test } from 'vitest';
import { reasonHeard } from '../../../src/core/ear/announcement.js';

test('a number that the network says does not exist is invalid, though its code says only that nobody answered', () => {
  expect(reasonHeard('no_answer', 'nonexistent')).toBe('invalid_number');
  expect(reasonHeard('unreachable', 'nonexistent')).toBe('invalid_number');
});

test('a phone that is off, barred or hands over to its mailbox did not ring out', () => {
  for (const heard of ['unreachable', 'barred', 'mailbox', 'inaccessible'] as const) {
    expect(reasonHeard('no_answer', heard)).toBe('unreachable');
  }
});

test('what the network’s code says clearly is not put in doubt by what was heard', () => {
  expect(reasonHeard('busy', 'unreachable')).toBe('busy');
  expect(reasonHeard('invalid_number', 'busy')).toBe('invalid_number');
});

test('ringing, an information tone and nothing change nothing', () => {
  for (const heard of ['ringing', 'information', null] as const) {
    expect(reasonHeard('no_answer', heard)).toBe('no_answer');
  }
});
