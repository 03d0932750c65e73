import { type CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import type { Timer } from '../../ports/clock.js';
import { encodeAriRequest, parseAriFrame, parseRefusal } from './ari-codec.js';
import { deadlinePassed, describeRequest, failureOfStatus, linkDown } from './ari-failure.js';
import { AriLink, type AriLinkOptions } from './ari-link.js';
import type { AriRequest } from './ari-request.js';
import type { AriIntake, AriSignal, AriTransport } from './ari-transport.js';

interface Pending {
  readonly what: string;
  readonly timer: Timer;
  resolve(body: unknown): void;
  reject(error: CadenciaError): void;
}

/** How long the first request may wait before the server counts as one without REST on its socket. */
const REST_PROBE_MS = 1000;

/**
 * Requests and events on one socket, in one order: an event that a request causes can only come after it left.
 * Asterisk answers requests on the event socket since 20.14, 21.9 and 22.4.
 */
export class AriWebSocketTransport implements AriTransport {
  readonly name = 'websocket';
  readonly #options: AriLinkOptions;
  readonly #link: AriLink;
  readonly #pending = new Map<string, Pending>();
  #listener: (signal: AriSignal) => void = () => undefined;
  #nextRequest = 1;
  #badFrames = 0;
  #lateReplies = 0;

  constructor(options: AriLinkOptions) {
    this.#options = options;
    this.#link = new AriLink(options, {
      prepare: () => this.#probeRest(),
      up: () => this.#listener({ kind: 'up' }),
      down: (error) => {
        this.#failPending(error);
        this.#listener({ kind: 'down', error });
      },
      text: (frame) => this.#receive(frame),
    });
  }

  start(): void {
    this.#link.start();
  }

  close(): void {
    this.#listener = () => undefined;
    this.#link.close();
    this.#failPending(linkDown('The link', 'closed by us'));
  }

  isUp(): boolean {
    return this.#link.isUp();
  }

  drop(error: CadenciaError): void {
    this.#link.drop(error);
  }

  onSignal(listener: (signal: AriSignal) => void): void {
    this.#listener = listener;
  }

  intake(): AriIntake {
    return { badFrames: this.#badFrames, lateReplies: this.#lateReplies };
  }

  call(request: AriRequest, deadlineMs: number): Promise<unknown> {
    const what = describeRequest(request);
    const requestId = String(this.#nextRequest++);
    if (!this.#link.send(encodeAriRequest(requestId, request))) {
      return Promise.reject(linkDown(what, 'there is no connection to Asterisk'));
    }
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.setTimer(deadlineMs, () => {
        this.#pending.delete(requestId);
        reject(deadlinePassed(what, deadlineMs));
      });
      this.#pending.set(requestId, { what, timer, resolve, reject });
    });
  }

  async #probeRest(): Promise<void> {
    try {
      await this.call(
        { method: 'GET', path: ['asterisk', 'info'], query: { only: 'status' } },
        REST_PROBE_MS,
      );
    } catch (error) {
      if (isCadenciaError(error, 'DLR_MEDIA_TIMEOUT')) {
        this.#listener({ kind: 'restMissing' });
        throw linkDown(
          'The event socket',
          `no request on it was answered within ${REST_PROBE_MS} ms; an older Asterisk needs the transport 'auto' or 'http'`,
        );
      }
      throw error;
    }
  }

  #receive(text: string): void {
    const frame = parseAriFrame(text);
    switch (frame.kind) {
      case 'bad':
        this.#badFrames += 1;
        return;
      case 'event':
        this.#listener({ kind: 'event', event: frame.event });
        return;
      case 'reply': {
        const pending = this.#pending.get(frame.requestId);
        if (pending === undefined) {
          this.#lateReplies += 1;
          return;
        }
        this.#pending.delete(frame.requestId);
        this.#options.clock.clearTimer(pending.timer);
        if (frame.status >= 400) {
          pending.reject(failureOfStatus(pending.what, frame.status, parseRefusal(frame.body)));
        } else {
          pending.resolve(frame.body);
        }
      }
    }
  }

  #failPending(error: CadenciaError): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const one of pending) {
      this.#options.clock.clearTimer(one.timer);
      one.reject(linkDown(one.what, `the connection was lost before the reply (${error.detail})`));
    }
  }
}
