import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { DESK_PROTOCOL } from '../../contract/desk-protocol.js';
import { liveClientMessageWire } from '../../contract/live-message.js';
import { LIVE_CLOSE, LIVE_PROTOCOL } from '../../contract/live-protocol.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock, Timer } from '../../ports/clock.js';
import { type Access, accessOfToken } from '../auth/access.js';
import type { FailedLogins } from '../auth/failed-logins.js';
import { may } from '../auth/permissions.js';
import type { Cut, SessionBook } from '../auth/session-book.js';
import { isOwnOrigin, sessionSecretOf } from '../auth/session-cookie.js';
import type { TokenBook } from '../auth/token-book.js';
import type { ApiLog, ApiServer } from '../http/api-deps.js';
import { type LiveClient, liveScopeOf } from './live-client.js';
import type { LiveHub } from './live-hub.js';

const HELLO_DEADLINE_MS = 5 * SECOND;
/** A dead link is found, and a revoked token put out, within two of these. */
const PING_MS = 15 * SECOND;

interface LiveRouteDeps {
  readonly hub: LiveHub;
  readonly tokens: TokenBook;
  readonly sessions: SessionBook;
  readonly failed: FailedLogins;
  readonly clock: Clock;
  readonly log: ApiLog;
}

/** The token of a subprotocol `bearer.<token>`: browsers cannot send headers, and a URL ends up in logs. */
export function tokenOfProtocols(header: string | undefined): string {
  const found = (header ?? '')
    .split(',')
    .map((name) => name.trim())
    .find((name) => name.startsWith('bearer.'));
  return found === undefined ? '' : found.slice('bearer.'.length);
}

/** Chooses our subprotocol; never echoes the one with the token. */
export function chooseProtocol(offered: ReadonlySet<string>): string | false {
  return [LIVE_PROTOCOL, DESK_PROTOCOL, 'sip'].find((known) => offered.has(known)) ?? false;
}

/** `/live`: one WebSocket a screen. */
export function addLiveRoute(app: ApiServer, deps: LiveRouteDeps): void {
  app.get('/live', { websocket: true, config: { open: true }, schema: { hide: true } }, (socket, request) => {
    serveScreen(socket, request, deps);
  });
}

/** RFC 6455 §7.4.1 and its registry: come again. */
const SERVICE_RESTART = 1012;

/** What a screen is told when its session is cut. */
const CUT: Readonly<Record<Cut, readonly [code: number, reason: string]>> = {
  ended: [LIVE_CLOSE.badToken, 'the session has ended'],
  changed: [SERVICE_RESTART, 'what you may see has changed'],
};

/** Who is behind a token, or behind the cookie of a page of ours; asked again while the socket lives. */
type Identify = () => Promise<Access | null>;

function identifier(secret: string, request: FastifyRequest, { tokens, sessions }: LiveRouteDeps): Identify {
  if (secret !== '') {
    return async () => {
      const token = await tokens.verify(secret);
      return token === null ? null : accessOfToken(token);
    };
  }
  // Another site's page may open sockets here, and the browser would send the cookie along.
  const cookie = isOwnOrigin(request, false) ? sessionSecretOf(request) : '';
  return () => sessions.verify(cookie);
}

/** Who may see the page. */
async function welcome(identify: Identify, address: string, failed: FailedLogins): Promise<Access | null> {
  if (failed.isBlocked(address)) {
    return null;
  }
  const access = await identify();
  if (access === null) {
    failed.note(address);
  }
  return access !== null && access.session?.mustChange !== true && may(access.role, 'see') ? access : null;
}

/** The life of one socket: hello, then deltas; every end goes through `stop`. */
function serveScreen(socket: WebSocket, request: FastifyRequest, deps: LiveRouteDeps): void {
  const { hub, clock } = deps;
  let secret = tokenOfProtocols(request.headers['sec-websocket-protocol']);
  let identify: Identify = async () => null;
  let unwatch = (): void => undefined;
  let client: LiveClient | null = null;
  let entering = false;
  let answered = true;
  let timer: Timer = clock.setTimer(HELLO_DEADLINE_MS, () => refuse(LIVE_CLOSE.tooLate, 'say hello first'));

  function refuse(code: number, reason: string): void {
    socket.close(code, reason);
    stop();
  }

  function stop(): void {
    clock.clearTimer(timer);
    unwatch();
    if (client !== null) {
      hub.detach(client);
    }
    client = null;
  }

  async function enter(agentId: AgentId | null): Promise<void> {
    identify = identifier(secret, request, deps);
    const access = await welcome(identify, request.ip, deps.failed);
    if (access === null || (agentId !== null && !access.sees(agentId))) {
      refuse(LIVE_CLOSE.badToken, 'a token or a session that works is required');
      return;
    }
    const { person, role, session } = access;
    const clearFor = may(role, 'see_clear') ? person : null;
    if (session !== null) {
      unwatch = deps.sessions.watch(session.hash, (why) => refuse(...CUT[why]));
    }
    const attached = await hub.attach(socket, agentId, clearFor, liveScopeOf(access));
    if (socket.readyState !== socket.OPEN) {
      hub.detach(attached);
      return;
    }
    client = attached;
    clock.clearTimer(timer);
    timer = clock.setTimer(PING_MS, ping);
  }

  function ping(): void {
    if (!answered) {
      socket.terminate();
      stop();
      return;
    }
    answered = false;
    socket.ping();
    timer = clock.setTimer(PING_MS, ping);
    identify().then(
      (access) => access ?? refuse(LIVE_CLOSE.badToken, 'the token was revoked'),
      () => undefined,
    );
  }

  function onMessage(text: string): void {
    const message = readMessage(text);
    if (message === null) {
      refuse(LIVE_CLOSE.badMessage, 'not a message of docs/reference/live.md');
    } else if (message.type === 'resync' && client !== null) {
      hub.resync(client);
    } else if (message.type === 'hello' && !entering) {
      entering = true;
      secret = message.token ?? secret;
      enter(message.agentId ?? null).catch((failure: unknown) => {
        deps.log.error({ requestId: request.id, err: failure }, 'a screen could not be served');
        refuse(1011, 'the server failed');
      });
    } else {
      refuse(LIVE_CLOSE.badMessage, 'say hello once, first');
    }
  }

  socket.on('message', (data, isBinary) => onMessage(isBinary ? '' : String(data)));
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('close', stop);
  socket.on('error', stop);
}

function readMessage(text: string) {
  try {
    const parsed = liveClientMessageWire.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
