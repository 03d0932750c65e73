import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import type { MemoryStores } from '../../../src/adapters/memory/memory-stores.js';
import type { SimulatedNetwork } from '../../../src/adapters/simulator/simulated-network.js';
import type { SimulatedSwitch } from '../../../src/adapters/simulator/simulated-switch.js';
import { SimulatorMediaServer } from '../../../src/adapters/simulator/simulator-media-server.js';
import { DemoAgents } from '../../../src/app/demo/demo-agents.js';
import { isCadenciaError, messageOf } from '../../../src/core/kernel/errors.js';
import {
  type AgentId,
  type EngineId,
  parseEngineId,
  parseMediaServerId,
} from '../../../src/core/kernel/ids.js';
import type { Rng } from '../../../src/core/kernel/rng.js';
import { SECOND } from '../../../src/core/kernel/time.js';
import { Engine } from '../../../src/engine/engine.js';
import type { EnginePorts } from '../../../src/engine/engine-ports.js';
import type { EventBus } from '../../../src/engine/event-bus.js';
import type { InboundPlan } from '../../../src/engine/inbound-plan.js';
import type { PolicyBook } from '../../../src/engine/policy-book.js';
import type { AgentProfile } from '../../../src/ports/agent-store.js';
import type { Clock } from '../../../src/ports/clock.js';
import type { Coordination } from '../../../src/ports/coordination.js';
import type { EngineEventName } from '../../../src/ports/engine-events.js';
import { metOnNetwork } from '../met-on-network.js';
import { ownAgents } from '../own-agents.js';
import { CAMPAIGN } from '../world.js';
import { EFFECTS } from './effects.js';
import type { FaultInjector } from './fault-injector.js';
import { FaultyClock } from './faulty-clock.js';
import { faultyMedia, type MediaPlace } from './faulty-media.js';
import { faultyPort, type Outage } from './faulty-port.js';
import { ProcessLife } from './process-life.js';
import type { SipScene } from './sip-scene.js';
import { SwitchTroubles } from './switch-troubles.js';

/** A service manager starts what died again after this, and again after each start that failed. */
const START_AGAIN_MS = 2 * SECOND;

/** Makes a defect in what the engine works with. */
export type Plant = (ports: EnginePorts) => EnginePorts;

/** What processes of one centre share. */
export interface CentreParts {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly injector: FaultInjector;
  readonly stores: MemoryStores;
  readonly coordination: Coordination;
  readonly network: SimulatedNetwork;
  readonly policies: PolicyBook;
  readonly sip: SipScene;
  /** What a test breaks in the product on purpose. */
  readonly plant: Plant;
  readonly inbound: InboundPlan | null;
  outage(of: Outage, ms: number): void;
  isOut(of: Outage): boolean;
  forgetCoordination(): void;
  wayMs(of: Outage): number;
  /** Something happened in a process, for the trace and the digest. */
  happened(engineId: EngineId, name: string, event: unknown): void;
}

/** One engine with its media server and its agents' screens, that dies, stops and comes back as planned. */
export class FaultProcess {
  readonly id: EngineId;
  readonly profiles: readonly AgentProfile[];
  readonly switch: SimulatedSwitch;
  readonly troubles: SwitchTroubles;
  /** What engines called defects, and what came of starts. */
  readonly defects: string[] = [];
  /** While it was not there, or did not do anything. */
  readonly gaps: { readonly fromMs: number; toMs: number }[] = [];
  readonly #parts: CentreParts;
  #life: ProcessLife;
  #server: SimulatorMediaServer | null = null;
  #engine: Engine | null = null;
  #crew: DemoAgents | null = null;
  #up = false;
  #starts = 0;

  constructor(id: string, profiles: readonly AgentProfile[], parts: CentreParts) {
    this.id = parseEngineId(id);
    this.profiles = profiles;
    this.#parts = parts;
    this.switch = parts.network.switchOf(parseMediaServerId(`sim-${id}`));
    this.troubles = new SwitchTroubles(this.switch, parts.network.faults, parts.clock);
    this.#life = new ProcessLife(parts.clock);
  }

  get life(): ProcessLife {
    return this.#life;
  }

  /** The engine while it is started, else null. */
  get engine(): Engine | null {
    return this.#up && this.#life.alive ? this.#engine : null;
  }

  get crew(): DemoAgents | null {
    return this.engine === null ? null : this.#crew;
  }

  boot(): void {
    const { clock } = this.#parts;
    const life = new ProcessLife(clock);
    this.#life = life;
    this.#starts += 1;
    const place = this.#place(life);
    const ownClock = new FaultyClock(place);
    this.#server = new SimulatorMediaServer({ network: this.#parts.network, id: this.switch.id });
    const engine = this.#makeEngine(place, ownClock, this.#server);
    this.#engine = engine;
    this.#crew = this.#makeCrew(engine, ownClock);
    engine.start().then(
      () => life.reach(() => this.#started()),
      (error: unknown) => life.reach(() => this.#notStarted(error)),
    );
  }

  /** Nothing is closed and nothing more is heard; legs live on in the media server. */
  die(downMs: number): void {
    if (!this.#life.alive) {
      return;
    }
    const { clock } = this.#parts;
    this.#up = false;
    this.#life.end();
    this.#crew?.close();
    void this.#server?.close();
    this.#tell('process:died', { downMs });
    const gap = { fromMs: clock.now(), toMs: Number.POSITIVE_INFINITY };
    this.gaps.push(gap);
    clock.setTimer(downMs, () => this.boot());
  }

  /** As on SIGSTOP: everything outside goes on. */
  stop(ms: number): void {
    const { clock } = this.#parts;
    const life = this.#life;
    life.stop();
    this.#tell('process:stopped', { ms });
    this.gaps.push({ fromMs: clock.now(), toMs: clock.now() + ms });
    clock.setTimer(ms, () => life.goOn());
  }

  /** Somebody outside asks it something. */
  ask(run: (engine: Engine) => void): void {
    const { engine } = this;
    if (engine !== null) {
      this.#life.reach(() => run(engine));
    }
  }

  #started(): void {
    this.#up = true;
    this.#closeGap();
    this.#tell('process:started', { starts: this.#starts });
    for (const { id } of this.profiles) {
      this.#crew?.enter(id, [CAMPAIGN]);
    }
  }

  #notStarted(error: unknown): void {
    this.#tell('process:failed', { message: messageOf(error) });
    if (!isCadenciaError(error)) {
      this.defects.push(`a start failed: ${messageOf(error)}`);
    }
    this.die(START_AGAIN_MS);
  }

  readonly #isOwn = (agentId: AgentId): boolean => this.profiles.some(({ id }) => id === agentId);

  #closeGap(): void {
    for (const gap of this.gaps) {
      if (gap.toMs === Number.POSITIVE_INFINITY) {
        gap.toMs = this.#parts.clock.now();
      }
    }
  }

  #place(life: ProcessLife): MediaPlace {
    const { clock, injector } = this.#parts;
    const mine = (run: () => void): void => {
      if (life === this.#life) {
        run();
      }
    };
    return {
      clock,
      life,
      injector,
      switch: this.switch,
      troubles: this.troubles,
      sip: this.#parts.sip,
      kill: (downMs) => mine(() => this.die(downMs)),
      stop: (ms) => mine(() => this.stop(ms)),
      outage: (of, ms) => this.#parts.outage(of, ms),
      isOut: (of) => this.#parts.isOut(of),
      forgetCoordination: () => this.#parts.forgetCoordination(),
      wayMs: (of) => this.#parts.wayMs(of),
    };
  }

  #makeEngine(place: MediaPlace, clock: Clock, server: SimulatorMediaServer): Engine {
    const { stores, coordination, rng, policies, sip, inbound } = this.#parts;
    const engine = new Engine(
      this.#parts.plant({
        engineId: this.id,
        clock,
        rng,
        digest: nodeDigest,
        attempts: faultyPort('attempts', stores.attempts, place),
        contacts: faultyPort('contacts', stores.contacts, place),
        mailings: faultyPort('mailings', stores.mailings, place),
        campaigns: faultyPort('campaigns', stores.campaigns, place),
        agents: faultyPort('agents', ownAgents(stores.agents, this.#isOwn), place),
        facts: faultyPort('facts', stores.facts, place),
        lists: faultyPort('lists', stores.lists, place),
        policies,
        callLog: faultyPort('callLog', stores.callLog, place),
        coordination: faultyPort('coordination', coordination, place),
        usage: faultyPort('usage', stores.usage, place),
        pacing: faultyPort('pacing', stores.pacing, place),
        personalCallbacks: faultyPort('personalCallbacks', stores.personalCallbacks, place),
        quartiles: faultyPort('quartiles', stores.quartiles, place),
        inboundStore: faultyPort('inboundStore', stores.inboundStore, place),
        cadence: faultyPort('cadence', stores.cadence, place),
        lineWatchStore: faultyPort('lineWatchStore', stores.lineWatchStore, place),
        ladders: faultyPort('ladders', stores.ladders, place),
        switches: faultyPort('switches', stores.switches, place),
        sip: sip.heardBy(place),
        media: [faultyMedia(server, place)],
        ...(inbound === null ? {} : { inbound }),
      }),
    );
    this.#listen(engine, place);
    return engine;
  }

  #listen(engine: Engine, place: MediaPlace): void {
    const bus = engine.events as EventBus;
    const heard = new Set<EngineEventName>();
    const { emit } = bus;
    // A listener to each event, whatever its name, from the first of it on.
    bus.emit = (name, event) => {
      if (!heard.has(name)) {
        heard.add(name);
        bus.on(name, (told) => this.#hear(name, told, place));
      }
      emit.call(bus, name, event);
    };
    engine.events.on('engine:defect', ({ where, message }) => {
      if (place.life.alive && message !== PLANNED_THROW) {
        this.defects.push(`${this.id} in ${where}: ${message}`);
      }
    });
    engine.events.on('call:closed', ({ attemptId }) => {
      if (!place.life.alive) {
        this.#tell('process:zombie', { attemptId });
      }
    });
  }

  #hear(name: EngineEventName, event: unknown, place: MediaPlace): void {
    const { injector, clock } = this.#parts;
    if (!place.life.alive) {
      return;
    }
    this.#parts.happened(this.id, name, event);
    const effect = `bus.${name.slice(0, name.indexOf(':'))}`;
    const fault = EFFECTS.has(effect) ? injector.take(effect, clock.now()) : null;
    if (fault?.kind === 'throws') {
      throw new Error(PLANNED_THROW);
    }
    if (fault?.kind === 'dies after') {
      place.kill(fault.lastsMs);
    }
  }

  #makeCrew(engine: Engine, clock: Clock): DemoAgents {
    const { network, rng } = this.#parts;
    return new DemoAgents({
      clock,
      rng,
      control: engine,
      events: engine.events,
      whoIsOn: (leg) => metOnNetwork(network, leg),
      onTrouble: (agentId, error) => this.#tell('crew:refused', { agentId, message: messageOf(error) }),
    });
  }

  #tell(name: string, event: unknown): void {
    this.#parts.happened(this.id, name, event);
  }
}

/** What a listener throws that is planned to throw. */
export const PLANNED_THROW = 'a listener threw as planned';
