/*
 * Whole shifts of a floor that takes calls and makes them: the engine and the simulator in virtual time, with plain
 * priorities, with agents kept for callers, and with those kept by the shape of past days besides, pauses planned by NR-17 in both.
 * Usage: npm run prove:blending [-- --agents 26 --peak 143 --hours 6.33 --mode predictive --seeds um,dois]
 */
import { parseArgs } from 'node:util';
import { HOUR } from '../src/core/kernel/time.js';
import { type FloorDay, playBlendedFloor } from '../test/support/blended-floor.js';

const { values } = parseArgs({
  options: {
    agents: { type: 'string', default: '26' },
    peak: { type: 'string', default: '143' },
    hours: { type: 'string', default: '6.33' },
    mode: { type: 'string', default: 'predictive' },
    seeds: { type: 'string', default: 'one,two' },
  },
});
const GOAL = 0.9;
const totals = {
  plain: { inTime: 0, received: 0 },
  blended: { inTime: 0, received: 0 },
  foreseen: { inTime: 0, received: 0 },
};

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function said(seed: string, policy: string, day: FloorDay): string {
  const hours = day.hours.map(({ inTime, received }) =>
    received === 0 ? '–' : (100 * (inTime / received)).toFixed(0),
  );
  return (
    `${seed} ${policy.padEnd(8)} ${day.received} callers, ${percent(day.serviceLevel)} within 10 s (by hour ${hours.join(' ')}), ` +
    `outbound ${percent(day.outboundShare)} of the time, ${day.dialled} dialled, ${percent(day.dropShare)} dropped, ` +
    `${day.pauses} planned pauses, ${day.defects.length} defects\n`
  );
}

for (const seed of values.seeds.split(',')) {
  for (const policy of ['plain', 'blended', 'foreseen'] as const) {
    const day = await playBlendedFloor({
      seed,
      policy,
      mode: values.mode === 'power' ? 'power' : 'predictive',
      agents: Number(values.agents),
      peakPerHour: Number(values.peak),
      lastsMs: Number(values.hours) * HOUR,
    });
    totals[policy].inTime += day.inTime;
    totals[policy].received += day.received;
    process.stdout.write(said(seed, policy, day));
  }
}
const level = ({ inTime, received }: { readonly inTime: number; readonly received: number }): number =>
  inTime / Math.max(1, received);
const kept = level(totals.blended) >= GOAL && level(totals.plain) < GOAL;
process.stdout.write(
  `goal ${percent(GOAL)} within 10 s: plain priorities ${percent(level(totals.plain))}, agents kept ` +
    `${percent(level(totals.blended))}, foreseen besides ${percent(level(totals.foreseen))}: ${kept ? 'kept where priorities miss it' : 'NOT SHOWN'}\n`,
);
process.exitCode = kept ? 0 : 1;
