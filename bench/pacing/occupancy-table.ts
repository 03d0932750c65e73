import { writeFileSync } from 'node:fs';
import { productPacer } from './product-pacer.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { World } from './world.js';

/**
 * Measures the occupancy that the product's predictive strategy reaches, for `cadencia size` to interpolate.
 * npm run bench:occupancy -- [--write] [--agents 5,20] [--caps 0.03] [--answers 0.08] [--talks 110] [--seeds 4]
 *
 * Occupancy is talk / (talk + idle) after the first half hour, in which the strategy learns from nothing.
 */
const TABLE_FILE = 'src/core/sizing/achievable-occupancy-table.ts';
const WARM_UP_SLOTS = 3;
const MOST_ATTEMPTS = 1_500_000;
/** Wrap-up of the bench's world, and a little idling. */
const CYCLE_REST_SECONDS = 20;
const SLOTS_AN_HOUR = 6;

function list(name: string, fallback: readonly number[]): readonly number[] {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? '').split(',').map(Number);
}

const AGENTS = list('agents', [2, 5, 10, 20, 50, 150, 500]);
const CAPS = list('caps', [0.01, 0.03]);
const ANSWERS = list('answers', [0.05, 0.1, 0.3]);
const TALKS = list('talks', [60, 200]);
const SEEDS = list('seeds', [1])[0] ?? 1;

/** The mean of the bench's mixture of hang-ups, third parties and talks with the right person. */
const MIXTURE_SECONDS = 0.2 * 8 + 0.48 * 45 + 0.32 * 200;
const BASE = SCENARIOS.find(({ name }) => name === 'cob-20') as Scenario;

/** Whole days, since a day's budget repays what learning overspends; shorter only where a day would be millions of calls. */
function hoursFor(agents: number, live: number, talkSeconds: number): number {
  const attemptsAnHour = (agents * 3600) / (talkSeconds + CYCLE_REST_SECONDS) / live;
  return Math.min(8, Math.max(3, Math.round(MOST_ATTEMPTS / attemptsAnHour)));
}

function seedsFor(agents: number): readonly number[] {
  const days = SEEDS * (agents <= 5 ? 2 : 1);
  return Array.from({ length: days }, (_, i) => i + 1);
}

function measure(agents: number, live: number, talkSeconds: number, cap: number): number {
  const hours = hoursFor(agents, live, talkSeconds);
  const scenario: Scenario = {
    ...BASE,
    name: `${agents} agents`,
    agents,
    live,
    hours,
    staff: () => agents,
    talk: (chance) => (BASE.talk(chance) * talkSeconds) / MIXTURE_SECONDS,
  };
  const days = seedsFor(agents).map((seed) =>
    new World(scenario, seed, cap, agents <= 20)
      .run(productPacer(cap, BASE.amd))
      .occupancyBy10.slice(WARM_UP_SLOTS, hours * SLOTS_AN_HOUR),
  );
  const slots = days.flat();
  return slots.reduce((sum, one) => sum + one, 0) / slots.length;
}

const rows: string[] = [];
for (const cap of CAPS) {
  for (const talkSeconds of TALKS) {
    for (const live of ANSWERS) {
      const cells = AGENTS.map((agents) => measure(agents, live, talkSeconds, cap).toFixed(3));
      console.log(`cap ${cap} talk ${talkSeconds} s answers ${live}: ${cells.join(' ')}`);
      const occupancy = cells.map(Number).join(', ');
      rows.push(
        `    { abandonCap: ${cap}, talkSeconds: ${talkSeconds}, answerShare: ${live}, occupancy: [${occupancy}] },`,
      );
    }
  }
}

if (process.argv.includes('--write')) {
  const text = `import type { OccupancyTable } from './occupancy-table.js';

/**
 * Measured, not computed: \`npm run bench:occupancy -- --write\` writes this file again after the strategy has changed.
 * Do not edit.
 */
export const ACHIEVABLE_OCCUPANCY: OccupancyTable = {
  source:
    'measured: the predictive strategy in the world of bench/pacing (npm run bench:occupancy), days of 3 to 8 hours after 30 minutes of learning',
  agents: [${AGENTS.join(', ')}],
  rows: [
${rows.join('\n')}
  ],
};
`;
  writeFileSync(TABLE_FILE, text);
}
