import type { FastifyReply, FastifyRequest } from 'fastify';
import { CadenciaError } from '../../core/kernel/errors.js';

/** `__Host-`: a browser takes it from nobody but this host, over TLS alone (RFC 6265bis §4.1.3.2). */
const SECURE_NAME = '__Host-cadencia';
/** Over plain HTTP within the machine, where that name cannot be had. */
const PLAIN_NAME = 'cadencia';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/** True for a page that the browser opened on its own machine. */
function isLoopback(request: FastifyRequest): boolean {
  return LOOPBACK.test(request.host);
}

/** Came over TLS, to us or to a proxy we were told to believe (`http.trusted_proxies`). */
function isEncrypted(request: FastifyRequest): boolean {
  return request.protocol === 'https';
}

/** The secret of the session cookie, or ''. */
export function sessionSecretOf(request: Pick<FastifyRequest, 'headers'>): string {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [name, value = ''] = part.trim().split('=', 2);
    if (name === SECURE_NAME || name === PLAIN_NAME) {
      return value;
    }
  }
  return '';
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
