import type { CardReads } from '../auth/card-reads.js';
import type { FailedLogins } from '../auth/failed-logins.js';
import type { SessionBook } from '../auth/session-book.js';
import type { ApiDeps, ApiServer } from '../http/api-deps.js';
import { DeskHub } from './desk-hub.js';
import { addDeskRoute } from './desk-route.js';
import type { MessageBoard } from './message-board.js';
import { SipRelay } from './sip-relay.js';

type PartsDeps = Pick<
  ApiDeps,
  | 'engine'
  | 'events'
  | 'clock'
  | 'campaigns'
  | 'tokens'
  | 'webPhones'
  | 'log'
  | 'proof'
  | 'doorNowMs'
  | 'options'
> & {
  readonly messages: MessageBoard;
  readonly cards: CardReads;
  readonly failed: FailedLogins;
  readonly sessions: SessionBook;
};

/** What agents' pages talk to: their own socket, and the way of their telephone to the media server. */
export class DeskParts {
  readonly #deps: PartsDeps;
  readonly #hub: DeskHub;
  readonly #relay: SipRelay;

  constructor(deps: PartsDeps) {
    const { webPhones } = deps;
    this.#deps = deps;
    this.#hub = new DeskHub({ ...deps, callLog: deps.proof.callLog });
    const { pages } = deps.engine;
    this.#relay = new SipRelay({ ...deps, hub: this.#hub, pages, target: webPhones?.socketUrl ?? null });
  }

  addTo(app: ApiServer): void {
    const { pages } = this.#deps.engine;
    const { ice } = this.#deps.options;
    addDeskRoute(app, { ...this.#deps, ice, hub: this.#hub, pages, phones: this.#deps.webPhones });
    this.#relay.addTo(app);
  }

  close(): void {
    this.#relay.close();
    this.#hub.close();
  }
}
