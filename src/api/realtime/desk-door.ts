import type { FastifyRequest } from 'fastify';
import type { AgentId } from '../../core/kernel/ids.js';
import type { FailedLogins } from '../auth/failed-logins.js';
import { may } from '../auth/permissions.js';
import type { TokenBook } from '../auth/token-book.js';
import { tokenOfProtocols } from './live-route.js';

/** Who stands at an agent's own socket. */
export interface DeskVisitor {
  readonly who: string;
  /** False once his token is revoked. */
  stillWelcome(): Promise<boolean>;
}

export interface DeskDoorDeps {
  readonly tokens: TokenBook;
  readonly failed: FailedLogins;
}

/** Why nobody is let in. */
export type DeskRefusal = 'badToken' | 'forbidden';

/** Lets in who may work as the agent: by the token of the upgrade's subprotocols, or the one of the first message. */
export async function enterDesk(
  request: FastifyRequest,
  _agentId: AgentId,
  said: string,
  { tokens, failed }: DeskDoorDeps,
): Promise<DeskVisitor | DeskRefusal> {
  const secret = said === '' ? tokenOfProtocols(request.headers['sec-websocket-protocol']) : said;
  if (failed.isBlocked(request.ip)) {
    return 'badToken';
  }
  const token = await tokens.verify(secret);
  if (token === null) {
    failed.note(request.ip);
    return 'badToken';
  }
  if (!may(token.role, 'work') || !may(token.role, 'see_clear')) {
    return 'forbidden';
  }
  return { who: token.label, stillWelcome: async () => (await tokens.verify(secret)) !== null };
}
