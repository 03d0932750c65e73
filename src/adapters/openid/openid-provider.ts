import { createRemoteJWKSet, jwtVerify } from 'jose';
import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { type Claims, claimOf } from '../../core/access/identity-rules.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import { HOUR, SECOND } from '../../core/kernel/time.js';
import type {
  BegunSignIn,
  IdentityProvider,
  ProvidedIdentity,
  ProvidedLogout,
} from '../../ports/identity-provider.js';

/** A discovered provider is looked up again after this; its keys are renewed by themselves. */
const FRESH_MS = HOUR;
/** One that does not answer is not asked by everybody at the door at once. */
const DOWN_MS = 2 * SECOND;
/** Back-Channel Logout 1.0 §2.6: a token that is read late, or by a clock that differs. */
const LOGOUT_AGE_SECONDS = 120;
const CLOCK_SECONDS = 30;
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Of asymmetric keys alone: `none` and the shared secret sign nothing here. */
const SIGNATURES = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];

export interface OpenidSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** '' for a client without one, whom PKCE alone guards. */
  readonly clientSecret: string;
  /** Where the browser comes back to. */
  readonly callbackUrl: string;
  /** Where it comes back to after signing out. */
  readonly homeUrl: string;
  readonly scopes: readonly string[];
  /** Claims that must be had: where the ID token lacks one, the provider is asked for it. */
  readonly claims: readonly string[];
  readonly deadlineSeconds: number;
}

function downError(issuer: string, cause: unknown): CadenciaError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return new CadenciaError('DLR_AUTH_PROVIDER_DOWN', {
    detail: `${issuer} does not answer as it should: ${messageOf(inner)}.`,
    cause,
  });
}

function refusedError(cause: unknown): CadenciaError {
  const said = cause instanceof AuthorizationResponseError ? cause.error : messageOf(cause);
  return new CadenciaError('DLR_AUTH_PROVIDER_REFUSED', {
    detail: `The sign-in was refused: ${said}.`,
    cause,
  });
}

/** The network or the provider itself, not what it said; libraries tell it in the causes of what they throw. */
function isDown(failure: unknown): boolean {
  if (failure instanceof Response) {
    return failure.status >= 500;
  }
  if (!(failure instanceof Error)) {
    return false;
  }
  const { code } = failure as { readonly code?: unknown };
  return (
    code === 'OAUTH_TIMEOUT' ||
    code === 'ERR_JWKS_TIMEOUT' ||
    (failure instanceof TypeError && failure.message === 'fetch failed') ||
    isDown(failure.cause)
  );
}

/** Asks a provider for what it is; rejects with DLR_AUTH_PROVIDER_DOWN. */
export async function discoverOpenid(
  settings: Pick<OpenidSettings, 'issuer' | 'clientId' | 'clientSecret' | 'deadlineSeconds'>,
): Promise<Configuration> {
  const { issuer, clientId, clientSecret, deadlineSeconds } = settings;
  const address = new URL(issuer);
  // Plain HTTP is let through by the configuration within the machine alone.
  const execute = address.protocol === 'http:' ? [allowInsecureRequests] : [];
  try {
    return await discovery(address, clientId, {}, authenticationOf(clientSecret), {
      execute: [...execute, enableNonRepudiationChecks],
      timeout: deadlineSeconds,
    });
  } catch (cause) {
    throw downError(issuer, cause);
  }
}

/** By HTTP Basic, which every provider takes (RFC 6749 §2.3.1), but for one that says it takes a form alone. */
function authenticationOf(clientSecret: string): ClientAuth {
  if (clientSecret === '') {
    return None();
  }
  const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
  return (server, ...rest) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const way = ways.includes('client_secret_basic') || !ways.includes('client_secret_post') ? basic : post;
    return way(server, ...rest);
  };
}

/** A provider of OpenID Connect, discovered when somebody first comes to sign in. */
export class OpenidProvider implements IdentityProvider {
  readonly #settings: OpenidSettings;
  readonly #nowMs: () => number;
  #found: { readonly configuration: Promise<Configuration>; untilMs: number } | null = null;
  #keys: { readonly uri: string; readonly set: ReturnType<typeof createRemoteJWKSet> } | null = null;

  constructor(settings: OpenidSettings, nowMs: () => number) {
    this.#settings = settings;
    this.#nowMs = nowMs;
  }

  #configuration(): Promise<Configuration> {
    if (this.#found === null || this.#found.untilMs <= this.#nowMs()) {
      const found = { configuration: discoverOpenid(this.#settings), untilMs: this.#nowMs() + FRESH_MS };
      found.configuration.catch(() => {
        found.untilMs = this.#nowMs() + DOWN_MS;
      });
      this.#found = found;
    }
    return this.#found.configuration;
  }

  async begin(): Promise<{ readonly url: string; readonly begun: BegunSignIn }> {
    const configuration = await this.#configuration();
    const begun = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.#settings.callbackUrl,
      scope: this.#settings.scopes.join(' '),
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, begun };
  }

  async finish(query: string, { state, nonce, verifier }: BegunSignIn): Promise<ProvidedIdentity> {
    const configuration = await this.#configuration();
    const cameTo = new URL(this.#settings.callbackUrl);
    cameTo.search = query;
    try {
      const tokens = await authorizationCodeGrant(configuration, cameTo, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const token = tokens.claims();
      if (token === undefined) {
        throw new Error('there is no ID token');
      }
      const claims = await this.#withUserInfo(configuration, tokens.access_token, token);
      const sid = token['sid'];
      return { subject: subjectOf(token.iss, token.sub), sid: typeof sid === 'string' ? sid : '', claims };
    } catch (cause) {
      throw isDown(cause) ? downError(this.#settings.issuer, cause) : refusedError(cause);
    }
  }

  /** What the ID token says stands; many providers tell the rest at their userinfo endpoint only. */
  async #withUserInfo(configuration: Configuration, accessToken: string, token: Claims): Promise<Claims> {
    const lacks = this.#settings.claims.some((name) => claimOf(token, name) === undefined);
    if (!lacks || configuration.serverMetadata().userinfo_endpoint === undefined) {
      return token;
    }
    return { ...(await fetchUserInfo(configuration, accessToken, String(token['sub']))), ...token };
  }

  async readLogout(token: string): Promise<ProvidedLogout> {
    const { clientId, issuer: configured } = this.#settings;
    const { issuer, jwks_uri: uri = '' } = (await this.#configuration()).serverMetadata();
    try {
      const { payload } = await jwtVerify(token, this.#keysAt(uri), {
        issuer,
        audience: clientId,
        algorithms: SIGNATURES,
        maxTokenAge: LOGOUT_AGE_SECONDS,
        clockTolerance: CLOCK_SECONDS,
      });
      const { events, sid = '', sub = '', nonce } = payload;
      const isLogout = events !== null && typeof events === 'object' && LOGOUT_EVENT in events;
      if (!isLogout || nonce !== undefined || typeof sid !== 'string' || (sid === '' && sub === '')) {
        throw new Error('it is no logout token');
      }
      return { subject: sub === '' ? '' : subjectOf(issuer, sub), sid };
    } catch (cause) {
      throw isDown(cause) ? downError(configured, cause) : refusedError(cause);
    }
  }

  #keysAt(uri: string) {
    if (this.#keys?.uri !== uri) {
      const timeoutDuration = this.#settings.deadlineSeconds * SECOND;
      this.#keys = { uri, set: createRemoteJWKSet(new URL(uri), { timeoutDuration }) };
    }
    return this.#keys.set;
  }

  async signOutUrl(): Promise<string | null> {
    const configuration = await this.#configuration();
    return configuration.serverMetadata().end_session_endpoint === undefined
      ? null
      : buildEndSessionUrl(configuration, { post_logout_redirect_uri: this.#settings.homeUrl }).href;
  }
}

function subjectOf(issuer: string, subject: string): string {
  return `${issuer} ${subject}`;
}
