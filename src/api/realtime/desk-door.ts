import type { FastifyRequest } from 'fastify';
import type { AgentId } from '../../core/kernel/ids.js';
import { type Access, accessOfToken } from '../auth/access.js';
import type { FailedLogins } from '../auth/failed-logins.js';
import { may } from '../auth/permissions.js';
import type { SessionBook } from '../auth/session-book.js';
import { isOwnOrigin, sessionSecretOf } from '../auth/session-cookie.js';
import type { TokenBook } from '../auth/token-book.js';
import { tokenOfProtocols } from './live-route.js';

/** Who stands at a door of pages that work with the telephone. */
export interface DeskVisitor {
  readonly who: string;
  /** False once his token is revoked, or his session over. */
  stillWelcome(): Promise<boolean>;
  /** Calls `onCut` when his session is cut; what it returns stops watching. */
  watch(onCut: () => void): () => void;
}

export interface DeskDoorDeps {
  readonly tokens: TokenBook;
  readonly sessions: SessionBook;
  readonly failed: FailedLogins;
}

/** Why nobody is let in. */
export type DeskRefusal = 'badToken' | 'forbidden';

/** The agent himself; beside him who leads him and may see persons in clear. */
export function mayWorkAs({ role, agentId, session, sees }: Access, desk: AgentId): boolean {
  const himself = agentId === desk;
  return (
    session?.mustChange !== true && may(role, 'work') && (himself || (may(role, 'see_clear') && sees(desk)))
  );
}

/**
 * Lets in whom the door admits: by the token of the upgrade's subprotocols or the one of the first message, or by
 * the session cookie of a page of ours.
 */
export async function enterDesk(
  request: FastifyRequest,
  admits: (access: Access) => boolean,
  said: string,
  { tokens, sessions, failed }: DeskDoorDeps,
): Promise<DeskVisitor | DeskRefusal> {
  const secret = said === '' ? tokenOfProtocols(request.headers['sec-websocket-protocol']) : said;
  const cookie = isOwnOrigin(request, false) ? sessionSecretOf(request) : '';
  const identify = async (): Promise<Access | null> => {
    if (secret === '') {
      return sessions.verify(cookie);
    }
    const token = await tokens.verify(secret);
    return token === null ? null : accessOfToken(token);
  };
  if (failed.isBlocked(request.address)) {
    return 'badToken';
  }
  const access = await identify();
  if (access === null) {
    failed.note(request.address);
    return 'badToken';
  }
  if (!admits(access)) {
    return 'forbidden';
  }
  const { session, person } = access;
  return {
    who: person,
    async stillWelcome() {
      const now = await identify();
      return now !== null && admits(now);
    },
    watch: (onCut) => (session === null ? () => undefined : sessions.watch(session.hash, onCut)),
  };
}
