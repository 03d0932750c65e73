import type { FastifyReply, FastifyRequest } from 'fastify';
import { CadenciaError } from '../../core/kernel/errors.js';

/** `__Host-`: a browser takes it from nobody but this host, over TLS alone (RFC 6265bis §4.1.3.2). */
const SECURE_NAME = '__Host-cadencia';
/** Over plain HTTP within the machine, where that name cannot be had. */
const PLAIN_NAME = 'cadencia';

/** What a sign-in at the provider of identities began with; Lax, as the browser comes back from another site. */
const SECURE_ENTRY = '__Host-cadencia-entry';
const PLAIN_ENTRY = 'cadencia-entry';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/** True for a page that the browser opened on its own machine. */
function isLoopback(request: FastifyRequest): boolean {
  return LOOPBACK.test(request.host);
}

/** Came over TLS, to us or to a proxy we were told to believe (`http.trusted_proxies`). */
function isEncrypted(request: FastifyRequest): boolean {
  return request.protocol === 'https';
}

function cookieOf({ headers }: Pick<FastifyRequest, 'headers'>, names: readonly string[]): string {
  for (const part of (headers.cookie ?? '').split(';')) {
    const [name = '', value = ''] = part.trim().split('=', 2);
    if (names.includes(name)) {
      return value;
    }
  }
  return '';
}

/** The secret of the session cookie, or ''. */
export function sessionSecretOf(request: Pick<FastifyRequest, 'headers'>): string {
  return cookieOf(request, [SECURE_NAME, PLAIN_NAME]);
}

/** What a sign-in at the provider began with, sealed; or ''. */
export function entryCookieOf(request: Pick<FastifyRequest, 'headers'>): string {
  return cookieOf(request, [SECURE_ENTRY, PLAIN_ENTRY]);
}

export function setEntryCookie(request: FastifyRequest, reply: FastifyReply, sealed: string, maxAge: number) {
  const secure = isEncrypted(request);
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge } as const;
  reply.setCookie(secure ? SECURE_ENTRY : PLAIN_ENTRY, sealed, options);
}

export function clearEntryCookie(request: FastifyRequest, reply: FastifyReply): void {
  const secure = isEncrypted(request);
  reply.clearCookie(secure ? SECURE_ENTRY : PLAIN_ENTRY, { path: '/', secure });
}

/** Passwords and sessions cross a network under TLS only. */
export function requireSafeWay(request: FastifyRequest): void {
  if (!isEncrypted(request) && !isLoopback(request)) {
    throw new CadenciaError('DLR_AUTH_ORIGIN', {
      detail:
        'Signing in over a network needs https; open this address with https, or on the machine itself. Behind a reverse proxy, name it in http.trusted_proxies.',
    });
  }
}

/** Sets the cookie: no script reads it, and no other site's page sends it. */
export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, secret: string): void {
  const options = { path: '/', httpOnly: true, sameSite: 'strict' } as const;
  if (isEncrypted(request)) {
    reply.setCookie(SECURE_NAME, secret, { ...options, secure: true });
  } else {
    reply.setCookie(PLAIN_NAME, secret, options);
  }
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(PLAIN_NAME, { path: '/' });
  if (isEncrypted(request)) {
    reply.clearCookie(SECURE_NAME, { path: '/', secure: true });
  }
}

/** True when a browser says that a page of ours sent this; a program that is no browser says nothing (`absent`). */
export function isOwnOrigin(
  { headers: { origin }, host }: Pick<FastifyRequest, 'headers' | 'host'>,
  absent: boolean,
): boolean {
  if (origin === undefined) {
    return absent;
  }
  return URL.canParse(origin) && new URL(origin).host === host;
}
