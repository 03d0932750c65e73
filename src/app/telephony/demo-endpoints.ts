/*
 * The demo's trunk and telephones inside an Asterisk that is somebody else's: beside the user's own endpoints, in
 * memory only, and leading to loopback only.
 */
import type {
  AsteriskPushConfiguration,
  PushedObject,
} from '../../adapters/asterisk/asterisk-push-configuration.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { DEMO_ENDPOINT, LOOPBACK } from './demo-network.js';

/** The demo's own name in every endpoint of its own, so that it meets none of the user's. */
export function demoPhoneName(index: number): string {
  return `${DEMO_ENDPOINT}-${String(index).padStart(3, '0')}`;
}

export interface DemoEndpointsOptions {
  readonly customersPort: number;
  readonly phonesPort: number;
  readonly agents: number;
}

/** Asked for at once; ARI's server has other things to do too. */
const AT_ONCE = 8;

/**
 * What both kinds have. Sound is bound to loopback, whatever address the transport shows outside; nobody from outside
 * may call in, and the context does not exist, so that nobody inside reaches the user's dialplan either.
 */
const COMMON = {
  disallow: 'all',
  allow: 'alaw',
  context: 'cadencia-demo',
  direct_media: 'false',
  send_connected_line: 'no',
  timers: 'no',
  media_address: LOOPBACK,
  bind_rtp_to_media_address: 'true',
  deny: '0.0.0.0/0.0.0.0',
  permit: '127.0.0.0/255.0.0.0',
  allow_subscribe: 'false',
} as const;

interface Pair {
  readonly aor: PushedObject;
  readonly endpoint: PushedObject;
}

function pairOf(id: string, contact: string, own: Readonly<Record<string, string>>): Pair {
  return {
    aor: { type: 'aor', id, fields: { contact, qualify_frequency: '0' } },
    endpoint: { type: 'endpoint', id, fields: { ...COMMON, aors: id, ...own } },
  };
}

/** Adds, checks and takes away the demo's endpoints. */
export class DemoEndpoints {
  readonly #push: AsteriskPushConfiguration;
  readonly #pairs: readonly Pair[];

  constructor(push: AsteriskPushConfiguration, options: DemoEndpointsOptions) {
    this.#push = push;
    const trunk = pairOf(DEMO_ENDPOINT, `sip:${LOOPBACK}:${options.customersPort}`, {});
    const phones = Array.from({ length: options.agents }, (_, index) => {
      const name = demoPhoneName(index + 1);
      const contact = `sip:${name}@${LOOPBACK}:${options.phonesPort}`;
      return pairOf(name, contact, { device_state_busy_at: '1' });
    });
    this.#pairs = [trunk, ...phones];
  }

  /**
   * Makes all of them, also over what a killed run left, and reads back what Asterisk will dial. Throws
   * DLR_DEMO_TRUNK when that is not loopback. The trunk comes first: where it is refused, nothing else is tried.
   */
  async ensure(): Promise<void> {
    const [trunk, ...phones] = this.#pairs;
    if (trunk !== undefined) {
      await this.#ensurePair(trunk);
    }
    await inGroups(phones, (pair) => this.#ensurePair(pair));
  }

  /** Takes them away again. Idempotent. */
  async remove(): Promise<void> {
    await inGroups(this.#pairs, async ({ aor, endpoint }) => {
      await this.#push.remove(endpoint.type, endpoint.id);
      await this.#push.remove(aor.type, aor.id);
    });
  }

  async #ensurePair({ aor, endpoint }: Pair): Promise<void> {
    const usedAor = await this.#push.ensure(aor);
    refuseUnlessInside(aor.id, usedAor);
    const usedEndpoint = await this.#push.ensure(endpoint);
    refuseUnlessOurs(aor.id, usedEndpoint);
  }
}

/** Every address of the AOR must be this machine's loopback: a file of the user's comes before what we wrote. */
function refuseUnlessInside(id: string, fields: ReadonlyMap<string, string>): void {
  const contacts = listOf(fields.get('contact'));
  const outside = contacts.filter((contact) => !isLoopbackHost(hostOf(contact)));
  const proxy = fields.get('outbound_proxy') ?? '';
  if (contacts.length === 0 || outside.length > 0 || proxy !== '') {
    throw new CadenciaError('DLR_DEMO_TRUNK', {
      detail: `On this Asterisk the AOR '${id}' leads to ${[...outside, proxy].filter(Boolean).join(', ') || 'nowhere'}, not to loopback; take it out of its configuration.`,
      fields: { aor: id },
    });
  }
}

function refuseUnlessOurs(id: string, fields: ReadonlyMap<string, string>): void {
  const proxy = fields.get('outbound_proxy') ?? '';
  if (fields.get('aors') !== id || proxy !== '') {
    throw new CadenciaError('DLR_DEMO_TRUNK', {
      detail: `On this Asterisk the endpoint '${id}' is another one than the demo's (aors '${fields.get('aors') ?? ''}', outbound proxy '${proxy}'); take it out of its configuration.`,
      fields: { endpoint: id },
    });
  }
}

/** Reads where an endpoint of the user's leads: true when it is this machine's loopback and nobody can register there. */
export async function staysInside(push: AsteriskPushConfiguration, endpointId: string): Promise<boolean> {
  const endpoint = await push.read('endpoint', endpointId);
  const aors = listOf(endpoint?.get('aors'));
  if (endpoint === null || aors.length === 0 || (endpoint.get('outbound_proxy') ?? '') !== '') {
    return false;
  }
  for (const id of aors) {
    const aor = await push.read('aor', id);
    const fixed = aor?.get('max_contacts') === '0' && (aor.get('outbound_proxy') ?? '') === '';
    const contacts = listOf(aor?.get('contact'));
    if (!fixed || contacts.length === 0 || !contacts.every((contact) => isLoopbackHost(hostOf(contact)))) {
      return false;
    }
  }
  return true;
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** The host of a SIP URI; '' when it has none that can be read. */
function hostOf(uri: string): string {
  return /^sips?:(?:[^@]*@)?(\[[^\]]+\]|[^:;?]+)/i.exec(uri)?.[1] ?? '';
}

async function inGroups<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += AT_ONCE) {
    await Promise.all(items.slice(start, start + AT_ONCE).map(work));
  }
}
