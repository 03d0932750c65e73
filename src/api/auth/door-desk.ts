import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import type { SecretBox } from '../../ports/secret-box.js';
import type { AccessEventKind, StoredUser, UserStore } from '../../ports/user-store.js';
import type { Access } from './access.js';
import type { FailedLogins } from './failed-logins.js';
import type { LockBook } from './lock-book.js';
import { hashPassword, isPassword, passwordFault } from './password.js';
import type { SessionBook } from './session-book.js';
import { acceptedStep, newRecoveryCodes, newTotpSecret, recoveryHash, totpUri } from './totp.js';
import type { UserBook } from './user-book.js';

/** A second factor that was begun is confirmed within this. */
const ENROL_MS = 10 * MINUTE;

export interface DoorParts {
  readonly store: UserStore;
  readonly users: UserBook;
  readonly sessions: SessionBook;
  readonly locks: LockBook;
  readonly failed: FailedLogins;
  readonly box: SecretBox;
  readonly nowMs: () => number;
}

/** What is typed at the door. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code. */
  readonly code?: string | undefined;
}

function refusal(): CadenciaError {
  return new CadenciaError('DLR_AUTH_REQUIRED', {
    detail: 'User or password is not right, or the user is blocked.',
  });
}

/** The door: signing in and out, and what a person changes about his own entry. */
export class DoorDesk {
  readonly #parts: DoorParts;
  readonly #enrolling = new Map<string, { readonly secret: string; readonly untilMs: number }>();

  constructor(parts: DoorParts) {
    this.#parts = parts;
  }

  /** The secret of a new session; refuses in the same words and the same time whoever it was not. */
  async signIn({ user: name, password, code }: Credentials, address: string): Promise<string> {
    const { users, sessions, locks, failed } = this.#parts;
    const id = name.trim().toLowerCase();
    this.#requireUnlocked(id, address);
    const user = await users.findNow(id);
    const right = await isPassword(password, user?.passwordHash ?? '');
    if (user === null || !right || user.blocked) {
      await this.#refuse(id, address, user?.blocked === true ? 'blocked' : 'password');
      throw refusal();
    }
    const after = await this.#passSecondFactor(user, code, address);
    locks.forgive(id);
    const secret = await sessions.open(after);
    await this.#note('signed_in', id, address, failed.isBlocked(address) ? 'after failures' : '');
    return secret;
  }

  #requireUnlocked(id: string, address: string): void {
    const { locks, failed } = this.#parts;
    const lockedMs = locks.lockedMs(id);
    if (lockedMs > 0 || failed.isBlocked(address)) {
      const seconds = Math.ceil(Math.max(lockedMs, failed.isBlocked(address) ? MINUTE : 0) / SECOND);
      throw new CadenciaError('DLR_RATE_LIMITED', {
        detail: `Too many wrong passwords; wait ${seconds} s.`,
        fields: { seconds },
      });
    }
  }

  async #refuse(id: string, address: string, why: string): Promise<void> {
    const { locks, failed } = this.#parts;
    failed.note(address);
    const locked = locks.fail(id);
    await this.#note(locked ? 'locked' : 'refused', id.slice(0, 64), address, why);
  }

  async #passSecondFactor(user: StoredUser, code: string | undefined, address: string): Promise<StoredUser> {
    if (user.totpSecret === '') {
      return user;
    }
    if (code === undefined || code.trim() === '') {
      throw new CadenciaError('DLR_AUTH_SECOND_FACTOR', {
        detail: 'Send the code of the authenticator, or a recovery code.',
      });
    }
    const passed = await this.#takeCode(user, code);
    if (passed === null) {
      await this.#refuse(user.id, address, 'code');
      throw new CadenciaError('DLR_AUTH_SECOND_FACTOR', {
        detail: 'The code is not right, or was used before; wait for the next one.',
      });
    }
    return passed;
  }

  /** The user with the code used up, or null; the write decides between two who bring the same code at once. */
  async #takeCode(user: StoredUser, code: string): Promise<StoredUser | null> {
    const { users, box, nowMs } = this.#parts;
    const secret = box.open(user.totpSecret, user.id);
    const hash = recoveryHash(code);
    let used = false;
    const after = await users.change(user.id, (now) => {
      const step = acceptedStep(secret, code, nowMs(), now.totpStep);
      used = step !== null || now.recoveryHashes.includes(hash);
      return step !== null
        ? { ...now, totpStep: step }
        : { ...now, recoveryHashes: now.recoveryHashes.filter((kept) => kept !== hash) };
    });
    return used ? after : null;
  }

  async signOut(access: Access, address: string): Promise<void> {
    if (access.session !== null) {
      await this.#parts.sessions.end(access.session.hash);
      await this.#note('signed_out', access.session.userId, address);
    }
  }

  /** Changes the own password; every other session of the person ends, and this one gets a new secret. */
  async changePassword(access: Access, current: string, next: string, address: string): Promise<string> {
    const { users, sessions } = this.#parts;
    const user = await this.#ownUser(access, current, address);
    const fault = next === current ? 'it is the one you have' : passwordFault(next, user.id);
    if (fault !== null) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `body.next: choose another password: ${fault}.`,
      });
    }
    const passwordHash = await hashPassword(next);
    const after = await users.change(user.id, (now) => ({ ...now, passwordHash, mustChange: false }));
    // His own, which begins anew at once, is none that was cut.
    const others = (await sessions.endAllOf(user.id)) - 1;
    if (others > 0) {
      await this.#note('cut', user.id, address, String(others));
    }
    await this.#note('password_changed', user.id, address);
    return sessions.open(after);
  }

  /** Begins a second factor; it counts once `confirmSecondFactor` was given a code of it. */
  async beginSecondFactor(access: Access, password: string, address: string) {
    const user = await this.#ownUser(access, password, address);
    const secret = newTotpSecret();
    this.#enrolling.set(user.id, { secret, untilMs: this.#parts.nowMs() + ENROL_MS });
    return { secret, uri: totpUri(user.id, secret) };
  }

  /** The recovery codes, shown this once. */
  async confirmSecondFactor(access: Access, code: string, address: string): Promise<readonly string[]> {
    const { users, box, nowMs } = this.#parts;
    const userId = this.#userIdOf(access);
    const begun = this.#enrolling.get(userId);
    const step =
      begun === undefined || begun.untilMs < nowMs() ? null : acceptedStep(begun.secret, code, nowMs(), 0);
    if (begun === undefined || step === null) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: 'body.code: it is not the code of the second factor begun here; begin again.',
      });
    }
    this.#enrolling.delete(userId);
    const codes = newRecoveryCodes();
    await users.change(userId, (now) => ({
      ...now,
      totpSecret: box.seal(begun.secret, userId),
      totpStep: step,
      recoveryHashes: codes.map(recoveryHash),
    }));
    await this.#note('second_factor_set', userId, address);
    return codes;
  }

  async removeSecondFactor(access: Access, password: string, address: string): Promise<void> {
    const user = await this.#ownUser(access, password, address);
    await this.#parts.users.change(user.id, (now) => ({ ...now, totpSecret: '', recoveryHashes: [] }));
    await this.#note('second_factor_removed', user.id, address);
  }

  /** The person himself, who knows his password: a screen left open is not enough. */
  async #ownUser(access: Access, password: string, address: string): Promise<StoredUser> {
    const id = this.#userIdOf(access);
    this.#requireUnlocked(id, address);
    const user = await this.#parts.users.find(id);
    if (user === null || !(await isPassword(password, user.passwordHash))) {
      await this.#refuse(id, address, 'own password');
      throw new CadenciaError('DLR_AUTH_FORBIDDEN', { detail: 'The present password is not right.' });
    }
    this.#parts.locks.forgive(id);
    return user;
  }

  #userIdOf({ session }: Access): string {
    if (session === null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'A token has no password and no second factor; sign in as a user.',
      });
    }
    return session.userId;
  }

  #note(kind: AccessEventKind, userId: string, address: string, detail = ''): Promise<void> {
    const atMs = this.#parts.nowMs();
    return this.#parts.store.note({ atMs, kind, subject: userId, who: userId, address, detail });
  }
}
