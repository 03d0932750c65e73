import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { registerReplayCommand } from '../../src/app/commands/replay-command.js';
import { registerSimulateCommand } from '../../src/app/commands/simulate-command.js';
import { type ReplayReport, replayReport } from '../../src/app/twin/replay-report.js';
import { scenarioSchema } from '../../src/app/twin/scenario.js';
import { type TwinReport, twinReport } from '../../src/app/twin/twin-report.js';
import { runCommand } from '../support/command-run.js';

let folder = '';
const path = (name: string): string => join(folder, name);

const run = (...args: readonly string[]) =>
  runCommand(args, { more: [registerSimulateCommand, registerReplayCommand] });

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, out, err } = await run(...args, '--json');
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out);
}

const medianOf = (report: TwinReport, name: string): number =>
  report.settings[0]?.figures[name]?.median ?? Number.NaN;

const DAY = {
  name: 'dia',
  from: '09:00',
  to: '10:00',
  campaigns: [{ strategy: 'ratio:1.5', mailing: { contacts: 9000, ddds: { '11': 3, '21': 1 } } }],
  agents: [
    { count: 6, plans_pauses: false, pauses: [{ at: '09:30', minutes: 10, share: 0.5 }] },
    { group: 'tarde', count: 4, from: '09:20', plans_pauses: false, wrap: { uniform: [10, 25] } },
  ],
  network: {
    dead: 0.1,
    answer: { share: 0.2, by_ddd: { '11': 1.1, '21': 0.6 } },
    post_dial_delay: { uniform: [3, 5] },
  },
};

let day: TwinReport;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-twin-'));
  writeFileSync(path('dia.yaml'), stringify(DAY));
  const files = ['--write-log', path('log.jsonl'), '--write-agent-states', path('states.jsonl')];
  day = twinReport.parse(await json('simulate', '--scenario', path('dia.yaml'), '--seeds', '1', ...files));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('cadencia simulate --from-log', () => {
  it('gives a day like the recorded one back: a day simulated, exported, fitted and simulated again', async () => {
    const log = ['--from-log', path('log.jsonl'), '--agent-states', path('states.jsonl')];
    const again = twinReport.parse(
      await json('simulate', ...log, '--set', 'strategy=ratio:1.5', '--seeds', '1'),
    );
    // One hour has some 200 talks: chance alone moves their number by a tenth, and their length by as much.
    const within = (name: string, share: number): void => {
      const [was, is] = [medianOf(day, name), medianOf(again, name)];
      expect({ name, was, is, near: Math.abs(is / was - 1) <= share }).toMatchObject({ near: true });
    };
    within('attempts_per_connected', 0.2);
    within('connected', 0.25);
    within('logged_hours', 0.05);
    within('talk_hours', 0.25);
    expect(Math.abs(medianOf(again, 'occupancy') - medianOf(day, 'occupancy'))).toBeLessThan(0.1);
    expect(again.notes.join('\n')).toContain(
      'the cap, the strategy and the limits of the trunks are not in a call log',
    );
  }, 60_000);

  it('writes the fitted scenario: what it found, what it could not know', async () => {
    const log = ['--from-log', path('log.jsonl'), '--agent-states', path('states.jsonl')];
    await json('simulate', ...log, '--write-scenario', path('fitted.yaml'));
    const fitted = scenarioSchema.parse(parse(readFileSync(path('fitted.yaml'), 'utf8')));
    expect(fitted.campaigns[0]?.ring_timeout_seconds).toBeCloseTo(25, 0);
    expect(fitted.network.dead).toBeCloseTo(0.1, 1);
    expect(fitted.network.answer.share).toBeGreaterThan(0.16);
    expect(fitted.network.answer.by_ddd['21'] ?? 1).toBeLessThan(fitted.network.answer.by_ddd['11'] ?? 1);
    expect(fitted.agents.reduce((sum, { count }) => sum + count, 0)).toBe(10);
    expect(
      fitted.agents.flatMap(({ pauses }) => pauses).some(({ at }) => at >= '09:25' && at <= '09:35'),
    ).toBe(true);
  });

  it('without agent states takes shifts from the calls, and says so', async () => {
    await json('simulate', '--from-log', path('log.jsonl'), '--write-scenario', path('bare.yaml'));
    const bare = scenarioSchema.parse(parse(readFileSync(path('bare.yaml'), 'utf8')));
    expect(bare.notes.join('\n')).toContain('no agent states were given');
  });

  it('refuses a log that cannot be read, and a scenario beside it', async () => {
    expect(await run('simulate', '--from-log', path('none.jsonl'))).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be read'),
    });
    writeFileSync(path('short.jsonl'), '{"attempt_id":"x"}\n');
    expect((await run('simulate', '--from-log', path('short.jsonl'))).err).toContain('has no column');
    expect((await run('simulate', '--from-log', path('log.jsonl'), '--scenario', 'cob-5')).err).toContain(
      'one of the two',
    );
  });
});

describe('cadencia simulate', () => {
  it('names the scenarios of its library', async () => {
    const listed = (await json('simulate', '--list')) as readonly { readonly name: string }[];
    expect(listed.map(({ name }) => name)).toContain('storm-20');
  });

  it('refuses what it cannot run before it runs anything, with the field', async () => {
    const vary = await run('simulate', '--scenario', 'duo', '--vary', 'cap=0.03,7');
    expect(vary).toMatchObject({ code: 1, out: '' });
    expect(vary.err).toContain('campaigns.0.cap: Too big');
    const strategy = await run('simulate', '--scenario', 'duo', '--vary', 'strategy=cadencia,nada');
    expect(strategy).toMatchObject({ code: 1, out: '' });
    expect(strategy.err).toContain("strategy 'nada': is not known");
    expect((await run('simulate', '--scenario', 'duo', '--seeds', '0')).code).toBe(2);
  });
});

describe('cadencia replay', () => {
  const replay = async (strategy: string): Promise<ReplayReport> =>
    replayReport.parse(
      await json(
        'replay',
        '--log',
        path('log.jsonl'),
        '--agent-states',
        path('states.jsonl'),
        '--strategy',
        strategy,
      ),
    );

  it('follows the recorded day when the recorded calls are placed', async () => {
    const { recorded, rerun } = await replay('ratio:1.5');
    expect(rerun.attempts).toBe(recorded.attempts);
    expect(Math.abs(rerun.connected - recorded.connected)).toBeLessThanOrEqual(0.03 * recorded.connected);
    expect(Math.abs((rerun.occupancy ?? 0) - (recorded.occupancy ?? 0))).toBeLessThan(0.05);
  });

  it('asks for fewer calls where the strategy is more careful, and says why', async () => {
    const {
      replayed,
      recorded,
      in_the_recorded_state: state,
      differences,
      counterfactual,
    } = await replay('progressive');
    expect(replayed.attempts).toBeLessThan(recorded.attempts);
    expect(replayed.abandoned).toBe(0);
    expect(state.fewer).toBeGreaterThan(state.more);
    expect(counterfactual.calls_drawn).toBe(0);
    expect(differences[0]?.reason).toMatch(/^Power 1:1: /);
    expect(await replay('progressive')).toEqual(await replay('progressive'));
  });

  it('draws the outcome of calls that the record does not have', async () => {
    const { replayed, recorded, counterfactual } = await replay('ratio:5');
    expect(replayed.attempts).toBeGreaterThan(recorded.attempts);
    expect(counterfactual.calls_drawn).toBe(replayed.attempts - recorded.attempts);
  });

  it('refuses an unknown strategy', async () => {
    expect(await run('replay', '--log', path('log.jsonl'), '--strategy', 'nada')).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not known'),
    });
  });
});
