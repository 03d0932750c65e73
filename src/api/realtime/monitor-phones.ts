import type { IceServerOut } from '../../contract/ice-server-wire.js';
import type { Digest } from '../../core/call-log/call-log-chain.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { isMonitorPage, monitorPageEndpoint, monitorPageUser } from '../../core/monitor/monitor-page.js';
import type { MonitorControl } from '../../engine/engine-control.js';
import type { WebPhones } from '../../ports/web-phones.js';
import { may } from '../auth/permissions.js';
import type { ApiServer } from '../http/api-deps.js';
import { PAGE_REALM } from './desk-route.js';
import { type IceSettings, iceServersFor } from './ice-servers.js';
import type { SipRelay } from './sip-relay.js';

/** What a page registers with. */
interface PhoneAccess {
  readonly endpoint: string;
  readonly user: string;
  readonly password: string;
  readonly realm: string;
  readonly iceServers: IceServerOut[];
}

export interface MonitorPhonesDeps {
  /** Null where no media server takes pages as telephones. */
  readonly phones: WebPhones | null;
  readonly monitors: MonitorControl;
  readonly digest: Digest;
  readonly ice: IceSettings | undefined;
  /** The machine's own time, which TURN goes by. */
  readonly doorNowMs: () => number;
}

/** Supervisors' pages as the telephones by which they listen. */
export class MonitorPhones {
  readonly #deps: MonitorPhonesDeps;

  constructor(deps: MonitorPhonesDeps) {
    this.#deps = deps;
  }

  /** Whether pages can be telephones here at all. */
  get possible(): boolean {
    return this.#deps.phones !== null;
  }

  /** Makes the person's telephone; whatever he registered with before is worth nothing then. */
  async open(person: string): Promise<PhoneAccess> {
    const { phones, ice, doorNowMs } = this.#deps;
    if (phones === null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'No media server takes pages as telephones; listen by a desk telephone.',
      });
    }
    const { user, password } = await phones.open(this.#userOf(person));
    const iceServers = iceServersFor(user, ice, doorNowMs());
    return { endpoint: monitorPageEndpoint(user), user, password, realm: PAGE_REALM, iceServers };
  }

  /** Refuses the page of another person: it answers by itself, and would hear what he did not choose. */
  checkOwn(person: string, endpoint: string): void {
    if (isMonitorPage(endpoint) && endpoint !== monitorPageEndpoint(this.#userOf(person))) {
      throw new CadenciaError('DLR_STATE_CONFLICT', { detail: `'${endpoint}' is another person's page.` });
    }
  }

  /** `/monitor/sip`: the way of a supervisor's page to the media server. */
  addTo(app: ApiServer, relay: SipRelay): void {
    const options = { websocket: true, config: { open: true }, schema: { hide: true } } as const;
    app.get('/monitor/sip', options, (socket, request) => {
      relay.accept(socket, request, {
        admits: ({ role, session }) => session?.mustChange !== true && may(role, 'run'),
        lineOf: (person) => ({
          seat: `monitor ${person}`,
          linked: () => undefined,
          gone: () => this.#gone(person),
        }),
      });
    });
  }

  /** A phone on a desk, where that is what he listens by, is none of our business here. */
  #gone(person: string): void {
    const { monitors } = this.#deps;
    if (monitors.view(person)?.endpoint === monitorPageEndpoint(this.#userOf(person))) {
      monitors.hangUp(person);
    }
  }

  #userOf(person: string): string {
    return monitorPageUser(this.#deps.digest.sha256(person));
  }
}
