import { expect, test } from 'vitest';
import { hide, maskName, maskPhone } from '../../../src/core/privacy/mask-person.js';

test.each([
  ['+5511987651234', '+55 11 9****-1234'],
  ['+559732651234', '+55 97 ****-1234'],
  ['+551198765123', '+55 11 ****-5123'],
  ['+14155550123', '****'],
  ['9f'.repeat(32), '****'],
  ['', ''],
])('the number %s is shown as %s', (phone, shown) => {
  expect(maskPhone(phone)).toBe(shown);
});

test('a name is shown by its initials, and an empty value stays empty', () => {
  expect(maskName('  Érica  dos Santos ')).toBe('É. d. S.');
  expect(maskName('')).toBe('');
  expect([hide('x'), hide('x'.repeat(64)), hide('')]).toEqual(['****', '****', '']);
});
