import { describe, expect, it } from 'vitest';
import { makeLockBook } from '../../src/api/auth/lock-book.js';
import { hashPassword, isPassword, oneTimePassword, passwordFault } from '../../src/api/auth/password.js';
import { makeSecretBox } from '../../src/api/auth/secret-box.js';
import {
  acceptedStep,
  newRecoveryCodes,
  newTotpSecret,
  recoveryHash,
  toBase32,
  totpCode,
  totpStepOf,
  totpUri,
} from '../../src/api/auth/totp.js';

/** RFC 6238 appendix B, the key of SHA-1; the last six of its eight digits. */
const KEY = toBase32(Buffer.from('12345678901234567890'));

describe('the second factor', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('gives the code of RFC 6238 at %i s', (seconds, code) => {
    expect(totpCode(KEY, totpStepOf(seconds * 1000))).toBe(code);
  });

  it('takes a code a step early or late, and none twice', () => {
    const atMs = 1_111_111_111_000;
    const now = totpStepOf(atMs);
    for (const step of [now - 1, now, now + 1]) {
      expect(acceptedStep(KEY, totpCode(KEY, step), atMs, 0)).toBe(step);
    }
    expect(acceptedStep(KEY, totpCode(KEY, now - 2), atMs, 0)).toBeNull();
    expect(acceptedStep(KEY, totpCode(KEY, now), atMs, now)).toBeNull();
    expect(acceptedStep(KEY, '050 471', atMs, 0)).toBe(now);
    expect(acceptedStep(KEY, '', atMs, 0)).toBeNull();
  });

  it('makes secrets of 160 bits and ten recovery codes that are read with or without their dash', () => {
    expect(newTotpSecret()).toMatch(/^[A-Z2-7]{32}$/);
    const codes = newRecoveryCodes();
    expect([codes.length, new Set(codes).size]).toEqual([10, 10]);
    for (const code of codes) {
      expect(code).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
      expect(recoveryHash(code.replace('-', '').toUpperCase())).toBe(recoveryHash(code));
    }
    expect(totpUri('ana@x', KEY)).toBe(
      `otpauth://totp/Cad%C3%AAncia:ana%40x?secret=${KEY}&issuer=Cad%C3%AAncia`,
    );
  });

  it('opens a sealed secret for its owner alone, in the installation that sealed it', () => {
    const box = makeSecretBox('ab'.repeat(32), 'second factor');
    const sealed = box.seal(KEY, 'ana');
    expect(sealed).not.toContain(KEY);
    expect(box.open(sealed, 'ana')).toBe(KEY);
    expect(() => box.open(sealed, 'rui')).toThrow();
    expect(() => makeSecretBox('cd'.repeat(32), 'second factor').open(sealed, 'ana')).toThrow();
    const changed = `${sealed.slice(0, -1)}${sealed.endsWith('A') ? 'B' : 'A'}`;
    expect(() => box.open(changed, 'ana')).toThrow();
  });
});

describe('a password', () => {
  it('is the one of its hash and no other, however its accents were typed', async () => {
    const hash = await hashPassword('três vezes ao dia');
    expect(hash).toMatch(/^scrypt\$32768\$8\$1\$/);
    expect(await isPassword('três vezes ao dia', hash)).toBe(true);
    expect(await isPassword('três vezes ao dia', hash)).toBe(true);
    expect(await isPassword('tres vezes ao dia', hash)).toBe(false);
    expect(await isPassword('', '')).toBe(false);
    expect(await isPassword('x', 'scrypt$1$1$1$AA$AA')).toBe(false);
    expect(await hashPassword('três vezes ao dia')).not.toBe(hash);
  });

  it('is long rather than odd, and not the name', () => {
    expect(passwordFault('onze letras', 'ana')).toContain('12 characters');
    expect(passwordFault('aaaaaaaaaaaaaaaa', 'rui')).toContain('few');
    expect(passwordFault('minha senha é Ana mesmo', 'ana')).toContain('name');
    expect(passwordFault('quatro cavalos no pasto', 'ana')).toBeNull();
  });

  it('for one sign-in can be read out, and is never the same', () => {
    const some = Array.from({ length: 200 }, oneTimePassword);
    expect(new Set(some).size).toBe(200);
    for (const one of some) {
      expect(one).toMatch(/^([a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
    }
  });
});

describe('the lock', () => {
  it('closes after five wrong passwords, twice as long each further time, at most a quarter of an hour', () => {
    let nowMs = 0;
    const locks = makeLockBook(() => nowMs);
    const fails = Array.from({ length: 4 }, () => locks.fail('ana'));
    expect([...fails, locks.lockedMs('ana')]).toEqual([false, false, false, false, 0]);
    const lengths: number[] = [];
    for (let tries = 0; tries < 6; tries++) {
      expect(locks.fail('ana')).toBe(true);
      lengths.push(locks.lockedMs('ana') / 60_000);
      nowMs += locks.lockedMs('ana');
      expect(locks.lockedMs('ana')).toBe(0);
    }
    expect(lengths).toEqual([1, 2, 4, 8, 15, 15]);
    expect(locks.lockedMs('rui')).toBe(0);
  });

  it('opens for who knows the password, and is forgotten after an hour', () => {
    let nowMs = 0;
    const locks = makeLockBook(() => nowMs);
    const failFive = () => Array.from({ length: 5 }, () => locks.fail('ana'));
    failFive();
    locks.forgive('ana');
    expect(locks.lockedMs('ana')).toBe(0);
    failFive();
    nowMs += 60 * 60_000;
    expect(locks.fail('ana')).toBe(false);
  });
});
