import type { Claims } from '../core/access/identity-rules.js';

/** What a sign-in began with, and must come back with. */
export interface BegunSignIn {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

/** Who came back. */
export interface ProvidedIdentity {
  /** Issuer and subject: never given to anybody else (OpenID Connect Core §5.7). */
  readonly subject: string;
  /** The provider's session; '' where it tells none. */
  readonly sid: string;
  readonly claims: Claims;
}

/** What ended at the provider: one session, or, with '' for it, all of somebody's. */
export interface ProvidedLogout {
  readonly subject: string;
  readonly sid: string;
}

/**
 * A provider of OpenID Connect. Rejects with DLR_AUTH_PROVIDER_DOWN when it does not answer in time, and with
 * DLR_AUTH_PROVIDER_REFUSED when it said no or what it said cannot be trusted.
 */
export interface IdentityProvider {
  begin(): Promise<{ readonly url: string; readonly begun: BegunSignIn }>;
  /** `query` is what the browser came back with. */
  finish(query: string, begun: BegunSignIn): Promise<ProvidedIdentity>;
  /** What a back-channel logout token (OpenID Connect Back-Channel Logout 1.0 §2.4) ends. */
  readLogout(token: string): Promise<ProvidedLogout>;
  /** Where a browser goes to sign out there too; null where the provider has no such page. */
  signOutUrl(): Promise<string | null>;
}
