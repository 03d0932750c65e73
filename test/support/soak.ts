import { BRAZILIAN_COLLECTION } from '../../src/adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../src/adapters/simulator/seeded-fate-model.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { makeSeededRng, type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { DEFAULT_RETRY, FREE_CADENCE } from '../../src/core/retry/retry-presets.js';
import type { RetryRules } from '../../src/core/retry/retry-rules.js';
import { CAMPAIGN, SERVER, testTrunk, World } from './world.js';
import { WorldWatch } from './world-watch.js';

/** The usual rules with their waits cut to seconds, so that a short run sees many attempts. */
const QUICK_RETRY: RetryRules = {
  ...DEFAULT_RETRY,
  ...FREE_CADENCE,
  maxAttempts: 3,
  maxFreeAttempts: 3,
  byReason: Object.fromEntries(
    Object.entries(DEFAULT_RETRY.byReason).map(([reason, rule]) => [
      reason,
      { ...rule, delayMs: 15 * SECOND },
    ]),
  ) as unknown as RetryRules['byReason'],
};

/** People as everywhere, but with short talks. */
const QUICK_PEOPLE = {
  ...BRAZILIAN_COLLECTION,
  clientTalk: { kind: 'uniform', minMs: 2000, maxMs: 20_000 },
  thirdPartyTalk: { kind: 'uniform', minMs: 2000, maxMs: 10_000 },
  pickUpShare: 0.6,
} as const;

interface Trouble {
  readonly name: string;
  begin(world: World, rng: Rng, store: StoreTrouble): void | Promise<void>;
  /** Most end after a while. */
  end?(world: World, store: StoreTrouble): void | Promise<void>;
}

/** What the stores do just now. */
class StoreTrouble {
  mode: 'well' | 'down' | 'deaf' = 'well';

  readonly faults = (operation: string): Error | null => {
    const reply = operation.endsWith(':reply');
    const fails = this.mode === 'down' ? !reply : this.mode === 'deaf' && reply;
    return fails ? new CadenciaError('DLR_DATABASE_DOWN', { detail: operation }) : null;
  };
}

const TROUBLES: readonly Trouble[] = [
  {
    name: 'a link that loses, repeats and holds back',
    begin(world, rng) {
      world.network.faults.setLinkFault(SERVER, {
        loseShare: rng.next() * 0.2,
        repeatShare: rng.next() * 0.3,
        delayShare: rng.next() * 0.3,
        delayMs: randomInteger(rng, 1, 4000),
        loseOriginateReplyShare: rng.next() * 0.2,
        loseOriginateShare: rng.next() * 0.2,
      });
    },
    end: (world) => world.network.faults.setLinkFault(SERVER, null),
  },
  {
    name: 'the link is cut',
    begin: (world) => world.network.switchOf(SERVER).cutLink(),
    end: (world) => world.network.switchOf(SERVER).restoreLink(),
  },
  { name: 'the media server restarts', begin: (world) => world.network.switchOf(SERVER).restart() },
  {
    name: 'the media server dies',
    begin: (world) => world.network.switchOf(SERVER).kill(),
    end: (world) => world.network.switchOf(SERVER).restart(),
  },
  {
    name: 'the media server hangs',
    begin: (world) => world.network.switchOf(SERVER).freeze(),
    end: (world) => world.network.switchOf(SERVER).thaw(),
  },
  {
    name: 'agents’ phones drop',
    begin(world, rng) {
      for (const { endpoint } of world.profiles) {
        if (rng.next() < 0.5) {
          world.network.dropAgentPhone(endpoint);
        }
      }
    },
  },
  {
    name: 'a phone is gone',
    begin(world) {
      const endpoint = world.profiles[0]?.endpoint ?? '';
      world.network.faults.setRegistered(endpoint, false);
      world.network.dropAgentPhone(endpoint);
    },
    end: (world) => world.network.faults.setRegistered(world.profiles[0]?.endpoint ?? '', true),
  },
  {
    name: 'the carrier refuses',
    begin: (world) => world.network.faults.setTrunkFault(testTrunk('t1').id, { refusedShare: 0.8 }),
    end: (world) => world.network.faults.setTrunkFault(testTrunk('t1').id, null),
  },
  {
    name: 'the database is down',
    begin(_world, _rng, store) {
      store.mode = 'down';
    },
    end(_world, store) {
      store.mode = 'well';
    },
  },
  {
    name: 'answers of the database are lost',
    begin(_world, _rng, store) {
      store.mode = 'deaf';
    },
    end(_world, store) {
      store.mode = 'well';
    },
  },
  {
    name: 'an agent pauses',
    begin: (world) => world.crew.pause(world.profiles[1]?.id ?? ('' as never), 'descanso'),
    end: (world) => world.crew.ready(world.profiles[1]?.id ?? ('' as never)),
  },
  {
    name: 'an agent leaves',
    begin: (world) => world.crew.leave(world.profiles[2]?.id ?? ('' as never)),
    end: (world) => world.crew.enter(world.profiles[2]?.id ?? ('' as never), [CAMPAIGN]),
  },
  {
    name: 'the mode is switched',
    async begin(world, rng) {
      const mode = (['predictive', 'power', 'preview'] as const)[randomInteger(rng, 0, 2)] ?? 'power';
      await tolerated(world.settled(world.engine.campaigns.setMode(CAMPAIGN, mode)));
    },
  },
  {
    name: 'everything is stopped',
    begin: (world) => tolerated(world.settled(world.engine.stopAll('soak'))),
    end: (world) => tolerated(world.settled(world.engine.resumeAll())),
  },
  {
    name: 'the process is killed',
    begin: (world, rng) => world.crashAndRestart(randomInteger(rng, 0, 20_000)),
  },
];

/** The stores may be away when a command comes: then it is refused, and that is all. */
async function tolerated(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof CadenciaError)) {
      throw error;
    }
  }
}

export interface SoakReport {
  readonly told: readonly string[];
  readonly violations: readonly string[];
  readonly attempts: number;
}

/** One short run with random troubles, then time to heal; the same seed gives the same run. */
export async function soak(seed: string): Promise<SoakReport> {
  const rng = makeSeededRng(`soak-${seed}`);
  const store = new StoreTrouble();
  const told: string[] = [];
  const world = await World.create({
    seed,
    agents: 4,
    contacts: 25,
    faults: store.faults,
    fates: () => new SeededFateModel(seed, QUICK_PEOPLE),
    campaign: {
      retry: QUICK_RETRY,
      mode: (['predictive', 'power', 'preview'] as const)[randomInteger(rng, 0, 2)] ?? 'predictive',
      onMachine: rng.next() < 0.5 ? 'message' : 'hangup',
      powerRatio: 1 + rng.next(),
      previewCountdownMs: 5000,
    },
  });
  const watch = new WorldWatch(world);
  await world.open();
  const goOn = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 2500) {
      await world.clock.runFor(Math.min(left, 2500));
      watch.check();
    }
  };
  const troubles = randomInteger(rng, 2, 4);
  for (let n = 0; n < troubles; n++) {
    await goOn(randomInteger(rng, 1000, 25_000));
    const trouble = TROUBLES[randomInteger(rng, 0, TROUBLES.length - 1)];
    told.push(`${world.clock.now()} ${trouble?.name}`);
    await trouble?.begin(world, rng, store);
    await goOn(randomInteger(rng, 500, 30_000));
    await trouble?.end?.(world, store);
  }
  await tolerated(world.settled(world.engine.resumeAll()));
  await goOn(3 * MINUTE);
  for (const { id } of world.profiles) {
    // A pause asked for in a talk begins after it.
    world.crew.ready(id);
  }
  await goOn(2 * MINUTE);
  await world.settled(world.engine.campaigns.pause(CAMPAIGN));
  // Long enough for a phone that never came to be given up and for the agent to log in anew.
  await world.clock.runFor(7 * MINUTE);
  await watch.checkEnd();
  return { told, violations: watch.violations, attempts: world.records.length };
}
