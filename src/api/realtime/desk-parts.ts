import { DESK_CLOSE } from '../../contract/desk-protocol.js';
import type { AgentId } from '../../core/kernel/ids.js';
import type { CardReads } from '../auth/card-reads.js';
import type { FailedLogins } from '../auth/failed-logins.js';
import type { SessionBook } from '../auth/session-book.js';
import type { ApiDeps, ApiServer } from '../http/api-deps.js';
import type { PeerDoors } from '../peers/peer-doors.js';
import { mayWorkAs } from './desk-door.js';
import { DeskHub } from './desk-hub.js';
import { addDeskRoute, agentOfPath } from './desk-route.js';
import type { DeskScripts } from './desk-scripts.js';
import type { MessageBoard } from './message-board.js';
import { MonitorPhones } from './monitor-phones.js';
import { SipRelay } from './sip-relay.js';

const seatOf = (agentId: AgentId): string => `agent ${agentId}`;

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
  readonly doors: PeerDoors;
  readonly messages: MessageBoard;
  readonly deskScripts: DeskScripts;
  readonly cards: CardReads;
  readonly failed: FailedLogins;
  readonly sessions: SessionBook;
};

/** What pages that are telephones talk to: agents' own socket, and the way to the media server of theirs and others'. */
export class DeskParts {
  readonly #deps: PartsDeps;
  readonly #hub: DeskHub;
  readonly #relay: SipRelay;
  /** By which supervisors listen. */
  readonly monitorPhones: MonitorPhones;

  constructor(deps: PartsDeps) {
    const { webPhones } = deps;
    this.#deps = deps;
    this.#hub = new DeskHub({
      ...deps,
      callLog: deps.proof.callLog,
      scripts: deps.deskScripts,
      seats: deps.doors.seats,
      moved: (agentId) => this.#relay.drop(seatOf(agentId)),
    });
    this.#relay = new SipRelay({ ...deps, target: webPhones?.socketUrl ?? null });
    this.monitorPhones = new MonitorPhones({
      phones: webPhones,
      monitors: deps.engine.monitors,
      digest: deps.proof.digest,
      ice: deps.options.ice,
      doorNowMs: deps.doorNowMs,
    });
  }

  addTo(app: ApiServer): void {
    const { pages } = this.#deps.engine;
    const { ice } = this.#deps.options;
    addDeskRoute(app, { ...this.#deps, ice, hub: this.#hub, pages, phones: this.#deps.webPhones });
    this.monitorPhones.addTo(app, this.#relay);
    const options = { websocket: true, config: { open: true }, schema: { hide: true } } as const;
    app.get('/desk/:id/sip', options, (socket, request) => {
      const agentId = agentOfPath(request);
      if (agentId === null) {
        socket.close(DESK_CLOSE.forbidden, 'no such agent');
        return;
      }
      this.#deps.doors.admit(socket, request, agentId, () =>
        this.#relay.accept(socket, request, {
          admits: (access) => mayWorkAs(access, agentId),
          lineOf: () => ({
            seat: seatOf(agentId),
            linked: (on) => this.#hub.relayed(agentId, on),
            gone: () => pages.gone(agentId),
          }),
        }),
      );
    });
  }

  close(): void {
    this.#relay.close();
    this.#hub.close();
  }
}
