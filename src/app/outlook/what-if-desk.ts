import { join } from 'node:path';
import { Piscina } from 'piscina';
import type { WhatIfOut } from '../../contract/knob-wire.js';
import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import type { CampaignSettings } from '../../core/campaign/campaign.js';
import type { KnobChange } from '../../core/campaign/knobs.js';
import { knobProblems } from '../../core/campaign/knobs.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import { HOUR, SECOND } from '../../core/kernel/time.js';
import type { EngineControl } from '../../engine/engine-control.js';
import { pacingSettingsOf } from '../../engine/pacing-lane.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { Clock } from '../../ports/clock.js';
import type { PacingStore } from '../../ports/pacing-store.js';
import { ROOT_FOLDER } from '../server/product.js';
import { BUDGET_MS, learnSlowness, MOST_SEEDS, minutesToRun, UNKNOWN_SLOWNESS } from './outlook-length.js';
import type { OutlookFigures, OutlookTask } from './outlook-run.js';
import type { OutlookJob, OutlookResults } from './outlook-worker.js';
import { type RecentWorld, recentWorld } from './recent-world.js';

/** Kept from the start on: a supervisor does not wait for them. */
const WORKERS = 2;
/** Whatever a machine under load makes of it. */
const GIVE_UP_MS = 12 * SECOND;
const LOOK_BACK_MS = 2 * HOUR;
const MOST_ROWS = 4000;
const USUAL_RING_MS = 25 * SECOND;
/** A floor as any, for workers that have just started. */
const USUAL_TASK: OutlookTask = {
  world: recentWorld([], true),
  mode: 'predictive',
  settings: { ratio: 1, abandonCap: 0.03, connectDeadlineMs: 1800, ringTimeoutMs: USUAL_RING_MS, amd: true },
  memory: null,
  memoryAge: { ageMs: 0, sameDay: true },
  agents: 15,
  connectedToday: 0,
  abandonedToday: 0,
  sampledRingMs: USUAL_RING_MS,
  minutes: 6,
};
const AT_WORK = ['available', 'reserved', 'talking', 'wrap_up'] as const;

export interface WhatIfDeps {
  readonly engine: EngineControl;
  readonly callLog: Pick<CallLogReader, 'read'>;
  readonly pacing: Pick<PacingStore, 'memories'>;
  readonly clock: Clock;
}

/**
 * What would become of a campaign with other knobs: the strategy of production, with what it has learned, in a world drawn
 * from the campaign's calls of the last two hours, present and changed under the same chances.
 */
export class WhatIfDesk {
  readonly #deps: WhatIfDeps;
  readonly #pool = new Piscina({
    filename: join(ROOT_FOLDER, 'dist/app/outlook/outlook-worker.js'),
    name: 'runOutlookJob',
    // They begin when they are warmed: a start has calls to take up. From then on they stay.
    minThreads: 0,
    maxThreads: WORKERS,
    idleTimeout: Number.POSITIVE_INFINITY,
    maxQueue: 16,
  });
  /** Of this machine, as busy as it is. */
  #slowness = UNKNOWN_SLOWNESS;

  constructor(deps: WhatIfDeps) {
    this.#deps = deps;
  }

  /** Has the workers load and compile what the first question would wait for, and learns how fast they are. */
  async warm(): Promise<void> {
    await this.#run(USUAL_TASK, null).catch(() => undefined);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  async answer(id: CampaignId, change: KnobChange, wished: number | null): Promise<WhatIfOut> {
    const startedMs = performance.now();
    const { settings, agents, tasks, world } = await this.#prepare(id, change, wished);
    const [present, changed] = [tasks.of(settings), tasks.of({ ...settings, ...change })];
    const results = await this.#run(present, Object.keys(change).length === 0 ? null : changed);
    return {
      present: outlookOf(results.present),
      changed: results.changed.length === 0 ? null : outlookOf(results.changed),
      seeds: results.present.length,
      simulatedMinutes: present.minutes,
      agents,
      tookMs: Math.round(performance.now() - startedMs),
      basis: basisOf(world),
    };
  }

  async #prepare(id: CampaignId, change: KnobChange, wished: number | null) {
    const { engine, pacing, clock } = this.#deps;
    const stored = await engine.campaigns.find(id);
    const view = engine.campaigns.view(id);
    if (stored === null || view === null) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no campaign '${id}'.` });
    }
    const { settings } = stored;
    const [problem] = knobProblems({ ...settings, ...change });
    if (problem !== undefined) {
      throw new CadenciaError('DLR_INPUT_INVALID', { detail: `${problem}.` });
    }
    const mode = change.mode ?? settings.mode;
    if (![mode, settings.mode].every((one) => one === 'predictive' || one === 'power')) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'Only predictive and power dial ahead of agents: there is nothing to reckon in another mode.',
      });
    }
    const atWork = AT_WORK.reduce((sum, state) => sum + (view.agents[state] ?? 0), 0);
    const agents = wished ?? Math.max(1, atWork);
    const world = recentWorld(await this.#rows(id), settings.amd);
    const memories = await pacing.memories(id);
    const nowMs = clock.now();
    const minutes = minutesToRun(agents, MOST_SEEDS / WORKERS, this.#slowness);
    const tasks = {
      of: (tried: CampaignSettings): OutlookTask => {
        const kept = memories.find(({ part }) => part === tried.mode);
        return {
          world,
          mode: tried.mode,
          settings: pacingSettingsOf(tried),
          memory: kept?.memory ?? null,
          memoryAge: { ageMs: nowMs - (kept?.atMs ?? nowMs), sameDay: true },
          agents,
          connectedToday: view.today.connected,
          abandonedToday: view.today.abandoned,
          sampledRingMs: settings.ringTimeoutMs,
          minutes,
        };
      },
    };
    return { settings, agents, tasks, world };
  }

  async #rows(campaignId: CampaignId): Promise<readonly CallLogRow[]> {
    const toMs = this.#deps.clock.now();
    const rows: CallLogRow[] = [];
    for await (const row of this.#deps.callLog.read({ campaignId, fromMs: toMs - LOOK_BACK_MS, toMs })) {
      rows.push(row);
      if (rows.length > 2 * MOST_ROWS) {
        rows.splice(0, MOST_ROWS);
      }
    }
    return rows.slice(-MOST_ROWS);
  }

  async #run(
    present: OutlookTask,
    changed: OutlookTask | null,
  ): Promise<Pick<OutlookResults, 'present' | 'changed'>> {
    const signal = AbortSignal.timeout(GIVE_UP_MS);
    const jobs = Array.from({ length: WORKERS }, (_, index): OutlookJob => {
      const share = { firstSeed: index, seedStep: WORKERS, mostSeeds: MOST_SEEDS / WORKERS };
      return { present, changed, ...share, budgetMs: BUDGET_MS };
    });
    const running: readonly Promise<OutlookResults>[] = jobs.map((job) => this.#pool.run(job, { signal }));
    const results = await Promise.all(running).catch((cause: unknown) => {
      throw signal.aborted ? tooSlow(cause) : cause;
    });
    for (const one of results) {
      this.#slowness = learnSlowness(this.#slowness, present.agents, one);
    }
    return {
      present: results.flatMap((one) => one.present),
      changed: results.flatMap((one) => one.changed),
    };
  }
}

function tooSlow(cause: unknown): CadenciaError {
  const detail = `The machine is too busy to reckon it in ${GIVE_UP_MS / SECOND} s; ask again, or ask on another machine with cadencia simulate.`;
  return new CadenciaError('DLR_DEADLINE_PASSED', { detail, cause });
}

function basisOf({ calls, talksMs, wrapsMs, rows }: RecentWorld): WhatIfOut['basis'] {
  const meanS = (list: readonly number[]): number =>
    list.length === 0 ? 0 : list.reduce((sum, ms) => sum + ms, 0) / list.length / SECOND;
  const people = calls.filter(({ person }) => person).length;
  return {
    calls: rows,
    answerShare: calls.length === 0 ? 0 : people / calls.length,
    talkS: meanS(talksMs),
    wrapS: meanS(wrapsMs),
  };
}

function outlookOf(runs: readonly OutlookFigures[]): WhatIfOut['present'] {
  const of = (name: keyof OutlookFigures) => rangeOf(runs.flatMap((run) => run[name] ?? []));
  return {
    occupancy: of('occupancy'),
    dropShare: of('dropShare'),
    agentWaitS: of('agentWaitS'),
    connectedPerHour: of('connectedPerHour'),
    attemptsPerHour: of('attemptsPerHour'),
  };
}

function rangeOf(values: readonly number[]): WhatIfOut['present']['occupancy'] {
  if (values.length === 0) {
    return null;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? 0;
  return { low: at(0), middle: at(Math.floor((sorted.length - 1) / 2)), high: at(sorted.length - 1) };
}
