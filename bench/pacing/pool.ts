import { PaceProcess } from './pace-process.js';
import { poolStart, poolTick } from './pool-wire.js';
import { productPacer } from './product-pacer.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { campaignName, type DayResult, World } from './world.js';

/**
 * Two campaigns with caps of their own: each with half of the agents, and both with all of them through the real
 * `cadencia pace --stdio`.
 * npm run bench:pacing-pool -- [--seeds 2] [--hours 3] [--agents 20]
 */
function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

const seeds = Array.from({ length: Number(option('seeds', '2')) }, (_, i) => i + 1);
const hours = Number(option('hours', '3'));
const agents = Number(option('agents', '20'));

interface Part {
  readonly live: number;
  readonly cap: number;
  readonly weight: number;
}

const POOLS: readonly (readonly Part[])[] = [
  [
    { live: 0.25, cap: 0.03, weight: 1 },
    { live: 0.08, cap: 0.03, weight: 1 },
  ],
  [
    { live: 0.15, cap: 0.03, weight: 2 },
    { live: 0.15, cap: 0.01, weight: 1 },
  ],
];

function scenarioOf({ live }: Part, team: number): Scenario {
  const [base] = SCENARIOS;
  return { ...base!, name: 'pool', agents: team, hours, live, staff: () => team };
}

interface PoolDay {
  readonly day: DayResult;
  readonly outcome: World['outcome'];
}

async function pooled(parts: readonly Part[], seed: number): Promise<PoolDay> {
  const pacer = new PaceProcess();
  pacer.tell(poolStart(parts, { agents, seconds: 3600 * hours, amd: true }));
  const [first, ...others] = parts.map((part) => scenarioOf(part, agents));
  const world = new World(first!, seed, 0.03, false, others);
  const day = world.day();
  let next = day.next();
  while (next.done !== true) {
    const { dial } = JSON.parse(await pacer.ask(poolTick(next.value, parts))) as {
      dial: Record<string, number>;
    };
    next = day.next({ dial: parts.map((_, c) => dial[campaignName(c)] ?? 0) });
  }
  await pacer.stop();
  return { day: next.value, outcome: world.outcome };
}

const pct = (value: number, digits = 1): string => (100 * value).toFixed(digits).padStart(5);
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;

for (const parts of POOLS) {
  console.log(`pool of ${agents}: ${JSON.stringify(parts)}`);
  const weights = parts.reduce((sum, { weight }) => sum + weight, 0);
  const apart = parts.map((part) => {
    const team = Math.round((agents * part.weight) / weights);
    return seeds.map((seed) =>
      new World(scenarioOf(part, team), seed, part.cap, false).run(productPacer(part.cap, true)),
    );
  });
  const occupancy = apart.reduce((sum, days, c) => {
    const team = parts[c]!.weight / weights;
    return sum + team * mean(days.map((day) => day.occupancy));
  }, 0);
  console.log(
    `  apart   occ ${pct(occupancy)}  drop ${apart.map((days) => pct(mean(days.map((d) => d.drop)), 2)).join(' ')}`,
  );
  const days: PoolDay[] = [];
  for (const seed of seeds) {
    days.push(await pooled(parts, seed));
  }
  const people = (c: number): number => mean(days.map((d) => d.outcome[c]!.connected + d.outcome[c]!.drops));
  const drops = (c: number): number => mean(days.map((d) => d.outcome[c]!.drops));
  const all = parts.reduce((sum, _, c) => sum + people(c), 0);
  console.log(
    `  pooled  occ ${pct(mean(days.map((d) => d.day.occupancy)))}  drop ${parts.map((_, c) => pct(drops(c) / people(c), 2)).join(' ')}  ` +
      `over ${days.flatMap(({ outcome }) => outcome.filter(({ drops, connected }, c) => drops > Math.max(1, parts[c]!.cap * (drops + connected)))).length}/${days.length * parts.length}  ` +
      `part of the people ${parts.map((_, c) => pct(people(c) / all)).join(' ')}`,
  );
}
