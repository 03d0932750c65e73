import type { FastifyRequest } from 'fastify';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { FailedLogins } from '../auth/failed-logins.js';
import { may, permissionOf } from '../auth/permissions.js';
import type { TokenBook } from '../auth/token-book.js';

/** The secret of an Authorization header (RFC 6750 §2.1), or '' when there is none. */
export function bearerOf(header: string | undefined): string {
  return /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i.exec(header ?? '')?.[1] ?? '';
}

/** The error for an address that tried too many wrong tokens. */
export function tooManyWrongTokens(): CadenciaError {
  return new CadenciaError('DLR_RATE_LIMITED', {
    detail: 'Too many wrong tokens came from this address; wait a minute.',
  });
}

/** A route nobody listed is refused to everybody; a path without a route goes on to its 404. */
function requirePermission({ method, role, routeOptions: { url } }: FastifyRequest): void {
  if (url === undefined) {
    return;
  }
  const needed = permissionOf(method, url);
  if (needed === undefined || !may(role, needed)) {
    throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
      detail: `${method} ${url} is not for the role of this token, '${role}'. Ask an admin.`,
    });
  }
}

/** Lets a request in by its token, or refuses it; the same answer for none, a wrong one and a revoked one. */
export function makeRequireToken(tokens: TokenBook, failed: FailedLogins) {
  return async (request: FastifyRequest): Promise<void> => {
    if (request.routeOptions.config?.open === true) {
      return;
    }
    const secret = bearerOf(request.headers.authorization);
    if (secret !== '' && failed.isBlocked(request.ip)) {
      throw tooManyWrongTokens();
    }
    const token = secret === '' ? null : await tokens.verify(secret);
    if (token === null) {
      if (secret !== '') {
        failed.note(request.ip);
      }
      throw new CadenciaError('DLR_AUTH_REQUIRED', {
        detail: 'Send the header `Authorization: Bearer <token>` with a token that was not revoked.',
      });
    }
    request.tokenId = token.id;
    request.person = token.label;
    request.role = token.role;
    requirePermission(request);
  };
}
