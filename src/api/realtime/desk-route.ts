import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { deskClientMessageWire } from '../../contract/desk-message.js';
import { DESK_CLOSE } from '../../contract/desk-protocol.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import { pagePhoneUser } from '../../core/agent/page-phone.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { PageControl } from '../../engine/engine-control.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { WebPhones } from '../../ports/web-phones.js';
import type { ApiLog, ApiServer } from '../http/api-deps.js';
import type { PeerDoors } from '../peers/peer-doors.js';
import { type DeskDoorDeps, enterDesk, mayWorkAs } from './desk-door.js';
import { type DeskHub, sendDesk } from './desk-hub.js';
import { type IceSettings, iceServersFor } from './ice-servers.js';

/** Names nothing (RFC 2606): the page's telephone is reached by its own registration alone. */
export const PAGE_REALM = 'cadencia.invalid';
const HELLO_DEADLINE_MS = 5 * SECOND;
/** A dead link is found, and a revoked token put out, within two of these. */
const PING_MS = 15 * SECOND;

export interface DeskRouteDeps extends DeskDoorDeps {
  readonly doors: Pick<PeerDoors, 'admit'>;
  readonly hub: DeskHub;
  readonly pages: PageControl;
  /** Null where no media server takes pages as telephones. */
  readonly phones: WebPhones | null;
  readonly clock: Clock;
  /** The machine's own time: what ends on another server ends by it. */
  readonly doorNowMs: () => number;
  readonly ice: IceSettings | undefined;
  readonly log: ApiLog;
}

/** The agent a desk's address names, or null when it is no id. */
export function agentOfPath(request: FastifyRequest): AgentId | null {
  const parsed = agentIdWire.safeParse((request.params as { readonly id?: unknown }).id);
  return parsed.success ? parsed.data : null;
}

/** `/desk/:id`: the one WebSocket of an agent's page. */
export function addDeskRoute(app: ApiServer, deps: DeskRouteDeps): void {
  const options = { websocket: true, config: { open: true }, schema: { hide: true } } as const;
  app.get('/desk/:id', options, (socket, request) => {
    const agentId = agentOfPath(request);
    if (agentId === null) {
      socket.close(DESK_CLOSE.forbidden, 'no such agent');
    } else {
      deps.doors.admit(socket, request, agentId, () => new DeskSocket(socket, request, agentId, deps).open());
    }
  });
}

/** The life of one socket: hello, then states; every end goes through `stop`. */
class DeskSocket {
  readonly #socket: WebSocket;
  readonly #request: FastifyRequest;
  readonly #agentId: AgentId;
  readonly #deps: DeskRouteDeps;
  #entered: 'no' | 'entering' | 'yes' = 'no';
  /** What a page asks for with its first message waits for this. */
  #entrance: Promise<void> = Promise.resolve();
  #welcome: () => Promise<boolean> = async () => false;
  #unwatch = (): void => undefined;
  #answered = true;
  #timer: Timer;

  constructor(socket: WebSocket, request: FastifyRequest, agentId: AgentId, deps: DeskRouteDeps) {
    this.#socket = socket;
    this.#request = request;
    this.#agentId = agentId;
    this.#deps = deps;
    this.#timer = deps.clock.setTimer(HELLO_DEADLINE_MS, () => this.#refuse('tooLate'));
  }

  open(): void {
    this.#socket.on('message', (data, isBinary) => this.#onMessage(isBinary ? '' : String(data)));
    this.#socket.on('pong', () => {
      this.#answered = true;
    });
    this.#socket.on('close', () => this.#stop());
    this.#socket.on('error', () => this.#stop());
  }

  #refuse(why: keyof typeof DESK_CLOSE): void {
    this.#socket.close(DESK_CLOSE[why], why);
    this.#stop();
  }

  #stop(): void {
    this.#deps.clock.clearTimer(this.#timer);
    this.#unwatch();
    this.#deps.hub.detach(this.#agentId, this.#socket);
  }

  #onMessage(text: string): void {
    const message = readMessage(text);
    if (message === null || (message.type === 'hello') !== (this.#entered === 'no')) {
      this.#refuse('badMessage');
      return;
    }
    const failed = (failure: unknown): void => this.#fail(failure);
    switch (message.type) {
      case 'hello': {
        this.#entered = 'entering';
        this.#entrance = this.#enter(message.token ?? '');
        this.#entrance.catch(failed);
        break;
      }
      case 'wantPhone': {
        this.#entrance.then(() => this.#givePhone()).catch(failed);
        break;
      }
      case 'phoneReady': {
        if (this.#entered === 'yes') {
          this.#deps.pages.ready(this.#agentId);
        }
        break;
      }
    }
  }

  async #enter(token: string): Promise<void> {
    const visitor = await enterDesk(
      this.#request,
      (access) => mayWorkAs(access, this.#agentId),
      token,
      this.#deps,
    );
    if (typeof visitor === 'string') {
      this.#refuse(visitor);
      return;
    }
    this.#welcome = visitor.stillWelcome;
    if (this.#socket.readyState !== this.#socket.OPEN) {
      return;
    }
    this.#entered = 'yes';
    this.#unwatch = visitor.watch(() => this.#refuse('badToken'));
    this.#deps.clock.clearTimer(this.#timer);
    this.#timer = this.#deps.clock.setTimer(PING_MS, () => this.#ping());
    this.#deps.hub
      .attach(this.#agentId, this.#socket, visitor.who)
      .catch((failure: unknown) => this.#fail(failure));
  }

  #fail(failure: unknown): void {
    this.#deps.log.error(
      { requestId: this.#request.id, err: failure },
      'an agent’s page could not be served',
    );
    this.#socket.close(1011, 'the server failed');
    this.#stop();
  }

  /** The secret goes to the page that asked, and nowhere else. */
  async #givePhone(): Promise<void> {
    const { phones, clock, ice } = this.#deps;
    if (this.#entered !== 'yes') {
      return;
    }
    try {
      if (phones === null) {
        throw new CadenciaError('DLR_MEDIA_REFUSED', {
          detail: 'No media server takes pages as telephones.',
        });
      }
      const { user, password } = await phones.open(pagePhoneUser(this.#agentId));
      const iceServers = iceServersFor(this.#agentId, ice, this.#deps.doorNowMs());
      const realm = PAGE_REALM;
      sendDesk(this.#socket, { type: 'phone', atMs: clock.now(), user, password, realm, iceServers });
    } catch (failure) {
      const code = failure instanceof CadenciaError ? failure.code : 'DLR_INTERNAL';
      this.#deps.log.warn({ requestId: this.#request.id, err: failure }, 'no telephone for an agent’s page');
      sendDesk(this.#socket, { type: 'noPhone', atMs: clock.now(), code });
    }
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
    this.#welcome().then(
      (welcome) => {
        if (!welcome) {
          this.#refuse('badToken');
        }
      },
      () => undefined,
    );
  }
}

function readMessage(text: string) {
  try {
    const parsed = deskClientMessageWire.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
