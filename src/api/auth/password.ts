import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { CadenciaError } from '../../core/kernel/errors.js';

/** RFC 7914; OWASP's equivalent of its first choice: 32 MiB and some 80 ms a try. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 } as const;
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** Each takes 32 MiB and a thread: more at once would take them from everything else. */
const MOST_AT_ONCE = 2;
const MOST_WAITING = 64;

/** A password somebody chose: long rather than odd (NIST SP 800-63B). */
export const LEAST_PASSWORD = 12;
export const MOST_PASSWORD = 128;

let running = 0;
const waiting: (() => void)[] = [];

async function take(): Promise<void> {
  if (running < MOST_AT_ONCE) {
    running += 1;
    return;
  }
  if (waiting.length >= MOST_WAITING) {
    throw new CadenciaError('DLR_RATE_LIMITED', {
      detail: 'Too many sign-ins at once; wait a moment and try again.',
    });
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
}

function release(): void {
  const next = waiting.shift();
  if (next === undefined) {
    running -= 1;
  } else {
    next();
  }
}

async function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  await take();
  try {
    return await new Promise((resolve, reject) => {
      // The same letters typed on two keyboards are one password (RFC 8265 §4.2).
      scrypt(password.normalize('NFC'), salt, KEY_BYTES, cost, (error, key) =>
        error === null ? resolve(key) : reject(error),
      );
    });
  } finally {
    release();
  }
}

/** `scrypt$N$r$p$salt$key`: the cost is kept with it, so that it can be raised. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST);
  return `scrypt$${COST.N}$${COST.r}$${COST.p}$${salt.toString('base64url')}$${key.toString('base64url')}`;
}

/** True when the password is the one of the hash; takes as long for a hash that there is not ('' or broken). */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const [kind, n, r, p, salt = '', key = ''] = hash.split('$');
  const usable = kind === 'scrypt' && `${n}$${r}$${p}` === `${COST.N}$${COST.r}$${COST.p}`;
  const wanted = usable ? Buffer.from(key, 'base64url') : Buffer.alloc(KEY_BYTES);
  const saltBytes = usable ? Buffer.from(salt, 'base64url') : Buffer.alloc(SALT_BYTES);
  const found = await derive(password.slice(0, MOST_PASSWORD), saltBytes, COST);
  return wanted.length === KEY_BYTES && timingSafeEqual(found, wanted) && usable;
}

/** Without letters that are taken for one another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP_LETTERS = 4;

/** Four groups of four letters: some 79 bits, and still read out over a phone. */
export function oneTimePassword(): string {
  const letter = (): string => {
    for (;;) {
      const byte = randomBytes(1)[0] ?? 255;
      // Above the last whole multiple the first letters would be likelier.
      if (byte < 256 - (256 % ALPHABET.length)) {
        return ALPHABET[byte % ALPHABET.length] ?? '';
      }
    }
  };
  return Array.from({ length: GROUPS }, () => Array.from({ length: GROUP_LETTERS }, letter).join('')).join(
    '-',
  );
}

/** Why the password may not be chosen, or null when it may. */
export function passwordFault(password: string, userId: string): string | null {
  if (password.length < LEAST_PASSWORD) {
    return `it needs ${LEAST_PASSWORD} characters or more`;
  }
  if (new Set(password).size < 5) {
    return 'it is made of too few different characters';
  }
  if (password.toLowerCase().includes(userId.toLowerCase())) {
    return 'it holds the name you sign in with';
  }
  return null;
}
