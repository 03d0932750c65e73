import { AsteriskPushConfiguration } from '../../src/adapters/asterisk/asterisk-push-configuration.js';
import { AsteriskWebPhones } from '../../src/adapters/asterisk/asterisk-web-phones.js';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { SystemRng } from '../../src/adapters/rng/system-rng.js';
import type { IceSettings } from '../../src/api/realtime/ice-servers.js';
import { DEFAULT_DISPOSITIONS } from '../../src/app/server/default-dispositions.js';
import type { CampaignSettings } from '../../src/core/campaign/campaign.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import {
  parseAgentId,
  parseE164,
  parseEngineId,
  parseGroupId,
  parseMailingId,
} from '../../src/core/kernel/ids.js';
import { Engine } from '../../src/engine/engine.js';
import { InboundBook } from '../../src/engine/inbound-book.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import type { Clock } from '../../src/ports/clock.js';
import { type ApiBench, startApiBench } from './api-bench.js';
import { makeLabServer } from './asterisk-harness.js';
import { packagePath } from './package-folder.js';
import type { SipCall } from './sip-callers.js';
import { startTelephonyLab, type TelephonyLab } from './telephony-lab.js';
import { ToneCustomer, ToneCustomers } from './tone-customers.js';
import { tuesdayClock } from './tuesday-clock.js';
import { CAMPAIGN, testCampaign, testLine, testTrunk } from './world.js';

/** What every customer sends. */
export const CUSTOMER_HZ = 700;
/** What customers are shown, and call back. */
export const LINE = '+551140001000';

export interface DeskLabOptions {
  /** Whose phones are their pages. */
  readonly agents: readonly string[];
  /** Agents whose phones register by SIP, with the password `segredo-` and their name. @default [] */
  readonly softphones?: readonly string[];
  /** @default 'udp' */
  readonly softphoneKind?: 'udp' | 'websocket';
  readonly contacts: number;
  readonly campaign?: Partial<CampaignSettings>;
  /** Queues of callers, each with who serves it. @default no calls come in */
  readonly queues?: Readonly<Record<string, readonly string[]>>;
  /** STUN and TURN of the pages. @default none: they reach Asterisk directly */
  readonly ice?: IceSettings;
}

/** Agents' pages with voice: real Asterisk, engine, API and screens, and customers who send a tone and listen. */
export class DeskLab {
  readonly lab: TelephonyLab;
  readonly customers: ToneCustomers;
  readonly engine: Engine;
  readonly stores: MemoryStores;
  readonly api: ApiBench;
  readonly defects: string[] = [];
  readonly #inbound: InboundBook | null;
  readonly #close: () => Promise<void>;

  private constructor(
    parts: Pick<DeskLab, 'lab' | 'customers' | 'engine' | 'stores' | 'api'>,
    inbound: InboundBook | null,
    close: () => Promise<void>,
  ) {
    this.lab = parts.lab;
    this.customers = parts.customers;
    this.engine = parts.engine;
    this.stores = parts.stores;
    this.api = parts.api;
    this.#inbound = inbound;
    this.#close = close;
    this.engine.events.on('engine:defect', ({ where, message }) => this.defects.push(`${where}: ${message}`));
  }

  static async start(options: DeskLabOptions): Promise<DeskLab> {
    const closers: (() => unknown)[] = [];
    const close = async (): Promise<void> => {
      for (const one of closers.splice(0).reverse()) {
        await one();
      }
    };
    try {
      const customers = await ToneCustomers.open(CUSTOMER_HZ);
      closers.push(() => customers.close());
      const lab = await startTelephonyLab({
        ownTrunks: [{ name: 'tons', port: customers.port }],
        registeringAgents: (options.softphones ?? []).map((name) => ({
          name,
          kind: options.softphoneKind ?? 'udp',
          password: `segredo-${name}`,
        })),
      });
      closers.push(() => lab.stop());
      const stores = new MemoryStores();
      const clock = tuesdayClock();
      const media = [makeLabServer(lab, { clock, trunkEndpoint: () => ({ endpoint: 'tons' }) })];
      const { attempts, contacts, mailings, campaigns, agents, facts, lists, callLog, usage, pacing } =
        stores;
      const inbound = await queuesOf(stores, options, clock);
      const engine = new Engine({
        ...{ attempts, contacts, mailings, campaigns, agents, facts, lists, callLog, usage, pacing },
        engineId: parseEngineId('e1'),
        rng: new SystemRng(),
        digest: nodeDigest,
        policies: new PolicyBook(),
        coordination: new MemoryCoordination(),
        clock,
        media,
        ...(inbound === null ? {} : { inbound }),
      });
      closers.push(() => engine.close());
      await fill(stores, options, clock.now());
      const up = new Promise<void>((resolve) => {
        engine.events.on('media:up', () => resolve());
      });
      await engine.start();
      await up;
      const server = {
        url: new URL(lab.ariUrl).origin,
        user: lab.user,
        password: lab.password,
        app: 'cadencia',
      };
      const push = new AsteriskPushConfiguration({ server, clock: new SystemClock(), deadlineMs: 4000 });
      const webPhones = new AsteriskWebPhones({ push, url: server.url, mediaAddress: '127.0.0.1' });
      const real = { engine, events: engine.events, clock, agents, campaigns, webPhones };
      const api = await startApiBench(
        { screensFolder: packagePath('dist/ui'), ...(options.ice === undefined ? {} : { ice: options.ice }) },
        real,
      );
      closers.push(() => api.close());
      return new DeskLab({ lab, customers, engine, stores, api }, inbound, close);
    } catch (error) {
      await close();
      throw error;
    }
  }

  /** The line leads to that queue from now on, which the agent serves. */
  async opensLine(queueId: string, agentId: string): Promise<void> {
    const { inboundStore } = this.stores;
    const to = { kind: 'queue', queueId };
    const line = { number: LINE, campaignId: CAMPAIGN, to, greeting: '' };
    const before = (await inboundStore.settings()).find(({ kind, id }) => kind === 'agent' && id === agentId);
    const set = { atMs: 1, by: 'rita' };
    await inboundStore.save({ kind: 'line', id: LINE, document: line, version: 1, ...set });
    const document = { queues: { [queueId]: 1 } };
    await inboundStore.save({
      kind: 'agent',
      id: agentId,
      document,
      version: (before?.version ?? 0) + 1,
      ...set,
    });
    await this.#inbound?.reload();
  }

  /** Somebody calls a number of ours, sends a tone once he is answered, and listens. */
  async callIn(
    caller: string,
    called: string,
  ): Promise<{ readonly call: SipCall; readonly voice: ToneCustomer }> {
    const voice = await ToneCustomer.open(caller);
    const speaksTo = (port: number): void => voice.speak(port, CUSTOMER_HZ);
    const call = await this.lab.callers.call(caller, called, { rtpPort: voice.rtpPort, speaksTo });
    return { call, voice };
  }

  /** Every process and socket ends. Idempotent. */
  stop(): Promise<void> {
    return this.#close();
  }
}

/** What is set for calls that come in; null where none do. */
async function queuesOf(
  { inboundStore: store }: MemoryStores,
  { queues, agents, softphones = [] }: DeskLabOptions,
  clock: Clock,
): Promise<InboundBook | null> {
  if (queues === undefined) {
    return null;
  }
  const change = { version: 1, atMs: clock.now(), by: 'rita' };
  for (const id of Object.keys(queues)) {
    await store.save({ kind: 'queue', id, document: { id }, ...change });
  }
  for (const id of [...agents, ...softphones]) {
    const served = Object.entries(queues).filter(([, who]) => who.includes(id));
    const document = { queues: Object.fromEntries(served.map(([queue]) => [queue, 1])) };
    await store.save({ kind: 'agent', id, document, ...change });
  }
  const calendar = () => new PolicyBook().calendar;
  const book = new InboundBook({ store, clock, calendar });
  await book.reload();
  return book;
}

async function fill(stores: MemoryStores, options: DeskLabOptions, nowMs: number): Promise<void> {
  const campaign = {
    amd: false,
    dispositions: DEFAULT_DISPOSITIONS,
    wrapUpLimitMs: 120_000,
    ...options.campaign,
  };
  await stores.campaigns.save(testCampaign(campaign), 'draft', 0);
  await stores.campaigns.saveTrunk(testTrunk('t1'));
  await stores.campaigns.saveLine(testLine(LINE));
  for (const list of LISTS) {
    await stores.lists.declareNotApplicable(list, 'the tests', nowMs);
  }
  const phones = [
    ...options.agents.map((name) => ({ name, endpoint: `PJSIP/web-${name}` })),
    ...(options.softphones ?? []).map((name) => ({ name, endpoint: `PJSIP/${name}` })),
  ];
  for (const { name, endpoint } of phones) {
    await stores.agents.save({
      id: parseAgentId(name),
      name,
      groupId: parseGroupId('g1'),
      endpoint,
      demo: false,
      active: true,
    });
  }
  const mailingId = parseMailingId('m1');
  await stores.mailings.create(mailingId, CAMPAIGN, 'm1', nowMs);
  const rows = Array.from({ length: options.contacts }, (_, index) => ({
    key: `m1-${index}`,
    line: index + 2,
    name: `Maria da Silva ${index}`,
    cpfHash: `cpf-${index}`,
    debtId: `CT-${1000 + index}`,
    segment: 'A',
    municipality: '3550308',
    addressUf: 'SP',
    phones: [parseE164(`+55119876${String(10_000 + index)}`)],
    fields: { valor: '1.250,00' },
    priority: 0,
    salt: index.toString(16).padStart(32, '0'),
  }));
  await stores.mailings.addRows(mailingId, CAMPAIGN, rows, nowMs);
}
