import type { FastifyRequest } from 'fastify';
import { WebSocket } from 'ws';
import { DESK_CLOSE } from '../../contract/desk-protocol.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock, Timer } from '../../ports/clock.js';
import type { Access } from '../auth/access.js';
import type { ApiLog } from '../http/api-deps.js';
import { type DeskDoorDeps, enterDesk } from './desk-door.js';

/** RFC 7118 §3. */
export const SIP_PROTOCOL = 'sip';
const CONNECT_MS = 3 * SECOND;
/** A link that broke without a word may be back at once, and its sound goes on meanwhile. */
const GRACE_MS = 2 * SECOND;
/** RFC 6455 §7.4.1: a page that is left or loaded anew says so. */
const LEFT = new Set([1000, 1001, 1005]);
/** RFC 6455 §7.4.1 and its registry: come again. */
const SERVICE_RESTART = 1012;
/** A page sends few before its way is open. */
const MOST_WAITING = 32;

export interface SipRelayDeps extends DeskDoorDeps {
  /** Where the media server speaks SIP over WebSocket, or null. */
  readonly target: string | null;
  readonly clock: Clock;
  readonly log: ApiLog;
}

/** Somebody whose telephone is a page; one page at a time. */
interface PhoneLine {
  readonly seat: string;
  /** The page has a way to the media server, or has lost it. */
  linked(on: boolean): void;
  /** The page has gone, and its sound with it. */
  gone(): void;
}

/** Who is let in to a telephone, and whose it then is. */
interface PhoneDoor {
  admits(access: Access): boolean;
  lineOf(person: string): PhoneLine;
}

/** A page's socket, and the name it gave itself. */
interface Page {
  readonly socket: WebSocket;
  readonly name: string;
}

/**
 * A page's SIP goes through our own door to the media server, so that one address, one certificate and one session serve
 * the whole page, and the media server's port stays closed to the outside. A page that leaves is known here first.
 */
export class SipRelay {
  readonly #deps: SipRelayDeps;
  /** The newest page of each seat. */
  readonly #pages = new Map<string, Page>();
  /** Pages whose link broke, for as long as they may be back: nobody took their seat meanwhile. */
  readonly #graces = new Map<string, { readonly page: Page; readonly timer: Timer }>();
  #closed = false;

  constructor(deps: SipRelayDeps) {
    this.#deps = deps;
  }

  /** Takes a page's socket, or closes it with the reason. */
  accept(socket: WebSocket, request: FastifyRequest, { admits, lineOf }: PhoneDoor): void {
    const { target } = this.#deps;
    if (target === null) {
      socket.close(DESK_CLOSE.forbidden, 'no telephone here');
      return;
    }
    // What the page says before its door is open is kept.
    const early: string[] = [];
    const keep = (data: unknown): void => void (early.length < MOST_WAITING && early.push(String(data)));
    socket.on('message', keep);
    enterDesk(request, admits, '', this.#deps).then(
      (visitor) => {
        socket.off('message', keep);
        if (typeof visitor === 'string') {
          socket.close(DESK_CLOSE[visitor], visitor);
        } else if (socket.readyState === socket.OPEN) {
          socket.on(
            'close',
            visitor.watch(() => socket.close(DESK_CLOSE.badToken, 'badToken')),
          );
          this.#relay(lineOf(visitor.who), { socket, name: nameOf(request) }, target, early);
        }
      },
      () => socket.close(1011, 'the server failed'),
    );
  }

  /** The page belongs at another server: it comes again, and is joined with that one. */
  drop(seat: string): void {
    this.#pages.get(seat)?.socket.close(SERVICE_RESTART, 'another server has the agent');
  }

  close(): void {
    this.#closed = true;
    for (const { timer } of this.#graces.values()) {
      this.#deps.clock.clearTimer(timer);
    }
    for (const { socket } of this.#pages.values()) {
      socket.close(1001, 'the server goes down');
    }
  }

  #relay(line: PhoneLine, { socket: page, name }: Page, target: string, early: readonly string[]): void {
    const server = new WebSocket(target, [SIP_PROTOCOL], { handshakeTimeout: CONNECT_MS });
    const waiting = [...early];
    const before = this.#pages.get(line.seat) ?? this.#graces.get(line.seat)?.page;
    this.#pages.set(line.seat, { socket: page, name });
    this.#forgetGrace(line.seat);
    before?.socket.close(DESK_CLOSE.elsewhere, 'another page was opened');
    if (before !== undefined && (before.name !== name || name === '')) {
      // A page that was loaded anew may be here before the end of the one before is: that one's sound is over.
      line.gone();
    }
    server.on('open', () => {
      for (const text of waiting.splice(0)) {
        server.send(text);
      }
      line.linked(true);
    });
    page.on('message', (data) => {
      if (server.readyState === WebSocket.OPEN) {
        server.send(String(data));
      } else if (waiting.length < MOST_WAITING) {
        waiting.push(String(data));
      }
    });
    server.on('message', (data) => {
      if (page.readyState === WebSocket.OPEN) {
        page.send(String(data));
      }
    });
    server.on('error', (failure) =>
      this.#deps.log.warn({ err: failure }, 'no way to the media server for a page'),
    );
    server.on('close', () => page.close(1013, 'the media server is away'));
    page.on('error', () => page.terminate());
    page.on('close', (code) => {
      server.close();
      this.#left(line, page, code);
    });
  }

  #left(line: PhoneLine, socket: WebSocket, code: number): void {
    const page = this.#pages.get(line.seat);
    if (page?.socket !== socket || this.#closed) {
      return;
    }
    this.#pages.delete(line.seat);
    line.linked(false);
    if (LEFT.has(code)) {
      line.gone();
      return;
    }
    const timer = this.#deps.clock.setTimer(GRACE_MS, () => {
      this.#graces.delete(line.seat);
      line.gone();
    });
    this.#graces.set(line.seat, { page, timer });
  }

  #forgetGrace(seat: string): void {
    const grace = this.#graces.get(seat);
    if (grace !== undefined) {
      this.#deps.clock.clearTimer(grace.timer);
      this.#graces.delete(seat);
    }
  }
}

/** The same page keeps its sound when its link breaks; another one begins anew. */
function nameOf(request: FastifyRequest): string {
  const { page } = request.query as { readonly page?: unknown };
  return typeof page === 'string' ? page : '';
}
