import type { LiveServerMessage } from '../../../contract/live-message.js';
import { LIVE_CLOSE, LIVE_PROTOCOL } from '../../../contract/live-protocol.js';
import { socketAddress } from '../socket-address.js';
import { afterDelta, afterSnapshot, EMPTY_LIVE, type LiveState } from './live-state.js';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** The server says something at least every second; longer silence is a dead link. */
const SILENCE_MS = 8000;
const WATCH_MS = 1000;

/** One socket for the whole page; screens read parts of its state. */
export interface LiveLink {
  state(): LiveState;
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** Opens it and keeps it open: a lost link is taken up again, waiting longer each time. */
export function openLiveLink(token: string, onBadToken: () => void): LiveLink {
  const listeners = new Set<() => void>();
  let state = EMPTY_LIVE;
  let socket: WebSocket | null = null;
  let waitMs = FIRST_WAIT_MS;
  let closed = false;
  let retry: number | undefined;

  function set(next: LiveState): void {
    state = next;
    for (const listener of listeners) {
      listener();
    }
  }

  function onMessage(message: LiveServerMessage): void {
    const heardAtMs = Date.now();
    const heard = { ...state, heardAtMs, serverOffsetMs: message.atMs - heardAtMs };
    if (message.type === 'snapshot') {
      waitMs = FIRST_WAIT_MS;
      set(afterSnapshot(heard, message));
    } else if (message.type === 'delta') {
      const next = afterDelta(heard, message);
      if (next === null) {
        socket?.send(JSON.stringify({ type: 'resync' }));
      } else {
        set(next);
      }
    } else {
      set(heard);
    }
  }

  function connect(): void {
    const mine = new WebSocket(socketAddress('/live'), [LIVE_PROTOCOL]);
    socket = mine;
    mine.onopen = () => mine.send(JSON.stringify({ type: 'hello', ...(token === '' ? {} : { token }) }));
    mine.onmessage = (event) => onMessage(JSON.parse(String(event.data)) as LiveServerMessage);
    mine.onclose = ({ code }) => {
      if (closed || socket !== mine) {
        return;
      }
      set({ ...state, connected: false });
      if (code === LIVE_CLOSE.badToken) {
        closed = true;
        onBadToken();
        return;
      }
      retry = window.setTimeout(connect, waitMs * (0.75 + Math.random() / 2));
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    };
  }

  const watch = window.setInterval(() => {
    if (state.connected && Date.now() - state.heardAtMs > SILENCE_MS) {
      socket?.close();
    }
  }, WATCH_MS);
  connect();
  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      window.clearTimeout(retry);
      window.clearInterval(watch);
      socket?.close();
    },
  };
}
