import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import { HOUR } from '../../core/kernel/time.js';
import type { StoredUser, UserStore } from '../../ports/user-store.js';
import type { FailedLogins } from './failed-logins.js';
import type { FirstAdmin, UserDesk } from './user-desk.js';

const LASTS_MS = HOUR;
const SECRET_BYTES = 32;
/** Who acts where the first admin makes himself. */
const SET_UP = 'set-up link';

interface SetUpParts {
  readonly desk: UserDesk;
  readonly store: UserStore;
  readonly failed: FailedLogins;
  readonly nowMs: () => number;
}

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/**
 * The link by which the first admin makes himself: good once, for an hour, and only while there is no user. Only its hash
 * is kept, and only in memory: a restart makes another one and voids this.
 */
export class SetUpLink {
  readonly #parts: SetUpParts;
  #open: { readonly hash: Buffer; readonly untilMs: number } | null = null;

  constructor(parts: SetUpParts) {
    this.#parts = parts;
  }

  /** The secret of a new link, or null where there is a user. The link before it is void. */
  async open(): Promise<string | null> {
    const { desk, nowMs } = this.#parts;
    this.#open = null;
    if ((await desk.list()).length > 0) {
      return null;
    }
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    this.#open = { hash: hashOf(secret), untilMs: nowMs() + LASTS_MS };
    return secret;
  }

  /** Makes the first admin. What he typed wrong leaves the link as it is; a wrong secret counts as a wrong password. */
  async use(secret: string, admin: FirstAdmin, address: string): Promise<StoredUser> {
    const { desk, failed } = this.#parts;
    if (failed.isBlocked(address)) {
      throw new CadenciaError('DLR_RATE_LIMITED', {
        detail: 'Too many wrong links or passwords came from this address; wait a minute.',
      });
    }
    const open = this.#open;
    if (open === null || this.#parts.nowMs() >= open.untilMs || !timingSafeEqual(open.hash, hashOf(secret))) {
      failed.note(address);
      await this.#noteRefused(admin.id, address);
      throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
        detail:
          'This link is not good, or not any more. While there is no user a restart of the server prints a new one; `cadencia user add` on the server works at any time.',
      });
    }
    // Before anything is waited for: of two who come at once one alone has it.
    this.#open = null;
    try {
      return await desk.addFirst(admin, { who: SET_UP, address });
    } catch (error) {
      if (!isCadenciaError(error, 'DLR_STATE_CONFLICT')) {
        this.#open ??= open;
      }
      throw error;
    }
  }

  #noteRefused(subject: string, address: string): Promise<void> {
    const { store, nowMs } = this.#parts;
    return store.note({ atMs: nowMs(), kind: 'refused', subject, who: SET_UP, address, detail: SET_UP });
  }
}
