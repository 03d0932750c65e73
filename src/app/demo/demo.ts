import { nodeDigest } from '../../adapters/digest/node-digest.js';
import {
  CAMPAIGN_DEFAULTS,
  LINE_DEFAULTS,
  TRUNK_DEFAULTS,
  type Trunk,
} from '../../core/campaign/campaign.js';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';
import {
  type AgentId,
  parseAgentId,
  parseCampaignId,
  parseCarrierId,
  parseE164,
  parseGroupId,
} from '../../core/kernel/ids.js';
import { makeSeededRng } from '../../core/kernel/rng.js';
import { SECOND } from '../../core/kernel/time.js';
import { DEFAULT_RETRY } from '../../core/retry/retry-presets.js';
import { DEFAULT_DISPOSITIONS } from '../server/default-dispositions.js';
import type { Server } from '../server/server.js';
import type { Telephony } from '../telephony/telephony.js';
import { DemoAgents } from './demo-agents.js';
import { addDemoContract } from './demo-contract.js';
import { addDemoMailing } from './demo-mailing.js';
import { DEMO_TRUNK } from './demo-trunk.js';
import { goNearLimits, secondDemoLines, secondDemoTrunk } from './near-limits.js';

export const DEMO_CAMPAIGN = parseCampaignId('demo');
const DEMO_CARRIER = parseCarrierId('demo');
/** Numbers shown by the demo; they are never presented outside this machine. */
const DEMO_LINES = ['+551140030001', '+552140030002', '+553140030003'];
/** The usual CNPJ of examples; nobody's. */
const DEMO_CNPJ = '11222333000181';
/** Fresh contacts come no more often than this. */
const REFILL_MS = 5 * SECOND;

export interface DemoOptions {
  readonly agents: number;
  readonly contacts: number;
  readonly seed: string;
  /** Today's counters start close to the limits, and there is a second carrier to move to. */
  readonly towardsLimits: boolean;
  readonly warn: (text: string) => void;
}

/**
 * The demo: a collection campaign with invented people, dialled only through a trunk of kind `demo` on loopback, and
 * agents played by the product. A second start goes on where the first one stopped; a dry list gets fresh contacts.
 */
export class Demo {
  readonly #server: Server;
  readonly #telephony: Telephony;
  readonly #options: DemoOptions;
  readonly #crew: DemoAgents;
  #refilledMs = 0;
  #refilling = false;
  #unlisten: (() => void) | null = null;

  constructor(server: Server, telephony: Telephony, options: DemoOptions) {
    this.#server = server;
    this.#telephony = telephony;
    this.#options = options;
    const { clock, engine } = server;
    this.#crew = new DemoAgents({
      clock,
      rng: makeSeededRng(`${options.seed}-equipe`),
      control: engine,
      events: engine.events,
      whoIsOn: telephony.whoIsOn,
      onTrouble: (agentId, error) => options.warn(`Demo agent ${agentId}: ${messageOf(error)}`),
    });
  }

  async start(): Promise<void> {
    await this.#lines();
    await this.#campaign();
    await addDemoContract(this.#server.stores.billing, this.#server.clock.now());
    const agents = await this.#agents();
    await this.#contacts();
    this.#unlisten = this.#server.engine.events.on('hopper:dry', ({ campaignId }) => {
      if (campaignId === DEMO_CAMPAIGN) {
        void this.#refill();
      }
    });
    const { campaigns } = this.#server.engine;
    if (campaigns.view(DEMO_CAMPAIGN)?.state !== 'running') {
      await campaigns.start(DEMO_CAMPAIGN);
    }
    for (const agentId of agents) {
      this.#crew.enter(agentId, [DEMO_CAMPAIGN]);
    }
  }

  /** No new calls; the live ones are brought to an end, then everybody goes home. */
  async finishUp(limitMs: number): Promise<void> {
    this.#unlisten?.();
    this.#crew.finishUp();
    await this.#server.engine.drain(limitMs);
    this.#crew.sendHome();
    this.#crew.close();
  }

  async #lines(): Promise<void> {
    const { engine } = this.#server;
    const { demoHost, demoPort } = this.#telephony;
    const trunk: Trunk = {
      id: DEMO_TRUNK,
      carrierId: DEMO_CARRIER,
      kind: 'demo',
      host: demoHost,
      port: demoPort,
      channels: 200,
      cps: 20,
      weight: this.#options.towardsLimits ? 3 : 1,
      ...TRUNK_DEFAULTS,
    };
    await engine.saveTrunk(trunk);
    for (const number of DEMO_LINES) {
      await engine.saveLine({
        ...LINE_DEFAULTS,
        number: parseE164(number),
        ownerCnpj: DEMO_CNPJ,
        carrierId: DEMO_CARRIER,
      });
    }
    if (this.#options.towardsLimits) {
      await this.#nearLimits(trunk);
    }
  }

  /** One line and the company at the first carrier are about to come to their margins. */
  async #nearLimits(first: Trunk): Promise<void> {
    const { engine, coordination, clock } = this.#server;
    await goNearLimits({
      coordination,
      clock,
      callerCnpj: DEMO_CNPJ,
      carrier: DEMO_CARRIER,
      line: DEMO_LINES[0] ?? '',
    });
    await engine.saveTrunk(secondDemoTrunk(first));
    for (const line of secondDemoLines(DEMO_CNPJ)) {
      await engine.saveLine(line);
    }
  }

  async #campaign(): Promise<void> {
    const { campaigns } = this.#server.engine;
    const known = campaigns.view(DEMO_CAMPAIGN);
    if (known !== null && !known.demo) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail:
          "A campaign of your own is named 'demo'; rename it, or run the demo in another data folder (--data-folder).",
      });
    }
    if (known === null) {
      const settings = {
        ...CAMPAIGN_DEFAULTS,
        id: DEMO_CAMPAIGN,
        name: 'Cobrança de demonstração',
        demo: true,
        callerCnpj: DEMO_CNPJ,
        creditorCnpj: DEMO_CNPJ,
        retry: DEFAULT_RETRY,
        dispositions: DEFAULT_DISPOSITIONS,
      };
      await campaigns.save(settings, 0);
    }
  }

  async #agents(): Promise<AgentId[]> {
    const ids: AgentId[] = [];
    for (let index = 1; index <= this.#options.agents; index++) {
      const id = parseAgentId(`demo-${String(index).padStart(3, '0')}`);
      await this.#server.engine.agents.saveProfile({
        id,
        name: `Atendente ${index}`,
        groupId: parseGroupId(index % 4 === 0 ? 'demo-b' : 'demo-a'),
        endpoint: this.#telephony.agentEndpoint(index),
        demo: true,
        active: true,
      });
      ids.push(id);
    }
    return ids;
  }

  async #contacts(): Promise<void> {
    const { contacts, mailings } = this.#server.stores;
    const counts = await contacts.counts(DEMO_CAMPAIGN, this.#server.clock.now());
    if (counts.ready === 0 && counts.leased === 0) {
      const known = await mailings.list(DEMO_CAMPAIGN);
      await this.#addMailing(known.reduce((sum, mailing) => sum + mailing.rows, 0));
    }
  }

  /** The list is dry: fresh people come in. */
  async #refill(): Promise<void> {
    const nowMs = this.#server.clock.now();
    if (this.#refilling || nowMs - this.#refilledMs < REFILL_MS) {
      return;
    }
    this.#refilling = true;
    this.#refilledMs = nowMs;
    try {
      await this.#contacts();
    } catch (error) {
      this.#options.warn(`No fresh demo contacts: ${messageOf(error)}`);
    } finally {
      this.#refilling = false;
    }
  }

  async #addMailing(from: number): Promise<void> {
    const { stores, installationKeyHex, clock, engine } = this.#server;
    const parts = {
      store: stores.mailings,
      digest: nodeDigest,
      keyHex: installationKeyHex,
      seed: this.#options.seed,
      nowMs: clock.now(),
      demoNumber: this.#telephony.demoNumber,
    };
    await addDemoMailing(parts, DEMO_CAMPAIGN, from, this.#options.contacts);
    engine.campaigns.contactsAdded(DEMO_CAMPAIGN);
  }
}
