import { createHash, randomBytes } from 'node:crypto';
import type { TokenRole } from '../../core/access/role.js';
import type { StoredToken, TokenStore } from '../../ports/token-store.js';

/** How long a revocation made by another process may go unseen. */
const REFRESH_MS = 5000;

/** Knows who may come in; holds hashes only. */
export interface TokenBook {
  /** The token behind a secret, or null when there is none or it is revoked. */
  verify(secret: string): Promise<StoredToken | null>;
  /** Makes a token and returns its secret, which nobody can read again. */
  issue(label: string, role: TokenRole): Promise<{ readonly token: StoredToken; readonly secret: string }>;
  /** Issues the first token of an installation, which may do everything; null when a token that works exists. */
  issueFirst(label: string): Promise<string | null>;
  revoke(id: string): Promise<void>;
  /** Every token there ever was, revoked ones too. */
  list(): Promise<readonly StoredToken[]>;
}

/** SHA-256 is enough for a secret of 256 random bits: nothing can be tried out against it. */
function hashOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/**
 * The book outlives its store: while the store does not answer, the last known tokens still work,
 * because a stop of all dialling must get through just then.
 */
export function makeTokenBook(store: TokenStore, nowMs: () => number): TokenBook {
  let byHash: ReadonlyMap<string, StoredToken> | null = null;
  let readAtMs = Number.NEGATIVE_INFINITY;

  async function read(): Promise<ReadonlyMap<string, StoredToken>> {
    const tokens = await store.list();
    byHash = new Map(tokens.map((token) => [token.hash, token]));
    readAtMs = nowMs();
    return byHash;
  }

  async function known(): Promise<ReadonlyMap<string, StoredToken>> {
    if (byHash !== null && nowMs() - readAtMs < REFRESH_MS) {
      return byHash;
    }
    try {
      return await read();
    } catch (failure) {
      if (byHash === null) {
        throw failure;
      }
      return byHash;
    }
  }

  async function issue(label: string, role: TokenRole) {
    const secret = `cad_${randomBytes(32).toString('base64url')}`;
    const token: StoredToken = {
      id: randomBytes(6).toString('hex'),
      label,
      hash: hashOf(secret),
      role,
      createdAtMs: nowMs(),
      revoked: false,
    };
    await store.save(token);
    byHash = null;
    return { token, secret };
  }

  return {
    async verify(secret) {
      if (secret === '' || secret.length > 512) {
        return null;
      }
      const token = (await known()).get(hashOf(secret));
      return token === undefined || token.revoked ? null : token;
    },
    issue,
    list: () => store.list(),
    async issueFirst(label) {
      const tokens = await read();
      return [...tokens.values()].some((token) => !token.revoked)
        ? null
        : (await issue(label, 'admin')).secret;
    },
    async revoke(id) {
      await store.revoke(id);
      byHash = null;
    },
  };
}
