import { once } from 'node:events';
import WebSocket from 'ws';
import type { TelephonyLab } from './telephony-lab.js';

/** The few fields of ARI events that the laboratory's own tests look at. */
export interface LabAriEvent {
  readonly type: string;
  readonly args?: readonly string[];
  readonly cause?: number;
  readonly tech_cause?: number;
  readonly playback?: { readonly target_uri: string; readonly state: string };
  readonly channel?: { readonly id: string; readonly state: string };
}

const EVENT_DEADLINE_MS = 30_000;

/** A bare ARI client: proves the laboratory without the product's own adapter. */
export class LabAriClient {
  readonly #lab: TelephonyLab;
  readonly #app: string;
  readonly #socket: WebSocket;
  readonly #events: LabAriEvent[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(lab: TelephonyLab, app: string, socket: WebSocket) {
    this.#lab = lab;
    this.#app = app;
    this.#socket = socket;
    socket.on('message', (data) => {
      this.#events.push(JSON.parse(String(data)) as LabAriEvent);
      for (const look of this.#waiting) look();
    });
  }

  static async connect(lab: TelephonyLab, app: string): Promise<LabAriClient> {
    const url = `${lab.ariUrl.replace('http', 'ws')}/events?app=${app}&subscribeAll=false`;
    const socket = new WebSocket(url, { auth: `${lab.user}:${lab.password}` });
    await once(socket, 'open');
    return new LabAriClient(lab, app, socket);
  }

  /** Sends a REST request; an answer other than 2xx throws. */
  async request(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.#lab.ariUrl}${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${this.#lab.user}:${this.#lab.password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      signal: AbortSignal.timeout(5_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  async originate(channelId: string, endpoint: string, ringSeconds: number): Promise<void> {
    await this.request('POST', '/channels', {
      channelId,
      endpoint,
      app: this.#app,
      appArgs: 'dialled',
      timeout: ringSeconds,
      callerId: '1140001234',
      formats: 'alaw',
      variables: { 'CDR(userfield)': channelId },
    });
  }

  /** The events of a channel so far. */
  eventsOf(channelId: string): readonly LabAriEvent[] {
    return this.#events.filter(
      ({ channel, playback }) => channel?.id === channelId || playback?.target_uri === `channel:${channelId}`,
    );
  }

  /** Waits for an event of a channel, also one that came before. */
  async event(channelId: string, matches: (event: LabAriEvent) => boolean): Promise<LabAriEvent> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.eventsOf(channelId).find(matches);
        if (found === undefined) return;
        this.#waiting.delete(look);
        clearTimeout(deadline);
        resolve(found);
      };
      const deadline = setTimeout(() => {
        this.#waiting.delete(look);
        const seen = this.eventsOf(channelId).map(({ type }) => type);
        reject(
          new Error(`${channelId}: the awaited event did not come; seen: ${seen.join(', ') || 'nothing'}`),
        );
      }, EVENT_DEADLINE_MS);
      this.#waiting.add(look);
      look();
    });
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }
}
