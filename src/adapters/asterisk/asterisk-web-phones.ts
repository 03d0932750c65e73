import { randomBytes } from 'node:crypto';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { WebPhoneAccess, WebPhones } from '../../ports/web-phones.js';
import type { AsteriskPushConfiguration } from './asterisk-push-configuration.js';

/**
 * As `agent-websocket` of asterisk-config/pjsip-agents.conf, in the words in which Asterisk gives them back. An endpoint
 * of ours that a file holds already comes first, and is used as it is.
 */
const ENDPOINT = {
  transport: 'websocket',
  context: 'agents',
  disallow: 'all',
  allow: 'alaw',
  webrtc: 'yes',
  direct_media: 'false',
  send_connected_line: 'no',
  timers: 'no',
  dtmf_mode: 'rfc4733',
  device_state_busy_at: '1',
  rtp_timeout: '15',
  rtp_timeout_hold: '60',
} as const;

/** A page that was loaded anew replaces its former registration. */
const AOR = { max_contacts: '1', remove_existing: 'true' } as const;

export interface AsteriskWebPhonesOptions {
  readonly push: AsteriskPushConfiguration;
  /** Of Asterisk's HTTP server. */
  readonly url: string;
  /** The address that browsers reach its sound at; '' leaves it to Asterisk. */
  readonly mediaAddress: string;
}

/** Pages as telephones of one Asterisk: endpoints in its memory, made when a page comes. */
export class AsteriskWebPhones implements WebPhones {
  readonly socketUrl: string;
  readonly #push: AsteriskPushConfiguration;
  readonly #mediaAddress: string;
  /** One page after the other: two of one agent would undo each other's secret. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ push, url, mediaAddress }: AsteriskWebPhonesOptions) {
    this.#push = push;
    this.#mediaAddress = mediaAddress;
    const socket = new URL('/ws', url);
    socket.protocol = socket.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socketUrl = socket.href;
  }

  open(user: string): Promise<WebPhoneAccess> {
    const opened = this.#turn.then(() => this.#open(user));
    this.#turn = opened.catch(() => undefined);
    return opened;
  }

  async #open(user: string): Promise<WebPhoneAccess> {
    const password = randomBytes(24).toString('base64url');
    const auth = { auth_type: 'userpass', username: user, password };
    const address = this.#mediaAddress === '' ? {} : { media_address: this.#mediaAddress };
    const fields = { ...ENDPOINT, ...address, aors: user, auth: user };
    // At once: a page that was loaded anew in the middle of a call waits for it.
    const [, , used] = await Promise.all([
      this.#push.write({ type: 'auth', id: user, fields: auth }),
      this.#push.ensure({ type: 'aor', id: user, fields: AOR }),
      this.#push.ensure({ type: 'endpoint', id: user, fields }),
    ]);
    if (used.get('aors') !== user || used.get('auth') !== user) {
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail: `On this Asterisk the endpoint '${user}' is another one than an agent's page; take it out of its configuration.`,
        fields: { endpoint: user },
      });
    }
    return { user, password };
  }
}
