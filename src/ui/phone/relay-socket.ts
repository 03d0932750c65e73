import type { Socket } from 'jssip';
import { DESK_CLOSE } from '../../contract/desk-protocol.js';

const FINAL: ReadonlySet<number> = new Set([DESK_CLOSE.badToken, DESK_CLOSE.forbidden, DESK_CLOSE.elsewhere]);

/** Tells the server a link of this page that is back from a page that was loaded anew. */
const PAGE = crypto.getRandomValues(new Uint32Array(2)).join('-');

/**
 * The way of the page's SIP: through the product's own door, with the session's token where there is one. May be opened
 * before there is a telephone to use it.
 */
export class RelaySocket implements Socket {
  via_transport = 'WS';
  readonly url: string;
  readonly sip_uri: string;
  onconnect: Socket['onconnect'] = () => undefined;
  ondisconnect: Socket['ondisconnect'] = () => undefined;
  ondata: Socket['ondata'] = () => undefined;
  readonly #protocols: string[];
  readonly #onOver: () => void;
  #socket: WebSocket | null = null;

  /** `onOver` is told when the server will not have this page again. */
  constructor(address: string, token: string, onOver: () => void) {
    this.#onOver = onOver;
    this.url = `${address}?page=${PAGE}`;
    this.sip_uri = `sip:${location.host};transport=ws`;
    this.#protocols = token === '' ? ['sip'] : ['sip', `bearer.${token}`];
  }

  connect(): void {
    if (this.isConnected()) {
      queueMicrotask(() => this.isConnected() && this.onconnect());
    }
    if (this.#socket !== null) {
      return;
    }
    const socket = new WebSocket(this.url, this.#protocols);
    this.#socket = socket;
    socket.onopen = () => this.onconnect();
    socket.onmessage = ({ data }) => this.ondata(data);
    socket.onclose = ({ code, reason, wasClean }) => {
      if (this.#socket === socket) {
        this.#socket = null;
        this.ondisconnect(!wasClean, code, reason);
        // Asked again and again, the door would take us for somebody who guesses.
        if (FINAL.has(code)) {
          this.#onOver();
        }
      }
    };
  }

  disconnect(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  send(message: string): boolean {
    if (!this.isConnected()) {
      return false;
    }
    this.#socket?.send(message);
    return true;
  }

  isConnected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  isConnecting(): boolean {
    return this.#socket?.readyState === WebSocket.CONNECTING;
  }
}
