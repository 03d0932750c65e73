import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import {
  BRAZILIAN_COLLECTION,
  type PublicNetworkModel,
} from '../../src/adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../src/adapters/simulator/seeded-fate-model.js';
import {
  type SimulatedCallRecord,
  SimulatedNetwork,
} from '../../src/adapters/simulator/simulated-network.js';
import type { CampaignSettings, Purpose } from '../../src/core/campaign/campaign.js';
import type { MunicipalHoliday } from '../../src/core/compliance/calendar/municipal-holiday.js';
import { LISTS, type ListId } from '../../src/core/compliance/rule-parameters.js';
import { BRASILIA, civilDate } from '../../src/core/kernel/civil-time.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { type CampaignId, parseCampaignId, parseMailingId } from '../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { DEFAULT_RETRY, FREE_CADENCE } from '../../src/core/retry/retry-presets.js';
import type { RetryRules } from '../../src/core/retry/retry-rules.js';
import type { DncEntry } from '../../src/ports/dnc-list-store.js';
import { type Debtor, factsAtStart, makeDebtors, pick, townHolidays } from './debtors.js';
import { EngineProcess } from './engine-process.js';
import { agentProfile, CALLER_CNPJ, testCampaign, testLine, testTrunk } from './world.js';

export interface DaysWish {
  readonly seed: string;
  /** A midnight of Brasília. */
  readonly fromMs: number;
  readonly days: number;
  readonly people: number;
  readonly agents: number;
  readonly engines: number;
  readonly policyId?: string;
  /** Deaths of an engine a day, and troubles of the stores. */
  readonly crashesADay: number;
  readonly troublesADay: number;
  /** Longest way to the database, one way. */
  readonly storeDelayMs: number;
  /** `edges`: agents are there when windows open and close; `whole`: all day, in shifts with their pauses. */
  readonly shifts: 'edges' | 'whole';
}

/** The campaigns of the centre: every purpose, every mode, two creditors for the debts. */
const CAMPAIGNS: readonly (readonly [string, Purpose, Partial<CampaignSettings>])[] = [
  ['banco', 'cobranca', { mode: 'predictive', onMachine: 'message' }],
  ['varejo', 'cobranca', { mode: 'power', powerRatio: 1.5, creditorCnpj: '66777888000172' }],
  ['cartao', 'cobranca', { mode: 'preview', previewCountdownMs: 5 * SECOND }],
  ['oferta', 'oferta', { mode: 'power', sector: 'telecom', amd: false }],
  ['aviso', 'aviso', { mode: 'preview', previewCountdownMs: 5 * SECOND, creditorCnpj: '66777888000172' }],
];

/** A cadence that asks for a call again within minutes: what holds it is the gate alone. */
const EAGER: RetryRules = {
  ...DEFAULT_RETRY,
  ...FREE_CADENCE,
  maxAttempts: 100,
  maxFreeAttempts: 100,
  byReason: Object.fromEntries(
    Object.entries(DEFAULT_RETRY.byReason).map(([reason, rule]) => [
      reason,
      { ...rule, delayMs: 10 * MINUTE, growth: 1, endsContact: false, phoneRestMs: 0 },
    ]),
  ) as unknown as RetryRules['byReason'],
};

/** People whose talks end within two minutes. */
export const QUICK_PEOPLE: PublicNetworkModel = {
  ...BRAZILIAN_COLLECTION,
  clientTalk: { kind: 'uniform', minMs: 5000, maxMs: 120_000 },
  thirdPartyTalk: { kind: 'uniform', minMs: 3000, maxMs: 30_000 },
};
const CARRIERS = ['alfa', 'beta'] as const;
/** Hours of Brasília at which shifts begin and end. */
const SHIFTS = {
  /** Six hours each and the pauses between. */
  whole: [
    [6.9, 13.9],
    [9, 16],
    [12, 19],
    [15.5, 22.5],
  ],
  edges: [
    [7.95, 8.15],
    [8.97, 9.1],
    [13.9, 14.05],
    [17.9, 18.05],
    [19.85, 20.05],
    [21.9, 22.05],
  ],
} as const;

interface Act {
  readonly atMs: number;
  readonly run: () => void | Promise<void>;
}

/**
 * Days of a centre on several engines that share stores and coordination, in virtual time, with what days bring:
 * lists and payments in the middle of the day, agents of several shifts, engines that die and stores that fail.
 */
export class EngineDays {
  readonly clock: VirtualClock;
  readonly stores: MemoryStores;
  readonly records: SimulatedCallRecord[] = [];
  readonly holidays: readonly MunicipalHoliday[];
  readonly people: readonly Debtor[];
  readonly engines: readonly EngineProcess[];
  readonly told: string[] = [];
  /** When which engine was dead. */
  readonly deaths: { readonly engineId: string; readonly fromMs: number; readonly toMs: number }[] = [];
  readonly #wish: DaysWish;
  readonly #rng: Rng;
  readonly #coordination = new MemoryCoordination();
  #storesAre: 'well' | 'down' | 'deaf' = 'well';
  readonly #listed: Record<ListId, DncEntry[]> = { sp: [], pa: [], nmp: [] };

  private constructor(wish: DaysWish) {
    this.#wish = wish;
    this.#rng = makeSeededRng(`days-${wish.seed}`);
    this.clock = new VirtualClock(wish.fromMs);
    this.stores = new MemoryStores((operation) => this.#fault(operation));
    const dates = Array.from({ length: wish.days }, (_, day) =>
      civilDate(wish.fromMs + day * DAY + HOUR, BRASILIA),
    );
    this.holidays = townHolidays(this.#rng, dates);
    this.people = makeDebtors(this.#rng, wish.people);
    const network = new SimulatedNetwork({
      clock: this.clock,
      rng: makeSeededRng(`network-${wish.seed}`),
      fates: new SeededFateModel(wish.seed, QUICK_PEOPLE),
      onCallRecord: (record) => this.records.push(record),
    });
    const { clock, stores, holidays } = this;
    const { storeDelayMs } = wish;
    const engineRng = makeSeededRng(`engines-${wish.seed}`);
    const shared = {
      clock,
      rng: engineRng,
      stores,
      coordination: this.#coordination,
      network,
      holidays,
      storeDelayMs,
    };
    this.engines = Array.from(
      { length: wish.engines },
      (_, index) =>
        new EngineProcess(
          `e${index + 1}`,
          shared,
          (agentId) => Number(agentId.slice(1)) % wish.engines === index,
        ),
    );
  }

  /** Runs the days through; afterwards every call has ended and every store is well. */
  static async run(wish: DaysWish): Promise<EngineDays> {
    const days = new EngineDays(wish);
    await days.#fill();
    await days.#begin();
    const acts = days.#plan();
    for (const { atMs, run } of acts.sort((a, b) => a.atMs - b.atMs)) {
      await days.clock.runUntil(Math.max(atMs, days.clock.now()));
      await run();
    }
    await days.#end();
    return days;
  }

  async #fill(): Promise<void> {
    const { stores, people } = this;
    const rng = this.#rng;
    for (const [id, purpose, change] of CAMPAIGNS) {
      const campaignId = parseCampaignId(id);
      const policyId = this.#wish.policyId ?? 'brasil-2026';
      const settings = testCampaign({ id: campaignId, name: id, purpose, retry: EAGER, policyId, ...change });
      await stores.campaigns.save(settings, 'draft', 0);
      await this.#addMailing(
        campaignId,
        people.filter(() => rng.next() < 0.4),
      );
    }
    for (const carrier of CARRIERS) {
      await stores.campaigns.saveTrunk(testTrunk(`t-${carrier}`, carrier, { channels: 200, cps: 20 }));
      for (const [n, ddd] of ['11', '21', '61'].entries()) {
        const number = `+55${ddd}4000${carrier === 'alfa' ? 1 : 2}00${n}`;
        await stores.campaigns.saveLine(testLine(number, carrier, CALLER_CNPJ));
      }
    }
    for (let index = 1; index <= this.#wish.agents; index += 1) {
      await stores.agents.save(agentProfile(index));
    }
    await stores.facts.register(factsAtStart(rng, people, this.#wish.fromMs - DAY));
    for (const list of LISTS) {
      const dates = Array.from({ length: 20 }, (_, day) => this.#dateAgo(35 - day));
      this.#listed[list] = people
        .filter(() => rng.next() < 0.2)
        .map((person) => this.#entry(list, person, dates));
    }
  }

  async #addMailing(campaignId: CampaignId, people: readonly Debtor[]): Promise<void> {
    const mailingId = parseMailingId(`m-${campaignId}`);
    await this.stores.mailings.create(mailingId, campaignId, mailingId, this.clock.now());
    const rows = people.map((person, index) => ({
      ...person,
      key: person.cpfHash === '' ? `row-${index}` : person.cpfHash,
      line: index + 2,
      name: `Contato ${index}`,
      segment: '',
      fields: {},
      priority: 0,
    }));
    await this.stores.mailings.addRows(mailingId, campaignId, rows, this.clock.now());
  }

  async #begin(): Promise<void> {
    const [first, ...others] = this.engines;
    if (first === undefined) {
      throw new Error('A centre has at least one engine');
    }
    await this.#loadLists();
    await first.start();
    for (const [id] of CAMPAIGNS) {
      await first.settled(first.engine.campaigns.start(parseCampaignId(id)));
    }
    for (const other of others) {
      await other.start();
    }
  }

  #plan(): Act[] {
    const { days, fromMs, crashesADay, troublesADay } = this.#wish;
    const acts: Act[] = [];
    for (let day = 0; day < days; day += 1) {
      const midnightMs = fromMs + day * DAY;
      this.#planShifts(acts, midnightMs);
      acts.push({ atMs: midnightMs + 6.5 * HOUR, run: () => this.#loadLists() });
      acts.push({ atMs: this.#within(midnightMs, 10, 17), run: () => this.#loadLists() });
      for (let n = 0; n < 10; n += 1) {
        acts.push({ atMs: this.#atWork(midnightMs), run: () => this.#hearFacts() });
      }
      for (let n = 0; n < crashesADay; n += 1) {
        this.#planCrash(acts, this.#atWork(midnightMs));
      }
      for (let n = 0; n < troublesADay; n += 1) {
        const atMs = this.#atWork(midnightMs);
        const mode = pick(this.#rng, ['down', 'deaf'] as const);
        acts.push({ atMs, run: () => this.#stores(mode) });
        acts.push({ atMs: atMs + randomInteger(this.#rng, 1, 90) * SECOND, run: () => this.#stores('well') });
      }
    }
    return acts;
  }

  #planShifts(acts: Act[], midnightMs: number): void {
    const campaigns = CAMPAIGNS.map(([id]) => parseCampaignId(id));
    for (let index = 1; index <= this.#wish.agents; index += 1) {
      const { id } = agentProfile(index);
      const engine = this.engines[Number(id.slice(1)) % this.engines.length];
      const skills = index % 3 === 0 ? campaigns : campaigns.filter((_, n) => n % 3 === index % 3 || n === 0);
      const { shifts } = this.#wish;
      const mine = shifts === 'edges' ? SHIFTS.edges : SHIFTS.whole.filter((_, n) => n === index % 4);
      for (const [startHour, endHour] of mine) {
        acts.push({
          atMs: midnightMs + startHour * HOUR + index * SECOND,
          run: () => engine?.enter(id, skills),
        });
        acts.push({ atMs: midnightMs + endHour * HOUR + index * SECOND, run: () => engine?.leave(id) });
      }
    }
  }

  #planCrash(acts: Act[], atMs: number): void {
    const engine = pick(this.#rng, this.engines);
    const downMs = pick(this.#rng, [0, 500, 5 * SECOND, 30 * SECOND, 3 * MINUTE]);
    acts.push({
      atMs,
      run: async () => {
        if (!engine.alive) {
          return;
        }
        this.told.push(`${new Date(atMs).toISOString()} ${engine.id} dies for ${downMs} ms`);
        await engine.die();
        await this.clock.runFor(downMs);
        await this.#restart(engine);
        this.deaths.push({ engineId: engine.id, fromMs: atMs, toMs: this.clock.now() });
      },
    });
  }

  /** An engine whose stores are away cannot start; it is started again, as a service manager does. */
  async #restart(engine: EngineProcess): Promise<void> {
    for (;;) {
      try {
        await engine.start();
        return;
      } catch (error) {
        if (!(error instanceof CadenciaError)) {
          throw error;
        }
        await engine.die();
        // Whoever waits for the stores has to let the trouble end.
        this.#stores('well');
        await this.clock.runFor(2 * SECOND);
      }
    }
  }

  #stores(mode: 'well' | 'down' | 'deaf'): void {
    this.#storesAre = mode;
    this.told.push(`${new Date(this.clock.now()).toISOString()} stores ${mode}`);
  }

  #fault(operation: string): Error | null {
    const reply = operation.endsWith(':reply');
    const fails = this.#storesAre === 'down' ? !reply : this.#storesAre === 'deaf' && reply;
    return fails ? new CadenciaError('DLR_DATABASE_DOWN', { detail: operation }) : null;
  }

  /** The day's version of each list: yesterday's, and people who asked a while ago and become due tomorrow or later. */
  async #loadLists(): Promise<void> {
    const rng = this.#rng;
    await this.#whileWell(async () => {
      for (const list of LISTS) {
        const dates = Array.from({ length: 6 }, (_, day) => this.#dateAgo(28 - day));
        const joined = this.people.filter(() => rng.next() < 0.004);
        this.#listed[list].push(...joined.map((person) => this.#entry(list, person, dates)));
        const version = `${list}-${this.clock.now()}`;
        await this.stores.lists.begin(list, version);
        await this.stores.lists.addEntries(list, version, this.#listed[list]);
        await this.stores.lists.complete(list, version);
        await this.stores.lists.activate(list, version, this.clock.now());
      }
    });
  }

  #entry(list: ListId, person: Debtor, dates: readonly string[]): DncEntry {
    const byPerson = list === 'pa' && person.cpfHash !== '' && this.#rng.next() < 0.5;
    const phone = byPerson ? '' : pick(this.#rng, person.phones);
    return { phone, cpfHash: byPerson ? person.cpfHash : '', since: pick(this.#rng, dates) };
  }

  #dateAgo(days: number): string {
    return civilDate(this.clock.now() - days * DAY, BRASILIA);
  }

  /** What the back office hears: payments, refusals, people who are not who they were taken for. */
  async #hearFacts(): Promise<void> {
    const origin = { sinceMs: this.clock.now(), attemptId: '', protocol: '' };
    const [payer, refuser, stranger] = [0, 1, 2].map(() => pick(this.#rng, this.people));
    await this.#whileWell(async () => {
      await this.stores.facts.register([
        ...(payer === undefined || payer.debtId === ''
          ? []
          : [{ kind: 'debt', debtId: payer.debtId, state: 'paid', ...origin } as const]),
        {
          kind: 'opt_out',
          phone: refuser?.phones[0] ?? '',
          cpfHash: refuser?.cpfHash ?? '',
          purpose: pick(this.#rng, ['*', 'cobranca', 'oferta']),
          ...origin,
        },
        {
          kind: 'wrong_person',
          phone: stranger?.phones[0] ?? '',
          cpfHash: stranger?.cpfHash ?? '',
          ...origin,
        },
      ]);
    });
  }

  /** The back office's own commands are not what is tried here. */
  async #whileWell(run: () => Promise<void>): Promise<void> {
    const mode = this.#storesAre;
    this.#storesAre = 'well';
    await run();
    this.#storesAre = mode;
  }

  /** While agents are there. */
  #atWork(midnightMs: number): number {
    const [fromHour, toHour] = pick<readonly [number, number]>(this.#rng, SHIFTS[this.#wish.shifts]);
    return this.#within(midnightMs, fromHour, toHour);
  }

  #within(midnightMs: number, fromHour: number, toHour: number): number {
    return midnightMs + randomInteger(this.#rng, Math.round(fromHour * HOUR), Math.round(toHour * HOUR));
  }

  async #end(): Promise<void> {
    this.#stores('well');
    const { fromMs, days } = this.#wish;
    await this.clock.runUntil(fromMs + days * DAY);
    for (const engine of this.engines) {
      await engine.settled(engine.engine.drain(30 * MINUTE));
      await engine.settled(engine.engine.close());
    }
  }
}
