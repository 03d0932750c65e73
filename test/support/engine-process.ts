import type { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import type { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import type { SimulatedNetwork } from '../../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../src/adapters/simulator/simulator-media-server.js';
import { DemoAgents } from '../../src/app/demo/demo-agents.js';
import type { MunicipalHoliday } from '../../src/core/compliance/calendar/municipal-holiday.js';
import {
  type AgentId,
  type CampaignId,
  type MediaServerId,
  parseEngineId,
  parseMediaServerId,
} from '../../src/core/kernel/ids.js';
import { type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import { Engine } from '../../src/engine/engine.js';
import type { EngineNames } from '../../src/engine/engine-presence.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import type { AttemptBatch } from '../../src/ports/attempt-store.js';
import type { Coordination } from '../../src/ports/coordination.js';
import type { EngineEventMap } from '../../src/ports/engine-events.js';
import { metOnNetwork } from './met-on-network.js';
import { heardAwake, type Life, mortal, mortalClock, wake } from './mortal.js';
import { ownAgents } from './own-agents.js';

/** What all engines of a centre share. */
export interface SharedParts {
  readonly clock: VirtualClock;
  readonly rng: Rng;
  readonly stores: MemoryStores;
  readonly coordination: Coordination;
  readonly network: SimulatedNetwork;
  readonly holidays: readonly MunicipalHoliday[];
  /** Longest way to the database and back, each. */
  readonly storeDelayMs: number;
  /** All on this switch, and take over what a dead one leaves. @default each on a switch of its own */
  readonly sharedSwitch?: MediaServerId;
  /** Where engines' names are, as the engine of that id reaches it. @default with what is shared */
  readonly namesOf?: (id: string) => EngineNames;
}

/** One engine of several on the same stores, with a media server and agents of its own, that can die and come back. */
export class EngineProcess {
  readonly id: string;
  readonly defects: string[] = [];
  /** What each start said it found. */
  readonly recoveries: EngineEventMap['recovery:done'][] = [];
  readonly troubles: string[] = [];
  /** What it took over of others. */
  readonly estates: EngineEventMap['estate:taken'][] = [];
  /** Another engine has taken over what it had. */
  replaced = false;
  readonly #shared: SharedParts;
  readonly #owns: (agentId: AgentId) => boolean;
  #life: Life = { alive: false };
  #server: SimulatorMediaServer | null = null;
  #engine: Engine | null = null;
  #crew: DemoAgents | null = null;
  readonly #onShift = new Map<AgentId, readonly CampaignId[]>();
  /** Whose shift ended while nothing ran: not at their phones any more. */
  readonly #gone = new Set<AgentId>();

  constructor(id: string, shared: SharedParts, owns: (agentId: AgentId) => boolean) {
    this.id = id;
    this.#shared = shared;
    this.#owns = owns;
  }

  get alive(): boolean {
    return this.#life.alive;
  }

  get engine(): Engine {
    if (this.#engine === null) {
      throw new Error(`${this.id} was never started`);
    }
    return this.#engine;
  }

  async start(): Promise<void> {
    const { clock, network } = this.#shared;
    this.#life = { alive: true };
    const { sharedSwitch } = this.#shared;
    this.#server = new SimulatorMediaServer({
      network,
      ...(sharedSwitch === undefined
        ? { id: parseMediaServerId(`sim-${this.id}`) }
        : { id: sharedSwitch, estate: this.id }),
    });
    const engine = this.#newEngine(this.#server, this.#life);
    this.#engine = engine;
    this.#crew = this.#newCrew(engine);
    await this.#settled(engine.start());
    await clock.runUntilTrue(() => this.#server?.isUp() === true, clock.now() + MINUTE);
    for (const [agentId, campaigns] of this.#onShift) {
      this.#crew.enter(agentId, campaigns);
    }
    for (const agentId of this.#gone) {
      this.#crew.leave(agentId);
    }
    this.#gone.clear();
  }

  /** Nothing is closed and nothing more is heard; its legs live on in its media server. */
  async die(): Promise<void> {
    this.#crew?.close();
    this.#life.alive = false;
    this.#engine?.events.on('call:closed', ({ attemptId }) => {
      this.defects.push(`the dead ${this.id} closed ${attemptId}`);
    });
    await this.#server?.close();
  }

  /** Stopped as by SIGSTOP; `wake` lets it go on. */
  sleep(): void {
    this.#life.asleep = [];
  }

  /** SIGTERM: drained, then ended in order. */
  async stop(): Promise<void> {
    await this.#settled(this.engine.drain(5 * MINUTE));
    this.#crew?.close();
    await this.#settled(this.engine.close());
    this.#life.alive = false;
  }

  /** Stopped as by SIGSTOP when the next row of a call is about to go to the database; `wake` lets it go on. */
  sleepBeforeDial(): void {
    this.#life.sleepsBefore = (call, [batch]) =>
      call === 'commit' && (batch as AttemptBatch).openings.length > 0;
  }

  get asleep(): boolean {
    return this.#life.asleep != null;
  }

  wake(): void {
    wake(this.#life);
  }

  enter(agentId: AgentId, campaigns: readonly CampaignId[]): void {
    this.#onShift.set(agentId, campaigns);
    this.#gone.delete(agentId);
    if (this.alive) {
      this.#crew?.enter(agentId, campaigns);
    }
  }

  leave(agentId: AgentId): void {
    this.#onShift.delete(agentId);
    if (this.alive) {
      this.#crew?.leave(agentId);
    } else {
      this.#gone.add(agentId);
    }
  }

  settled<Value>(promise: Promise<Value>): Promise<Value> {
    return this.#settled(promise);
  }

  async #settled<Value>(promise: Promise<Value>): Promise<Value> {
    let done = false;
    const end = (): void => {
      done = true;
    };
    promise.then(end, end);
    const { clock } = this.#shared;
    await clock.runUntilTrue(() => done, clock.now() + 10 * MINUTE);
    return promise;
  }

  #newEngine(server: SimulatorMediaServer, life: Life): Engine {
    const { clock, rng, stores, coordination, holidays, namesOf } = this.#shared;
    const port = <Port extends object>(store: Port): Port => mortal(this.#distant(store), life);
    const engine = new Engine({
      engineId: parseEngineId(this.id),
      clock: mortalClock(clock, life),
      rng,
      digest: nodeDigest,
      attempts: port(stores.attempts),
      contacts: port(stores.contacts),
      campaigns: port(stores.campaigns),
      agents: port(ownAgents(stores.agents, this.#owns)),
      mailings: port(stores.mailings),
      facts: port(stores.facts),
      lists: port(stores.lists),
      policies: new PolicyBook({ policies: [], holidays }),
      callLog: mortal(stores.callLog, life),
      coordination: port(coordination),
      usage: port(stores.usage),
      media: [server],
      ...(namesOf === undefined ? {} : { names: heardAwake(mortal(namesOf(this.id), life), life) }),
      ...(this.#shared.sharedSwitch === undefined ? {} : { estates: port(stores.estates) }),
    });
    engine.events.on('estate:taken', (event) => this.estates.push(event));
    engine.events.on('engine:replaced', () => {
      this.replaced = true;
    });
    engine.events.on('recovery:done', (event) => this.recoveries.push(event));
    engine.events.on('engine:defect', ({ where, message }) => this.defects.push(`${where}: ${message}`));
    return engine;
  }

  /** The database is some milliseconds away: what is decided before a write is dialled after it. */
  #distant<Port extends object>(port: Port): Port {
    const { clock, rng, storeDelayMs } = this.#shared;
    if (storeDelayMs === 0) {
      return port;
    }
    const way = (): Promise<void> =>
      new Promise((arrive) => {
        clock.setTimer(randomInteger(rng, 0, storeDelayMs), arrive);
      });
    return new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') {
          return member;
        }
        return (...args: unknown[]): unknown => {
          const run = async (): Promise<unknown> => {
            await way();
            try {
              return await Reflect.apply(member, target, args);
            } finally {
              await way();
            }
          };
          return run();
        };
      },
    });
  }

  #newCrew(control: Engine): DemoAgents {
    const { clock, rng, network } = this.#shared;
    return new DemoAgents({
      clock,
      rng,
      control,
      events: control.events,
      whoIsOn: (leg) => metOnNetwork(network, leg),
      onTrouble: (agentId, error) => this.troubles.push(`${agentId}: ${String(error)}`),
    });
  }
}
