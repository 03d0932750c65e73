import { BRASILIA } from '../../kernel/civil-time.js';
import type { AttemptId } from '../../kernel/ids.js';
import { formatDayNumber } from '../calendar/day-number.js';
import { localDayOf } from '../gate/person-day.js';

const SERIAL_DIGITS = 12;
/** Six digits at a time stay exact in a double. */
const HALF = 1_000_000;

/** FNV-1a with a final mix, so that ids which differ in one letter give far numbers. */
function scatter(text: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The digit that makes the Luhn sum a multiple of ten: one wrong digit, or most swaps of two, show. */
function checkDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/**
 * The protocol number of an attempt: Brasília's date, twelve digits of the attempt and a check digit, all digits so
 * that it can be read out on the phone. Always the same for the same arguments.
 */
export function protocolFor(attemptId: AttemptId, nowMs: number): string {
  const date = formatDayNumber(localDayOf(nowMs, BRASILIA)).replaceAll('-', '');
  const serial = [1, 2].map((seed) =>
    String(scatter(attemptId, seed) % HALF).padStart(SERIAL_DIGITS / 2, '0'),
  );
  const digits = `${date}${serial.join('')}`;
  return `${digits}${checkDigit(digits)}`;
}

/** True when a number that somebody read back can be a protocol; blanks and dots between the digits are allowed. */
export function isProtocol(text: string): boolean {
  const digits = text.replace(/[\s.-]/g, '');
  return /^\d{21}$/.test(digits) && checkDigit(digits.slice(0, -1)) === digits.slice(-1);
}
