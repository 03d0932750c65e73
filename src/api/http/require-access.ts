import type { FastifyRequest } from 'fastify';
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import { HOUR } from '../../core/kernel/time.js';
import { type Access, accessOfToken } from '../auth/access.js';
import type { FailedLogins } from '../auth/failed-logins.js';
import { mayUse } from '../auth/permissions.js';
import type { SessionBook } from '../auth/session-book.js';
import { isOwnOrigin, sessionSecretOf } from '../auth/session-cookie.js';
import type { TokenBook } from '../auth/token-book.js';
import type { ApiDeps } from './api-deps.js';
import { notFound } from './not-found.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Routes about one agent, named in the path. */
const OF_AN_AGENT = /^\/v1\/(agents|agent-skills)\/:id(\/|$)/;
/** Routes about one campaign, named in the path. */
const OF_A_CAMPAIGN = /^\/v1\/campaigns\/:id(\/|$)/;
/** What is open to who must change his password first. */
const BEFORE_CHANGE = new Set(['GET /v1/session', 'DELETE /v1/session', 'POST /v1/session/password']);

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
function requirePermission({ method, params, access, routeOptions: { url } }: FastifyRequest): void {
  if (url === undefined) {
    return;
  }
  const agentId = OF_AN_AGENT.test(url) ? (params as { id: AgentId }).id : null;
  const own = agentId !== null && agentId === access.agentId;
  if (!mayUse(access.role, method, url, own)) {
    throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
      detail: `${method} ${url} is not for your role, '${access.role}'. Ask an admin.`,
    });
  }
  // An agent of another team is as unknown as one that there is not.
  if (agentId !== null && !access.sees(agentId)) {
    throw notFound('agent', agentId);
  }
  if (OF_A_CAMPAIGN.test(url)) {
    const { id } = params as { id: CampaignId };
    if (!access.seesCampaign(id)) {
      throw notFound('campaign', id);
    }
  }
}

async function accessByToken(
  request: FastifyRequest,
  secret: string,
  tokens: TokenBook,
  failed: FailedLogins,
): Promise<Access | null> {
  if (failed.isBlocked(request.address)) {
    throw tooManyWrongTokens();
  }
  const token = await tokens.verify(secret);
  if (token === null) {
    failed.note(request.address);
    return null;
  }
  return accessOfToken(token);
}

/** A cookie goes along whoever made the browser ask: a change must come from a page of ours. */
async function accessByCookie(request: FastifyRequest, sessions: SessionBook): Promise<Access | null> {
  const access = await sessions.verify(sessionSecretOf(request));
  if (access === null) {
    return null;
  }
  const { method, routeOptions } = request;
  if (!SAFE.has(method) && !isOwnOrigin(request, false)) {
    throw new CadenciaError('DLR_AUTH_ORIGIN', {
      detail: 'A session changes things from its own pages only; programs use a token.',
    });
  }
  if (access.session?.mustChange === true && !BEFORE_CHANGE.has(`${method} ${routeOptions.url}`)) {
    throw new CadenciaError('DLR_AUTH_PASSWORD_CHANGE', {
      detail: 'Change the password you were given (POST /v1/session/password).',
    });
  }
  return access;
}

/** A page that asks again and again is on record once an hour; so many of them are remembered. */
const NOTED_AGAIN_MS = HOUR;
const MOST_NOTED = 10_000;

/** Puts on record who was refused what. It is never waited for, and a record that cannot be written lets nobody in. */
export class RefusalNotes {
  readonly #deps: Pick<ApiDeps, 'users' | 'clock' | 'log'>;
  /** When a person was noted at a route, the longest ago first. */
  readonly #notedMs = new Map<string, number>();

  constructor(deps: Pick<ApiDeps, 'users' | 'clock' | 'log'>) {
    this.#deps = deps;
  }

  note({ method, address, person, role, routeOptions }: FastifyRequest): void {
    const { users, clock, log } = this.#deps;
    const route = `${method} ${routeOptions.url}`;
    const key = `${person} ${route}`;
    const atMs = clock.now();
    if (atMs - (this.#notedMs.get(key) ?? Number.NEGATIVE_INFINITY) < NOTED_AGAIN_MS) {
      return;
    }
    this.#notedMs.delete(key);
    this.#notedMs.set(key, atMs);
    const [oldest] = this.#notedMs.keys();
    if (this.#notedMs.size > MOST_NOTED && oldest !== undefined) {
      this.#notedMs.delete(oldest);
    }
    users
      .note({
        atMs,
        subject: person,
        kind: 'refused',
        who: person,
        address,
        detail: `${route}: role ${role}`,
      })
      .catch((error: unknown) => log.warn({ route, reason: messageOf(error) }, 'a refusal is not on record'));
  }
}

/** Lets a request in by token or session, or refuses it; the same answer for none, a wrong one and one that is over. */
export function makeRequireAccess(
  tokens: TokenBook,
  sessions: SessionBook,
  failed: FailedLogins,
  refusals: RefusalNotes,
) {
  return async (request: FastifyRequest): Promise<void> => {
    if (request.routeOptions.config?.open === true) {
      return;
    }
    const secret = bearerOf(request.headers.authorization);
    const access =
      secret === ''
        ? await accessByCookie(request, sessions)
        : await accessByToken(request, secret, tokens, failed);
    if (access === null) {
      throw new CadenciaError('DLR_AUTH_REQUIRED', {
        detail:
          'Sign in, or send the header `Authorization: Bearer <token>` with a token that was not revoked.',
      });
    }
    request.access = access;
    request.tokenId = access.key;
    request.person = access.person;
    request.role = access.role;
    try {
      requirePermission(request);
    } catch (refusal) {
      if (isCadenciaError(refusal, 'DLR_AUTH_FORBIDDEN')) {
        refusals.note(request);
      }
      throw refusal;
    }
  };
}
