import type { CadenciaError } from '../../core/kernel/errors.js';
import { AriHttpTransport } from './ari-http-transport.js';
import type { AriLinkOptions } from './ari-link.js';
import type { AriRequest } from './ari-request.js';
import type { AriIntake, AriSignal, AriTransport } from './ari-transport.js';
import { AriWebSocketTransport } from './ari-websocket-transport.js';

/**
 * The faster road first, HTTP for a server that leaves a request on its event socket unanswered.
 * After each lost link the socket is asked again, so that an upgraded Asterisk is found out by itself.
 */
export class AriAutoTransport implements AriTransport {
  readonly #options: AriLinkOptions;
  #current: AriTransport;
  #listener: (signal: AriSignal) => void = () => undefined;
  #started = false;

  constructor(options: AriLinkOptions) {
    this.#options = options;
    this.#current = this.#take(new AriWebSocketTransport(options));
  }

  get name(): 'websocket' | 'http' {
    return this.#current.name;
  }

  start(): void {
    this.#started = true;
    this.#current.start();
  }

  close(): void {
    this.#started = false;
    this.#listener = () => undefined;
    this.#current.close();
  }

  isUp(): boolean {
    return this.#current.isUp();
  }

  call(request: AriRequest, deadlineMs: number): Promise<unknown> {
    return this.#current.call(request, deadlineMs);
  }

  drop(error: CadenciaError): void {
    this.#current.drop(error);
  }

  onSignal(listener: (signal: AriSignal) => void): void {
    this.#listener = listener;
  }

  intake(): AriIntake {
    return this.#current.intake();
  }

  #take(transport: AriTransport): AriTransport {
    let wasUp = false;
    transport.onSignal((signal) => {
      switch (signal.kind) {
        case 'restMissing':
          this.#replace(new AriHttpTransport(this.#options));
          return;
        case 'up':
          wasUp = true;
          break;
        case 'down':
          if (wasUp && transport.name === 'http') {
            this.#replace(new AriWebSocketTransport(this.#options));
          }
          break;
        case 'event':
          break;
      }
      this.#listener(signal);
    });
    return transport;
  }

  #replace(next: AriTransport): void {
    this.#current.close();
    this.#current = this.#take(next);
    if (this.#started) {
      next.start();
    }
  }
}
