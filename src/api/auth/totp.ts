import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { SECOND } from '../../core/kernel/time.js';

/** RFC 6238 with what every authenticator takes for granted: SHA-1, six digits, thirty seconds. */
const STEP_MS = 30 * SECOND;
const DIGITS = 6;
const SECRET_BYTES = 20;
/** A phone's clock may be a step off either way (RFC 6238 §5.2). */
const DRIFT_STEPS = 1;
const RECOVERY_CODES = 10;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** A new secret, in the base 32 (RFC 4648 §6) that authenticators read. */
export function newTotpSecret(): string {
  return toBase32(randomBytes(SECRET_BYTES));
}

/** Base 32 without padding. */
export function toBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)] ?? '')
    .join('');
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const whole = bits.match(/.{8}/g) ?? [];
  return Buffer.from(whole.map((byte) => Number.parseInt(byte, 2)));
}

/** The code of a time step (RFC 4226 §5.3). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
  const offset = (mac[mac.length - 1] ?? 0) & 0xf;
  const number = (mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, '0');
}

export const totpStepOf = (atMs: number): number => Math.floor(atMs / STEP_MS);

/** The step whose code it is, later than `lastStep` so that none is taken twice; null for a wrong or used code. */
export function acceptedStep(secret: string, code: string, atMs: number, lastStep: number): number | null {
  const given = Buffer.from(code.replace(/\s/g, ''));
  const now = totpStepOf(atMs);
  for (let step = now - DRIFT_STEPS; step <= now + DRIFT_STEPS; step++) {
    const wanted = Buffer.from(totpCode(secret, step));
    if (step > lastStep && wanted.length === given.length && timingSafeEqual(wanted, given)) {
      return step;
    }
  }
  return null;
}

/** What an authenticator scans or is given as a link. */
export function totpUri(userId: string, secret: string): string {
  const label = `Cad%C3%AAncia:${encodeURIComponent(userId)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=Cad%C3%AAncia`;
}

/** Codes for who lost his phone, each good once: 50 random bits, so a plain hash is enough. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () =>
    toBase32(randomBytes(7))
      .toLowerCase()
      .slice(0, 10)
      .replace(/^(.{5})/, '$1-'),
  );
}

export function recoveryHash(code: string): string {
  const letters = code.toLowerCase().replace(/[\s-]/g, '');
  return createHash('sha256').update(letters, 'utf8').digest('hex');
}
