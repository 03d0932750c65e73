import { chooseStrategy } from '../../core/pacing/baselines/strategy-choice.js';
import type { ScenarioChange } from './change-scenario.js';
import { changeScenario } from './change-scenario.js';
import { parseScenario } from './read-scenario.js';
import { runTwin, type TwinRun } from './run-twin.js';
import type { Scenario } from './scenario.js';
import { type ReportedSetting, rangesOf, type TwinReport } from './twin-report.js';

export interface Comparison {
  /** The scenario as written, and where it is from. */
  readonly source: unknown;
  readonly origin: string;
  /** Changes of every setting. */
  readonly changes: readonly ScenarioChange[];
  /** One list of changes a setting; `[[]]` compares nothing. */
  readonly settings: readonly (readonly ScenarioChange[])[];
  readonly seeds: readonly number[];
  readonly timings: boolean;
  readonly onRun?: (
    done: number,
    of: number,
    label: string,
    run: TwinRun,
    scenario: Scenario,
  ) => Promise<void> | void;
}

function labelOf(changes: readonly ScenarioChange[]): string {
  return changes.map(({ key, value }) => `${key}=${value}`).join(' ') || 'as written';
}

function reportRun(seed: number, run: TwinRun, timings: boolean): ReportedSetting['runs'][number] {
  const { figures, reasons, blockedBy, limits, stretches, defects, cost } = run;
  return {
    seed,
    figures,
    reasons: { ...reasons },
    blocked_by: { ...blockedBy },
    limits: { ...limits },
    stretches: [...stretches],
    defects: [...defects],
    ...(timings
      ? {
          cost: {
            cpu_ms: cost.cpuMs,
            cpu_ms_per_attempt: figures.attempts === 0 ? null : cost.cpuMs / figures.attempts,
            decisions: cost.decisions,
            decision_mean_ms: cost.decisionMeanMs,
            decision_p99_ms: cost.decisionP99Ms,
          },
        }
      : {}),
  };
}

/**
 * Runs each setting with each seed, one after the other. All settings are read before the first runs, so that a slip
 * is told at once; the same seed meets the same public under every setting.
 */
export async function compareSettings(comparison: Comparison): Promise<TwinReport> {
  const { source, origin, changes, seeds, timings } = comparison;
  const settings = comparison.settings.map((own) => ({
    own,
    label: labelOf(own),
    scenario: parseScenario(
      changeScenario(source, [...changes, ...own]),
      `${origin} with ${labelOf([...changes, ...own])}`,
    ),
  }));
  for (const { strategy } of settings.flatMap(({ scenario }) => scenario.campaigns)) {
    chooseStrategy(strategy);
  }
  const found: ReportedSetting[] = [];
  let done = 0;
  for (const { own, label, scenario } of settings) {
    const runs: ReportedSetting['runs'] = [];
    for (const seed of seeds) {
      const run = await runTwin(scenario, `${scenario.name}/${seed}`);
      runs.push(reportRun(seed, run, timings));
      done += 1;
      await comparison.onRun?.(done, settings.length * seeds.length, `${label}, seed ${seed}`, run, scenario);
    }
    found.push({
      label,
      changes: Object.fromEntries(own.map(({ key, value }) => [key, value])),
      figures: rangesOf(runs.map(({ figures }) => figures)),
      runs,
    });
  }
  const first = settings[0]?.scenario;
  return {
    version: 1,
    scenario: first?.name ?? '',
    description: first?.description ?? '',
    notes: [...(first?.notes ?? [])],
    seeds: [...seeds],
    settings: found,
  };
}
