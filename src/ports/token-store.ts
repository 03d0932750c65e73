import type { TokenRole } from '../core/access/role.js';

/** API tokens, kept only as SHA-256 of the secret. */
export interface StoredToken {
  readonly id: string;
  readonly label: string;
  readonly hash: string;
  readonly role: TokenRole;
  readonly createdAtMs: number;
  readonly revoked: boolean;
}

export interface TokenStore {
  list(): Promise<readonly StoredToken[]>;
  save(token: StoredToken): Promise<void>;
  revoke(id: string): Promise<void>;
}
