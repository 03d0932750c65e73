import { quantile } from './quantile.js';

/** Something measured: it does as many turns as it is asked for. */
export interface Lane {
  readonly name: string;
  readonly run: (turns: number) => unknown;
}

/** Turns a second, round by round. */
export interface LaneRates {
  readonly name: string;
  /** Of CPU, garbage collection included: other work on the machine changes it least. */
  readonly ofCpu: readonly number[];
  readonly byTheClock: readonly number[];
}

const WARM_UP_SHARE = 0.5;

/** Measures the lanes in turns, so that what the machine does besides hits all of them alike. */
export async function measureRounds(
  lanes: readonly Lane[],
  rounds: number,
  turns: number,
): Promise<readonly LaneRates[]> {
  const rates = lanes.map(({ name }) => ({ name, ofCpu: [] as number[], byTheClock: [] as number[] }));
  for (const { run } of lanes) {
    await run(turns * WARM_UP_SHARE);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, { run }] of lanes.entries()) {
      const beganMs = performance.now();
      const began = process.cpuUsage();
      await run(turns);
      const { user, system } = process.cpuUsage(began);
      rates[index]?.ofCpu.push((1e6 * turns) / (user + system));
      rates[index]?.byTheClock.push((1000 * turns) / (performance.now() - beganMs));
    }
  }
  return rates;
}

export function median(samples: readonly number[]): number {
  return quantile(samples, 0.5);
}

/** One lane as a share of another, round by round. */
export function ratios(one: LaneRates, other: LaneRates): readonly number[] {
  return one.ofCpu.map((rate, round) => rate / (other.ofCpu[round] ?? Number.NaN));
}

/** The median with the least and the most, each as `write` puts it. */
export function withSpread(samples: readonly number[], write: (value: number) => string): string {
  return `${write(median(samples))} (${write(Math.min(...samples))} to ${write(Math.max(...samples))})`;
}
