/*
 * The predictive strategy in the engine on a real Asterisk, with SIPp as the public network and as the agents' phones,
 * beside what the twin said of the same floor before: the same list, talks and wrap-ups, in virtual time, by other seeds.
 * Usage: npm run bench:pacing-asterisk [-- --minutes 30 --seeds 40 --agents 20]
 */
import { parseArgs } from 'node:util';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { LabFateModel } from '../../src/adapters/simulator/lab-fate-model.js';
import { SimulatedNetwork } from '../../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../src/adapters/simulator/simulator-media-server.js';
import { parseMediaServerId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import { makeLabServer } from '../../test/support/asterisk-harness.js';
import { startTelephonyLab } from '../../test/support/telephony-lab.js';
import { tuesdayClock } from '../../test/support/tuesday-clock.js';
import { HalfHour, type HalfHourFigures, SETTLING_MS } from './half-hour.js';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    seeds: { type: 'string', default: '40' },
    agents: { type: 'string', default: '20' },
  },
});
const LENGTH_MS = Number(values.minutes) * MINUTE;
const AGENTS = Number(values.agents);
const TUESDAY = Date.parse('2026-12-01T11:00:00-03:00');

async function inTwin(seed: string): Promise<HalfHourFigures> {
  const clock = new VirtualClock(TUESDAY);
  const network = new SimulatedNetwork({
    clock,
    rng: makeSeededRng(`${seed}/network`),
    fates: new LabFateModel(seed),
  });
  const media = new SimulatorMediaServer({ network, id: parseMediaServerId('twin') });
  const endpoints = Array.from({ length: AGENTS }, (_, n) => `SIM/${n}`);
  const floor = new HalfHour({ clock, media, seed, endpoints });
  let open = false;
  const opened = floor.open().then(() => {
    open = true;
  });
  await clock.runUntilTrue(() => open, clock.now() + MINUTE);
  await opened;
  await clock.runFor(LENGTH_MS);
  const figures = floor.figures();
  let closed = false;
  const closing = floor.close().then(() => {
    closed = true;
  });
  await clock.runUntilTrue(() => closed, clock.now() + MINUTE);
  await closing;
  return figures;
}

async function onAsterisk(): Promise<HalfHourFigures> {
  const names = Array.from({ length: AGENTS }, (_, n) => `${2001 + n}`);
  const lab = await startTelephonyLab({ agents: names, rtpPorts: 1600 });
  try {
    const clock = tuesdayClock();
    const media = makeLabServer(lab, { clock });
    const floor = new HalfHour({
      clock,
      media,
      seed: 'asterisk',
      endpoints: names.map((name) => `PJSIP/${name}`),
    });
    await floor.open();
    for (let minute = 1; minute <= LENGTH_MS / MINUTE; minute++) {
      await new Promise((resolve) => setTimeout(resolve, MINUTE));
      const { occupancy, drop, people } = floor.figures();
      console.log(
        `minute ${minute}: occupancy ${pct(occupancy)}, drop ${pct(drop)} of ${people}; ${floor.troubles.length} troubles`,
      );
    }
    const figures = floor.figures();
    for (const trouble of floor.troubles.slice(0, 10)) {
      console.log(`  ${trouble}`);
    }
    await floor.close();
    return figures;
  } finally {
    await lab.stop();
  }
}

const pct = (value: number): string => `${(100 * value).toFixed(2)} %`;

const runs: HalfHourFigures[] = [];
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  runs.push(await inTwin(`twin-${seed}`));
}
const rangeOf = (name: keyof HalfHourFigures): readonly [number, number, number] => {
  const sorted = runs.map((run) => run[name]).sort((a, b) => a - b);
  return [sorted[0] ?? 0, sorted[Math.floor(sorted.length / 2)] ?? 0, sorted.at(-1) ?? 0];
};
const NAMES = ['occupancy', 'drop', 'answered', 'attempts', 'people'] as const;
const shown = (name: keyof HalfHourFigures, value: number): string =>
  name === 'attempts' || name === 'people' ? value.toFixed(0) : pct(value);
console.log(
  `twin, ${runs.length} half hours of ${AGENTS} agents, after ${SETTLING_MS / MINUTE} minutes: ` +
    NAMES.map((name) => {
      const [least, median, most] = rangeOf(name);
      return `${name} ${shown(name, median)} (${shown(name, least)}–${shown(name, most)})`;
    }).join(', '),
);
const real = await onAsterisk();
for (const name of NAMES) {
  const [least, , most] = rangeOf(name);
  const inside = real[name] >= least && real[name] <= most;
  console.log(
    `Asterisk: ${name} ${shown(name, real[name])}${inside ? '' : ', OUTSIDE what the twin predicts'}`,
  );
  if (!inside && (name === 'occupancy' || name === 'drop')) {
    process.exitCode = 1;
  }
}
