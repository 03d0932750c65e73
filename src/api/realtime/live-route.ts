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
    new LiveSocket(socket, request, deps).open();
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
class LiveSocket {
  readonly #socket: WebSocket;
  readonly #request: FastifyRequest;
  readonly #deps: LiveRouteDeps;
  #secret: string;
  #identify: Identify = async () => null;
  #unwatch = (): void => undefined;
  #client: LiveClient | null = null;
  #entering = false;
  #answered = true;
  #timer: Timer;

  constructor(socket: WebSocket, request: FastifyRequest, deps: LiveRouteDeps) {
    this.#socket = socket;
    this.#request = request;
    this.#deps = deps;
    this.#secret = tokenOfProtocols(request.headers['sec-websocket-protocol']);
    this.#timer = deps.clock.setTimer(HELLO_DEADLINE_MS, () =>
      this.#refuse(LIVE_CLOSE.tooLate, 'say hello first'),
    );
  }

  open(): void {
    this.#socket.on('message', (data, isBinary) => this.#onMessage(isBinary ? '' : String(data)));
    this.#socket.on('pong', () => {
      this.#answered = true;
    });
    this.#socket.on('close', () => this.#stop());
    this.#socket.on('error', () => this.#stop());
  }

  #refuse(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#stop();
  }

  #stop(): void {
    this.#deps.clock.clearTimer(this.#timer);
    this.#unwatch();
    if (this.#client !== null) {
      this.#deps.hub.detach(this.#client);
    }
    this.#client = null;
  }

  #onMessage(text: string): void {
    const message = readMessage(text);
    if (message === null) {
      this.#refuse(LIVE_CLOSE.badMessage, 'not a message of docs/reference/live.md');
    } else if (message.type === 'resync' && this.#client !== null) {
      this.#deps.hub.resync(this.#client);
    } else if (message.type === 'hello' && !this.#entering) {
      this.#entering = true;
      this.#secret = message.token ?? this.#secret;
      this.#enter(message.agentId ?? null).catch((failure: unknown) => {
        this.#deps.log.error({ requestId: this.#request.id, err: failure }, 'a screen could not be served');
        this.#refuse(1011, 'the server failed');
      });
    } else {
      this.#refuse(LIVE_CLOSE.badMessage, 'say hello once, first');
    }
  }

  async #enter(agentId: AgentId | null): Promise<void> {
    const { hub, clock, sessions, failed } = this.#deps;
    this.#identify = identifier(this.#secret, this.#request, this.#deps);
    const access = await welcome(this.#identify, this.#request.address, failed);
    if (access === null || (agentId !== null && !access.sees(agentId))) {
      this.#refuse(LIVE_CLOSE.badToken, 'a token or a session that works is required');
      return;
    }
    const { person, role, session } = access;
    const clearFor = may(role, 'see_clear') ? person : null;
    if (session !== null) {
      this.#unwatch = sessions.watch(session.hash, (why) => this.#refuse(...CUT[why]));
    }
    const attached = await hub.attach(this.#socket, agentId, clearFor, liveScopeOf(access));
    if (this.#socket.readyState !== this.#socket.OPEN) {
      hub.detach(attached);
      return;
    }
    this.#client = attached;
    clock.clearTimer(this.#timer);
    this.#timer = clock.setTimer(PING_MS, () => this.#ping());
  }

  #ping(): void {
    if (!this.#answered) {
      this.#socket.terminate();
      this.#stop();
      return;
    }
    this.#answered = false;
    this.#socket.ping();
    this.#timer = this.#deps.clock.setTimer(PING_MS, () => this.#ping());
    this.#identify().then(
      (access) => access ?? this.#refuse(LIVE_CLOSE.badToken, 'the token was revoked'),
      () => undefined,
    );
  }
}

function readMessage(text: string) {
  try {
    const parsed = liveClientMessageWire.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
