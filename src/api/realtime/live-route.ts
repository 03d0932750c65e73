import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { DESK_PROTOCOL } from '../../contract/desk-protocol.js';
import { liveClientMessageWire } from '../../contract/live-message.js';
import { LIVE_CLOSE, LIVE_PROTOCOL } from '../../contract/live-protocol.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { StoredToken } from '../../ports/token-store.js';
import type { FailedLogins } from '../auth/failed-logins.js';
import { may } from '../auth/permissions.js';
import type { TokenBook } from '../auth/token-book.js';
import type { ApiLog, ApiServer } from '../http/api-deps.js';
import type { LiveClient } from './live-client.js';
import type { LiveHub } from './live-hub.js';

const HELLO_DEADLINE_MS = 5 * SECOND;
/** A dead link is found, and a revoked token put out, within two of these. */
const PING_MS = 15 * SECOND;

interface LiveRouteDeps {
  readonly hub: LiveHub;
  readonly tokens: TokenBook;
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

/** The token behind a secret, when its role may see the page. */
async function welcome(
  secret: string,
  address: string,
  { tokens, failed }: LiveRouteDeps,
): Promise<StoredToken | null> {
  if (failed.isBlocked(address)) {
    return null;
  }
  const token = await tokens.verify(secret);
  if (token === null) {
    failed.note(address);
  }
  return token !== null && may(token.role, 'see') ? token : null;
}

/** The life of one socket: hello, then deltas; every end goes through `stop`. */
function serveScreen(socket: WebSocket, request: FastifyRequest, deps: LiveRouteDeps): void {
  const { hub, clock, tokens } = deps;
  let secret = tokenOfProtocols(request.headers['sec-websocket-protocol']);
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
    if (client !== null) {
      hub.detach(client);
    }
    client = null;
  }

  async function enter(agentId: AgentId | null): Promise<void> {
    const token = await welcome(secret, request.ip, deps);
    if (token === null) {
      refuse(LIVE_CLOSE.badToken, 'a token that works is required');
      return;
    }
    const attached = await hub.attach(socket, agentId, may(token.role, 'see_clear') ? token.label : null);
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
    tokens.verify(secret).then(
      (token) => token ?? refuse(LIVE_CLOSE.badToken, 'the token was revoked'),
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
