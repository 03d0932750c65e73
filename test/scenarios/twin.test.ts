import { describe, expect, it } from 'vitest';
import { benchPacer } from '../../bench/pacing/baseline-pacers.js';
import { SCENARIOS } from '../../bench/pacing/scenarios.js';
import { type DayResult, World } from '../../bench/pacing/world.js';
import { compareSettings } from '../../src/app/twin/compare-settings.js';
import { reportText } from '../../src/app/twin/report-text.js';
import { runTwin } from '../../src/app/twin/run-twin.js';
import { twinReport } from '../../src/app/twin/twin-report.js';
import { twinScenario } from '../support/twin-scenario.js';

describe('the twin', () => {
  it('gives the same answer to the byte for the same scenario and seeds', async () => {
    const compare = () =>
      compareSettings({
        source: twinScenario({ to: '09:10', agents: [{ count: 4 }] }),
        origin: 'the test',
        changes: [],
        settings: [[{ key: 'strategy', value: 'ratio:3' }], [{ key: 'strategy', value: 'progressive' }]],
        seeds: [1, 2],
        timings: false,
      });
    const first = await compare();
    expect(JSON.stringify(await compare())).toBe(JSON.stringify(first));
    expect(twinReport.parse(first)).toEqual(first);
    const [ours, progressive] = first.settings;
    expect(ours?.figures['attempts']?.runs).toBe(2);
    expect(ours?.runs[0]?.figures).not.toEqual(ours?.runs[1]?.figures);
    expect(progressive?.figures['occupancy']?.median).toBeLessThan(ours?.figures['occupancy']?.median ?? 0);
    expect(progressive?.runs.map(({ figures }) => figures.abandoned)).toEqual([0, 0]);
    expect(reportText(first)).toMatch(/occupancy %\s+\d+\.\d\d \(.*–.*\)/);
    const minutes = first.settings[0]?.runs[0]?.stretches.map(({ from }) => from);
    expect(minutes).toEqual(['09:00']);
    expect(first.settings.flatMap(({ runs }) => runs.flatMap(({ defects }) => defects))).toEqual([]);
  });

  it('keeps the gate of production: on a Sunday nobody is called', async () => {
    const run = await runTwin(twinScenario({ date: '2026-01-11', to: '09:05' }), 'x');
    expect(run.figures.attempts).toBe(0);
    expect(run.figures.logged_hours).toBeGreaterThan(0);
  });

  it('sends the whole group to its pause and lets a carrier storm refuse calls', async () => {
    const run = await runTwin(
      twinScenario({
        agents: [{ count: 6, pauses: [{ at: '09:10', minutes: 8 }], plans_pauses: false }],
        storms: [{ at: '09:21', minutes: 8, refused: 0.8 }],
      }),
      'x',
    );
    const [before, pause, storm] = run.stretches;
    expect(pause?.attempts).toBeLessThan((before?.attempts ?? 0) / 3);
    expect(run.figures.congested).toBeGreaterThan(20);
    expect(storm?.people).toBeLessThan((before?.people ?? 0) * 0.8);
    expect(run.defects).toEqual([]);
  });

  it('paces each campaign by its own strategy and shares the agents who serve both', async () => {
    const mailing = { contacts: 900 };
    const run = await runTwin(
      twinScenario({
        campaigns: [
          { id: 'a', strategy: 'cadencia', mailing },
          { id: 'b', strategy: 'progressive', cap: 0.01, mailing },
        ],
        agents: [{ count: 3, campaigns: ['a'] }, { count: 3 }],
      }),
      'x',
    );
    const campaigns = new Set<string>();
    for await (const row of run.stores.callLog.read({})) {
      campaigns.add(row.opening.campaignId);
    }
    expect([...campaigns].sort()).toEqual(['a', 'b']);
    expect(run.figures.connected).toBeGreaterThan(50);
  });
});

/** Of both worlds the first hour; chance alone moves the twin's occupancy by some 3 points in so short a time. */
describe('the twin and the bench’s light world', () => {
  const light = (name: string, strategy: string) => {
    const scenario = SCENARIOS.find((one) => one.name === name);
    if (scenario === undefined) {
      throw new Error(`The bench has no scenario ${name}`);
    }
    const short = { ...scenario, hours: 1 };
    const days = [1, 2, 3, 4].map((seed) =>
      new World(short, seed, 0.03, true).run(benchPacer(strategy, short, 0.03)),
    );
    const mean = (pick: (day: DayResult) => number): number =>
      days.reduce((sum, day) => sum + pick(day), 0) / days.length;
    return {
      occupancy: mean((day) => day.occupancy),
      drop: mean((day) => day.drop),
      attempts: mean((day) => day.attemptsPerConnect),
    };
  };
  const twin = async (agents: number, share: number, strategy: string) => {
    const scenario = twinScenario({
      to: '10:00',
      campaigns: [{ strategy, mailing: { contacts: 7000 } }],
      agents: [{ count: agents, plans_pauses: false }],
      network: {
        answer: { share },
        misses: { machine: 25, no_answer: 55, busy: 10, rejected: 0, unreachable: 10, congestion: 0 },
      },
    });
    return (await runTwin(scenario, 'x')).figures;
  };

  it.each([
    // Ratios that R27 leaves alone: the light world knows of no stop.
    ['tele-10', 'ratio:1.5', 10, 0.25],
    ['cob-10', 'ratio:4', 10, 0.08],
  ] as const)(
    'agree on %s under %s: occupancy within 8 points, drops within 2, attempts a talk within a fifth',
    async (name, strategy, agents, share) => {
      const ours = await twin(agents, share, strategy);
      const theirs = light(name, strategy);
      expect(Math.abs((ours.occupancy ?? 0) - theirs.occupancy)).toBeLessThan(0.08);
      expect(Math.abs((ours.drop_share ?? 0) - theirs.drop)).toBeLessThan(0.02);
      expect(Math.abs((ours.attempts_per_connected ?? 0) / theirs.attempts - 1)).toBeLessThan(0.2);
    },
    60_000,
  );
});
