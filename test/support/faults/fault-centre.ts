import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';
import { MemoryStores } from '../../../src/adapters/memory/memory-stores.js';
import { SeededFateModel } from '../../../src/adapters/simulator/seeded-fate-model.js';
import {
  type SimulatedCallRecord,
  SimulatedNetwork,
} from '../../../src/adapters/simulator/simulated-network.js';
import type { RecordedTalk } from '../../../src/adapters/simulator/simulated-recording.js';
import type { CampaignSettings } from '../../../src/core/campaign/campaign.js';
import type { Policy } from '../../../src/core/compliance/policy.js';
import { type E164, parseMailingId } from '../../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng, randomInteger } from '../../../src/core/kernel/rng.js';
import { MINUTE } from '../../../src/core/kernel/time.js';
import type { InboundPlan } from '../../../src/engine/inbound-plan.js';
import { PolicyBook } from '../../../src/engine/policy-book.js';
import { testPlan } from '../inbound-plan.js';
import { declareLists, QUICK_PEOPLE, QUICK_RETRY } from '../quick-people.js';
import { agentProfile, CAMPAIGN, mailingRows, testCampaign, testLine, testTrunk } from '../world.js';
import { FaultInjector } from './fault-injector.js';
import type { PlannedFault } from './fault-kind.js';
import { FAULT_POLICY, smallPolicy } from './fault-policy.js';
import { type CentreParts, FaultProcess, type Plant } from './fault-process.js';
import type { Outage } from './faulty-port.js';
import { SharedCoordination } from './shared-coordination.js';
import { SipScene } from './sip-scene.js';
import { Witness } from './witness.js';

/** Tuesday 6 October 2026: ten in the morning of Brasília, or shortly before calls have to end. */
const MORNING_MS = Date.UTC(2026, 9, 6, 13, 0);
const EVENING_MS = Date.UTC(2026, 9, 6, 22, 58);
export const CONTRACT = 'alfa';
export const TRUNKS = ['t1', 't2'] as const;

/** Agents are ranked, and every quartile works as the campaign does. */
const QUARTILES = {
  measure: 'success',
  days: 5,
  leastTalks: 1,
  marginPercent: 5,
  modes: [null, null, null, null],
} as const;

/** Two of the first list for one of the second. */
const LIST_MIX = { [parseMailingId('m1')]: { priority: 5, share: 2, paused: false } };

/** What a seed makes of the centre, beside what goes wrong in it. */
export interface CentreShape {
  readonly seed: number;
  readonly engines: number;
  readonly agents: number;
  readonly people: number;
  /** Close to the hour at which the last call may leave. */
  readonly evening: boolean;
  readonly inbound: boolean;
  readonly storeWayMs: number;
  readonly lineCap: number;
  readonly monthlyCap: number;
  readonly shortCallsCap: number;
  readonly spacingMinutes: number;
  /** Somebody asks the carriers whether they are there. */
  readonly probed: boolean;
  /** Most of the second list is on the first one as well. */
  readonly twins: boolean;
  readonly channels: number;
  readonly cps: number;
  readonly campaign: Partial<CampaignSettings>;
}

export function drawShape(seed: number): CentreShape {
  const rng = makeSeededRng(`shape-${seed}`);
  const one = <Value>(...values: readonly Value[]): Value =>
    values[randomInteger(rng, 0, values.length - 1)] as Value;
  return {
    seed,
    engines: rng.next() < 0.35 ? 2 : 1,
    agents: randomInteger(rng, 2, 4),
    people: randomInteger(rng, 25, 50),
    evening: rng.next() < 0.1,
    inbound: rng.next() < 0.25,
    storeWayMs: one(0, 0, 2, 20),
    lineCap: one(12, 30, 1000),
    monthlyCap: one(10, 40, 500_000, 500_000),
    shortCallsCap: one(10, 100_000, 100_000),
    spacingMinutes: one(0, 1, 180),
    probed: rng.next() < 0.3,
    twins: rng.next() < 0.2,
    channels: one(4, 10, 100),
    cps: one(1, 3, 20),
    campaign: {
      mode: one('predictive', 'power', 'preview'),
      onMachine: one('message', 'hangup'),
      amd: rng.next() < 0.7,
      powerRatio: 1 + rng.next(),
      previewCountdownMs: 5000,
      recordsEveryTalk: rng.next() < 0.5,
      quartileModes: QUARTILES,
      listMix: rng.next() < 0.5 ? {} : LIST_MIX,
    },
  };
}

/** One centre in virtual time: engines that share stores and coordination, each with agents and a media server. */
export class FaultCentre implements CentreParts {
  readonly shape: CentreShape;
  readonly clock: VirtualClock;
  readonly startMs: number;
  readonly rng: Rng;
  readonly injector: FaultInjector;
  readonly stores = new MemoryStores();
  readonly coordination: SharedCoordination;
  readonly network: SimulatedNetwork;
  readonly records: SimulatedCallRecord[] = [];
  readonly processes: readonly FaultProcess[];
  readonly witness: Witness;
  readonly policies: PolicyBook;
  readonly policy: Policy;
  readonly sip: SipScene;
  readonly plant: Plant;
  readonly inbound: InboundPlan | null;
  /** Whose CPF stands behind a number. */
  readonly persons = new Map<string, string>();
  /** Told of each call to a person at the moment it reaches the network, and when it is over. */
  onCall: (number: E164) => void = () => {};
  onRecord: (record: SimulatedCallRecord) => void = () => {};
  onRecorded: (talk: RecordedTalk) => void = () => {};
  onSaid: (engineId: string, name: string, event: unknown) => void = () => {};
  readonly #outages: Record<Outage, number> = { stores: 0, coordination: 0, disk: 0 };

  constructor(
    shape: CentreShape,
    plan: readonly PlannedFault[],
    tell: ((line: string) => void) | null,
    plant: Plant = (ports) => ports,
  ) {
    this.plant = plant;
    this.shape = shape;
    this.startMs = shape.evening ? EVENING_MS : MORNING_MS;
    this.clock = new VirtualClock(this.startMs);
    this.rng = makeSeededRng(`centre-${shape.seed}`);
    this.injector = new FaultInjector(plan, this.startMs);
    this.coordination = new SharedCoordination(this.clock, this.injector);
    this.witness = new Witness(this.startMs, tell);
    this.inbound = shape.inbound ? testPlan() : null;
    this.policy = smallPolicy(shape);
    this.policies = new PolicyBook({ policies: [this.policy], holidays: [] });
    this.sip = new SipScene(this.clock, makeSeededRng(`sip-${shape.seed}`), shape.probed ? TRUNKS : []);
    this.network = this.#makeNetwork();
    this.processes = Array.from({ length: shape.engines }, (_, n) => {
      const first = 1 + n * shape.agents;
      const profiles = Array.from({ length: shape.agents }, (_, k) => agentProfile(first + k));
      return new FaultProcess(`e${n + 1}`, profiles, this);
    });
  }

  /** Fills the stores as an operation does before its first day. */
  async fill(): Promise<void> {
    const { stores, shape } = this;
    const { campaigns, agents, lists } = stores;
    await campaigns.save(
      testCampaign({
        retry: QUICK_RETRY,
        contractId: CONTRACT,
        billingService: 'pf',
        policyId: FAULT_POLICY,
        ...shape.campaign,
      }),
      'running',
      0,
    );
    const [channels, cps] = [shape.channels, shape.cps];
    await campaigns.saveTrunk(testTrunk(TRUNKS[0], 'oper', { channels, cps }));
    await campaigns.saveTrunk(testTrunk(TRUNKS[1], 'outra', { channels, cps }));
    await campaigns.saveLine(testLine('+551140001000'));
    await campaigns.saveLine(testLine('+551150001000', 'outra'));
    for (const { profiles } of this.processes) {
      for (const profile of profiles) {
        await agents.save(profile);
      }
    }
    await declareLists(lists, this.startMs);
    // The second list has some of the persons of the first again, on the same phones and on others.
    await this.#addMailing('m1', shape.people, (index) => index);
    const alone = shape.twins ? 5 : 2;
    await this.#addMailing('m2', Math.floor(shape.people / (shape.twins ? 1 : 3)), (index) =>
      index % alone !== 1 ? index : 1000 + index,
    );
  }

  async #addMailing(mailing: string, count: number, phoneOf: (index: number) => number): Promise<void> {
    const { mailings } = this.stores;
    const phone = (index: number): string => `+55119${String(80_000_000 + phoneOf(index))}`;
    const person = (index: number): string => `cpf-${index}`;
    for (let index = 0; index < count; index += 1) {
      this.persons.set(phone(index), person(index));
    }
    const id = parseMailingId(mailing);
    await mailings.create(id, CAMPAIGN, mailing, this.startMs);
    await mailings.addRows(id, CAMPAIGN, mailingRows(mailing, count, phone, person), this.startMs);
  }

  outage(of: Outage, ms: number): void {
    this.#outages[of] += 1;
    this.clock.setTimer(ms, () => {
      this.#outages[of] -= 1;
    });
  }

  isOut(of: Outage): boolean {
    return this.#outages[of] > 0;
  }

  forgetCoordination(): void {
    this.coordination.forget();
  }

  wayMs(of: Outage): number {
    const { storeWayMs } = this.shape;
    return of === 'coordination' || storeWayMs === 0 ? 0 : randomInteger(this.rng, 0, storeWayMs);
  }

  happened(engineId: string, name: string, event: unknown): void {
    this.witness.saw(this.clock.now(), engineId, name, event);
    this.onSaid(engineId, name, event);
  }

  #makeNetwork(): SimulatedNetwork {
    const { seed } = this.shape;
    const fates = new SeededFateModel(`faults-${seed}`, QUICK_PEOPLE);
    return new SimulatedNetwork({
      clock: this.clock,
      rng: makeSeededRng(`network-${seed}`),
      fates: {
        fateOf: (number, attempt, nowMs) => {
          this.witness.saw(nowMs, 'network', 'call', number);
          this.onCall(number);
          return fates.fateOf(number, attempt, nowMs);
        },
      },
      onCallRecord: (record) => {
        const { legId, number, by, startedAtMs, answeredAtMs } = record;
        this.witness.saw(this.clock.now(), 'network', 'over', {
          legId,
          number,
          by,
          startedAtMs,
          answeredAtMs,
        });
        this.records.push(record);
        this.sip.over(record);
        this.onRecord(record);
      },
      onRecorded: (talk) => this.onRecorded(talk),
    });
  }
}

/** Talks, rings and wrap-ups are over after this. */
export const SETTLING_MS = 3 * MINUTE;
