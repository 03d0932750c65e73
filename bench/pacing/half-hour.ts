import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { DemoAgents, type MetPerson } from '../../src/app/demo/demo-agents.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { type AgentId, parseE164, parseEngineId, parseMailingId } from '../../src/core/kernel/ids.js';
import { makeSeededRng, randomInteger } from '../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { Engine } from '../../src/engine/engine.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import type { Clock } from '../../src/ports/clock.js';
import type { MediaServer } from '../../src/ports/media.js';
import { LAB_TRUNK } from '../../test/support/asterisk-harness.js';
import { agentProfile, CAMPAIGN, testCampaign, testLine, testTrunk } from '../../test/support/world.js';

/** What becomes of calls, by the last two digits of the number (sipp/README.md); a quarter of them meet a person. */
const FATES: readonly { readonly from: number; readonly to: number; readonly weight: number }[] = [
  { from: 0, to: 14, weight: 17 },
  { from: 15, to: 24, weight: 8 },
  { from: 30, to: 45, weight: 18 },
  { from: 50, to: 74, weight: 28 },
  { from: 75, to: 79, weight: 10 },
  { from: 80, to: 84, weight: 6 },
  { from: 85, to: 92, weight: 8 },
  { from: 95, to: 96, weight: 4 },
  { from: 97, to: 98, weight: 1 },
];
const MAILING = parseMailingId('meia-hora');
const ROWS = 9000;
/** Until then the floor fills and the strategy learns; what is measured begins here. */
export const SETTLING_MS = 5 * MINUTE;

export interface Floor {
  readonly clock: Clock;
  readonly media: MediaServer;
  readonly seed: string;
  readonly endpoints: readonly string[];
}

/** What half an hour came to. Shares 0..1. */
export interface HalfHourFigures {
  readonly occupancy: number;
  readonly drop: number;
  readonly attempts: number;
  readonly people: number;
  readonly answered: number;
}

/** One predictive campaign with its agents, on whatever switch and clock it is given. */
export class HalfHour {
  readonly engine: Engine;
  readonly troubles: string[] = [];
  readonly #floor: Floor;
  readonly #stores = new MemoryStores();
  readonly #crew: DemoAgents;
  readonly #seats = new Map<AgentId, { state: string; sinceMs: number }>();
  readonly #counts = { attempts: 0, connected: 0, abandoned: 0, talkMs: 0, freeMs: 0 };
  #fromMs = Number.POSITIVE_INFINITY;

  constructor(floor: Floor) {
    const { clock, media, seed } = floor;
    this.#floor = floor;
    this.engine = new Engine({
      engineId: parseEngineId('e1'),
      clock,
      rng: makeSeededRng(`${seed}/engine`),
      digest: nodeDigest,
      ...this.#stores,
      policies: new PolicyBook(),
      coordination: new MemoryCoordination(),
      media: [media],
    });
    const rng = makeSeededRng(`${seed}/crew`);
    this.#crew = new DemoAgents({
      clock,
      rng,
      control: this.engine,
      events: this.engine.events,
      plansPauses: false,
      whoIsOn: (_leg, phone) => met(phone, rng),
      wrapMs: () => randomInteger(rng, 4 * SECOND, 14 * SECOND),
      onTrouble: (agentId, error) => this.troubles.push(`${agentId}: ${String(error)}`),
    });
    this.#listen();
  }

  async open(): Promise<void> {
    const { clock, endpoints, seed } = this.#floor;
    const { campaigns, agents, lists, mailings } = this.#stores;
    await campaigns.save(testCampaign({ mode: 'predictive', amd: true }), 'draft', 0);
    await campaigns.saveTrunk({ ...testTrunk('operadora'), id: LAB_TRUNK, channels: 300, cps: 50 });
    await campaigns.saveLine(testLine('+551130304040'));
    for (const list of LISTS) {
      await lists.declareNotApplicable(list, 'the bench', clock.now());
    }
    const profiles = endpoints.map((endpoint, n) => ({ ...agentProfile(n + 1), endpoint }));
    for (const profile of profiles) {
      await agents.save(profile);
    }
    await mailings.create(MAILING, CAMPAIGN, 'meia-hora', clock.now());
    await mailings.addRows(
      MAILING,
      CAMPAIGN,
      Array.from({ length: ROWS }, (_, n) => rowOf(seed, n)),
      clock.now(),
    );
    const up = new Promise((resolve) => this.engine.events.on('media:up', resolve));
    await this.engine.start();
    await up;
    await this.engine.campaigns.start(CAMPAIGN);
    for (const { id } of profiles) {
      this.#crew.enter(id, [CAMPAIGN]);
    }
    this.#fromMs = clock.now() + SETTLING_MS;
  }

  /** What was seen since the floor had settled. */
  figures(): HalfHourFigures {
    for (const agentId of this.#seats.keys()) {
      this.#moved(agentId, this.#seats.get(agentId)?.state ?? '', this.#floor.clock.now());
    }
    const { attempts, connected, abandoned, talkMs, freeMs } = this.#counts;
    const people = connected + abandoned;
    return {
      occupancy: talkMs / Math.max(1, talkMs + freeMs),
      drop: abandoned / Math.max(1, people),
      attempts,
      people,
      answered: people / Math.max(1, attempts),
    };
  }

  async close(): Promise<void> {
    this.#crew.close();
    await this.engine.close();
  }

  #listen(): void {
    const { events } = this.engine;
    const counts = this.#counts;
    const counted = (atMs: number): number => (atMs >= this.#fromMs ? 1 : 0);
    events.on('call:dialed', ({ atMs }) => {
      counts.attempts += counted(atMs);
    });
    events.on('call:connected', ({ atMs }) => {
      counts.connected += counted(atMs);
    });
    events.on('call:abandoned', ({ atMs }) => {
      counts.abandoned += counted(atMs);
    });
    events.on('engine:defect', ({ where, message }) => this.troubles.push(`${where}: ${message}`));
    events.on('agent:moved', ({ agentId, to, atMs }) => this.#moved(agentId, to, atMs));
  }

  #moved(agentId: AgentId, to: string, atMs: number): void {
    const seat = this.#seats.get(agentId);
    if (seat !== undefined) {
      const ms = Math.max(0, atMs - Math.max(seat.sinceMs, this.#fromMs));
      this.#counts.talkMs += seat.state === 'talking' ? ms : 0;
      this.#counts.freeMs += seat.state === 'available' || seat.state === 'reserved' ? ms : 0;
    }
    this.#seats.set(agentId, { state: to, sinceMs: atMs });
  }
}

/** How long the matter takes behind a number: the same on either switch, for neither knows of it. */
function met(phone: string, rng: ReturnType<typeof makeSeededRng>): MetPerson {
  const isClient = Number(phone.slice(-2)) < 15;
  return isClient
    ? { who: 'client', talkMs: randomInteger(rng, 20 * SECOND, 110 * SECOND), personEnds: false }
    : { who: 'third_party', talkMs: randomInteger(rng, 8 * SECOND, 30 * SECOND), personEnds: false };
}

function rowOf(seed: string, n: number) {
  const rng = makeSeededRng(`${seed}/row/${n}`);
  let left = rng.next() * FATES.reduce((sum, { weight }) => sum + weight, 0);
  const fate = FATES.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const digits = randomInteger(rng, fate?.from ?? 50, fate?.to ?? 50);
  return {
    key: `k${n}`,
    line: n + 2,
    name: `Contato ${n}`,
    cpfHash: String(n).padStart(64, 'c'),
    debtId: `D-${n}`,
    segment: '',
    municipality: '',
    addressUf: '',
    phones: [parseE164(`+551198${String(n).padStart(5, '0')}${String(digits).padStart(2, '0')}`)],
    fields: {},
    priority: 0,
    salt: 'ab'.repeat(16),
  };
}
