import { agentOfLeg, attemptOfLeg } from '../../../src/core/kernel/ids.js';
import { SECOND } from '../../../src/core/kernel/time.js';
import { CAMPAIGN } from '../world.js';
import type { Cell } from './effects.js';
import { drawShape, FaultCentre, SETTLING_MS } from './fault-centre.js';
import type { PlannedFault } from './fault-kind.js';
import { drawPlan, TROUBLED_MS } from './fault-plan.js';
import type { Plant } from './fault-process.js';
import { favouredClicks, shapeFor } from './favours.js';
import { makeInvariants } from './invariants/all-invariants.js';
import type { Invariant } from './invariants/invariant.js';
import { PeopleStorm } from './people-storm.js';

const LOOK_MS = 2 * SECOND;
/** Faults have ended and everybody works: what still goes wrong now goes wrong by itself. */
const HEALING_MS = 40 * SECOND;

/** The longest way to the database and back, twice. */
const WRITTEN_MS = 100;

export interface SeedOptions {
  /** @default what the seed draws */
  readonly plan?: readonly PlannedFault[];
  /** The pair of effect and fault that the plan is drawn for. @default what is the seed's turn */
  readonly aim?: Cell | undefined;
  /** Told of everything that happens. */
  readonly tell?: (line: string) => void;
  /** A defect of the product that has to be found. @default none */
  readonly plant?: Plant;
}

export interface SeedReport {
  readonly seed: number;
  readonly plan: readonly PlannedFault[];
  readonly hits: readonly (Cell & { readonly atMs: number })[];
  /** What did not hold, with the invariant's name. */
  readonly broken: readonly string[];
  readonly calls: number;
  readonly events: number;
  /** Names of what its engines said. */
  readonly said: readonly string[];
  /** Of everything that happened: the same seed and plan give the same. */
  readonly digest: string;
}

/** What the seed and the plan make of a centre in some virtual minutes. */
export async function runSeed(seed: number, options: SeedOptions = {}): Promise<SeedReport> {
  const drawn = drawShape(seed);
  // A clock that is wrong does not know the hour: a centre at the end of its day has a right one.
  const ownPlan = drawPlan(seed, ({ effect }) => drawn.evening && effect === 'clock.now', options.aim);
  const plan = options.plan ?? ownPlan;
  const shape = shapeFor(drawn, ownPlan);
  const centre = new FaultCentre(shape, plan, options.tell ?? null, options.plant);
  // Part of a plan meets the same people as the whole of it.
  const storm = new PeopleStorm(centre, favouredClicks(ownPlan));
  const invariants = makeInvariants(centre, storm);
  watch(centre, invariants);
  await centre.fill();
  for (const process of centre.processes) {
    process.boot();
  }
  storm.begin();
  const looking = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= LOOK_MS) {
      await centre.clock.runFor(Math.min(left, LOOK_MS));
      for (const invariant of invariants) {
        invariant.look?.();
      }
    }
  };
  await looking(TROUBLED_MS);
  centre.injector.end();
  storm.end();
  await looking(HEALING_MS);
  await bringToRest(centre, looking);
  for (const invariant of invariants) {
    await invariant.end?.();
  }
  return {
    seed,
    plan,
    hits: centre.injector.hits.map(({ fault: { effect, kind }, atMs }) => ({ effect, kind, atMs })),
    broken: invariants.flatMap(({ name, broken }) => broken.map((what) => `${name}: ${what}`)),
    calls: centre.records.length,
    events: centre.witness.events,
    said: [...centre.witness.names],
    digest: centre.witness.digest(),
  };
}

function watch(centre: FaultCentre, invariants: readonly Invariant[]): void {
  const each = (tell: (invariant: Invariant) => void): void => {
    for (const invariant of invariants) {
      tell(invariant);
    }
  };
  centre.onCall = (number) => each((invariant) => invariant.called?.(number));
  centre.onRecord = (record) => each((invariant) => invariant.over?.(record));
  centre.onSaid = (engineId, name, event) => each((invariant) => invariant.said?.(engineId, name, event));
  centre.onRecorded = (talk) => each((invariant) => invariant.recorded?.(talk));
}

/** Dialling ends, those who talk are asked to end, and whoever rings or writes has his time. */
async function bringToRest(centre: FaultCentre, looking: (ms: number) => Promise<void>): Promise<void> {
  const engines = (
    run: (engine: NonNullable<FaultCentre['processes'][number]['engine']>) => unknown,
  ): void => {
    for (const process of centre.processes) {
      process.ask((engine) => {
        try {
          const done = run(engine);
          if (done instanceof Promise) {
            done.catch(() => undefined);
          }
        } catch {
          // Paused already.
        }
      });
    }
  };
  engines((engine) => engine.campaigns.pause(CAMPAIGN));
  for (const { crew } of centre.processes) {
    crew?.finishUp();
  }
  await looking(20 * SECOND);
  engines((engine) => engine.stopAll('the end'));
  // Whoever is still talked with is let go: no agent of a storm knows what he was about.
  engines((engine) => {
    for (const { id, state } of engine.agents.views()) {
      if (state === 'talking') {
        engine.agents.hangup(id);
      }
    }
  });
  for (const { switch: own } of centre.processes) {
    for (const { legId, bridgedWith } of own.list()) {
      // Two who were left with each other end when they like: now.
      if (bridgedWith !== null && attemptOfLeg(legId) !== null && agentOfLeg(bridgedWith) === null) {
        own.hangup(legId, 'normal');
      }
    }
  }
  await looking(SETTLING_MS);
  await written(centre);
}

/** Something is always on its way to the database: the end is looked at between two writes. */
async function written({ processes, clock }: FaultCentre): Promise<void> {
  for (let left = WRITTEN_MS; left > 0; left -= 1) {
    if (processes.every(({ engine }) => engine?.view().unwritten === 0)) {
      return;
    }
    await clock.runFor(1);
  }
}
