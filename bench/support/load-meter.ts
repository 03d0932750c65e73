import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { EngineEvents } from '../../src/ports/engine-events.js';
import { quantile } from './quantile.js';

const MIB = 1024 * 1024;
const SAMPLE_MS = 200;
const RESOLUTION_MS = 1;

export interface LoadFigures {
  readonly seconds: number;
  readonly attempts: number;
  readonly connected: number;
  readonly abandoned: number;
  /** How they ended. */
  readonly reasons: ReadonlyMap<string, number>;
  readonly rowsPerCommit: number;
  readonly commitP50Ms: number;
  readonly commitP99Ms: number;
  readonly loopP50Ms: number;
  readonly loopP99Ms: number;
  readonly cpuShare: number;
  readonly rssStartMb: number;
  readonly rssPeakMb: number;
  readonly rssEndMb: number;
  /** Of live objects, each side after a full collection; NaN without --expose-gc. */
  readonly heapGrowthMb: number;
}

function liveHeapMb(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (gc === undefined) {
    return Number.NaN;
  }
  gc();
  return process.memoryUsage().heapUsed / MIB;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Watches the process and the engine for so long. */
export async function measureLoad(events: EngineEvents, seconds: number): Promise<LoadFigures> {
  const counts = { attempts: 0, connected: 0, abandoned: 0, rows: 0 };
  const commits: number[] = [];
  const reasons = new Map<string, number>();
  const unlisten = [
    events.on('call:closed', ({ row: { result } }) => {
      counts.attempts += 1;
      reasons.set(result.reason, (reasons.get(result.reason) ?? 0) + 1);
    }),
    events.on('call:connected', () => {
      counts.connected += 1;
    }),
    events.on('call:abandoned', () => {
      counts.abandoned += 1;
    }),
    events.on('store:committed', ({ rows, ms }) => {
      commits.push(ms);
      counts.rows += rows;
    }),
  ];
  const heapBefore = liveHeapMb();
  const rssStartMb = process.memoryUsage().rss / MIB;
  let rssPeakMb = rssStartMb;
  const sampler = setInterval(() => {
    rssPeakMb = Math.max(rssPeakMb, process.memoryUsage().rss / MIB);
  }, SAMPLE_MS);
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  const cpu = process.cpuUsage();
  const began = performance.now();
  await pause(seconds * 1000);
  const took = (performance.now() - began) / 1000;
  const used = process.cpuUsage(cpu);
  loop.disable();
  clearInterval(sampler);
  for (const stop of unlisten) {
    stop();
  }
  const rssEndMb = process.memoryUsage().rss / MIB;
  return {
    seconds: took,
    attempts: counts.attempts,
    connected: counts.connected,
    abandoned: counts.abandoned,
    reasons,
    rowsPerCommit: counts.rows / Math.max(1, commits.length),
    commitP50Ms: quantile(commits, 0.5),
    commitP99Ms: quantile(commits, 0.99),
    // The monitor's timer itself takes its resolution.
    loopP50Ms: Math.max(0, loop.percentile(50) / 1e6 - RESOLUTION_MS),
    loopP99Ms: Math.max(0, loop.percentile(99) / 1e6 - RESOLUTION_MS),
    cpuShare: (used.user + used.system) / 1e6 / took,
    rssStartMb,
    rssPeakMb,
    rssEndMb,
    heapGrowthMb: liveHeapMb() - heapBefore,
  };
}
