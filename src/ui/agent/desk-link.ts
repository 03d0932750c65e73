import type { DeskChange, DeskServerMessage, DeskState } from '../../contract/desk-message.js';
import { DESK_CLOSE, DESK_PROTOCOL } from '../../contract/desk-protocol.js';
import type { PhoneAccess } from '../phone/web-phone.js';
import { socketAddress } from '../shell/socket-address.js';

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;

/** What the page knows of its agent. */
export interface DeskView {
  readonly connected: boolean;
  /** Why the socket will not be opened again. */
  readonly ended: 'elsewhere' | 'forbidden' | 'badToken' | null;
  readonly state: DeskState | null;
  /** The server's clock less ours. */
  readonly offsetMs: number;
  /** The page has the secret of its telephone. */
  readonly hasAccess: boolean;
  /** The error's code when the server has no telephone for the page, or ''. */
  readonly noPhone: string;
}

const EMPTY: DeskView = {
  connected: false,
  ended: null,
  state: null,
  offsetMs: 0,
  hasAccess: false,
  noPhone: '',
};

const ENDS: Readonly<Record<number, NonNullable<DeskView['ended']>>> = {
  [DESK_CLOSE.elsewhere]: 'elsewhere',
  [DESK_CLOSE.forbidden]: 'forbidden',
  [DESK_CLOSE.badToken]: 'badToken',
};

/** Where an agent's own doors are. */
export function deskAddress(agentId: string, path = ''): string {
  return socketAddress(`/desk/${encodeURIComponent(agentId)}${path}`);
}

/** The agent's own socket, taken up again when it is lost; it only shows what the server decides. */
export class DeskLink {
  readonly #agentId: string;
  readonly #token: string;
  readonly #onAccess: (access: PhoneAccess) => void;
  readonly #listeners = new Set<() => void>();
  #view = EMPTY;
  #socket: WebSocket | null = null;
  #waitMs = FIRST_WAIT_MS;
  #retry: number | undefined;
  #closed = false;
  #wantsPhone = false;

  /** `onAccess` is told of the telephone's secret at once, before anything is drawn. */
  constructor(agentId: string, token: string, onAccess: (access: PhoneAccess) => void) {
    this.#onAccess = onAccess;
    this.#agentId = agentId;
    this.#token = token;
    this.#connect();
  }

  readonly view = (): DeskView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks for the secret of the page's telephone: now, and with every new socket until it came. */
  wantPhone(): void {
    this.#wantsPhone = true;
    this.#say('wantPhone');
  }

  phoneReady(): void {
    this.#say('phoneReady');
  }

  #say(type: 'wantPhone' | 'phoneReady'): void {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type }));
    }
  }

  close(): void {
    this.#closed = true;
    window.clearTimeout(this.#retry);
    this.#socket?.close();
  }

  #set(change: Partial<DeskView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) {
      listener();
    }
  }

  #connect(): void {
    const socket = new WebSocket(deskAddress(this.#agentId), [DESK_PROTOCOL]);
    this.#socket = socket;
    socket.onopen = () => {
      const token = this.#token === '' ? {} : { token: this.#token };
      socket.send(JSON.stringify({ type: 'hello', ...token }));
      if (this.#wantsPhone) {
        this.#say('wantPhone');
      }
      this.#waitMs = FIRST_WAIT_MS;
    };
    socket.onmessage = ({ data }) => this.#onMessage(JSON.parse(String(data)) as DeskServerMessage);
    socket.onclose = ({ code }) => {
      const ended = ENDS[code] ?? null;
      this.#set({ connected: false, ended });
      if (!this.#closed && ended === null) {
        this.#retry = window.setTimeout(() => this.#connect(), this.#waitMs);
        this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
      }
    };
  }

  #onMessage(message: DeskServerMessage): void {
    const heard = { connected: true, offsetMs: message.atMs - Date.now() };
    switch (message.type) {
      case 'desk': {
        this.#set({ ...heard, state: message });
        break;
      }
      case 'change': {
        const { state } = this.#view;
        if (state !== null) {
          this.#set({ ...heard, state: { ...state, ...known(message.changed), atMs: message.atMs } });
        }
        break;
      }
      case 'phone': {
        const { user, password, realm, iceServers } = message;
        this.#wantsPhone = false;
        this.#onAccess({ user, password, realm, iceServers });
        this.#set({ ...heard, hasAccess: true, noPhone: '' });
        break;
      }
      case 'noPhone': {
        this.#set({ ...heard, noPhone: message.code });
        break;
      }
      case 'alive': {
        if (!this.#view.connected) {
          this.#set(heard);
        }
      }
    }
  }
}

/** The parts that came; one that is absent stays as it was. */
function known(changed: DeskChange): Partial<DeskState> {
  return Object.fromEntries(Object.entries(changed).filter(([, part]) => part !== undefined));
}
