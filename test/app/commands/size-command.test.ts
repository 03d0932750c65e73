import { describe, expect, it } from 'vitest';
import { runCommand } from '../../support/command-run.js';

const run = (...args: readonly string[]) => runCommand(['size', ...args]);

async function figures(...args: readonly string[]) {
  const { code, out, err } = await run(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out).figures as Record<string, { value: number; how: string; source: string }>;
}

const FACTS = ['--answer-share', '8%', '--right-party-share', '0.33', '--talk-seconds', '110'];

describe('cadencia size', () => {
  it('sizes an outbound goal, and its agents bring that goal', async () => {
    const goal = await figures('outbound', ...FACTS, '--right-party', '9000');
    const agents = String(goal['agents']?.value);
    const day = await figures('outbound', ...FACTS, '--agents', agents);
    expect(day['rightParty']?.value).toBeGreaterThanOrEqual(9000);
    expect(day['lines']).toEqual(goal['lines']);
    const fewer = await figures('outbound', ...FACTS, '--agents', String(Number(agents) - 1));
    expect(fewer['rightParty']?.value).toBeLessThan(9000);
  });

  it('sizes inbound by Erlang A and shows Erlang C beside it', async () => {
    const got = await figures(
      'inbound',
      '--calls-per-hour',
      '360',
      '--talk-seconds',
      '225',
      '--wrap-seconds',
      '15',
    );
    expect(got['loadErlangs']?.value).toBe(24);
    expect(got['erlangCAgents']?.value).toBe(29);
    expect(got['agents']?.value).toBeLessThan(29);
    expect(got['serviceLevel']?.value).toBeGreaterThanOrEqual(0.8);
  });

  it('takes endless patience, and tells a queue that never ends as null', async () => {
    const got = await figures(
      ...['inbound', '--calls-per-hour', '360', '--talk-seconds', '240', '--wrap-seconds', '0'],
      ...['--patience-seconds', 'infinite', '--agents', '24'],
    );
    expect(got['meanWaitSeconds']?.value).toBeNull();
    expect(got['serviceLevel']?.value).toBe(0);
  });

  it('sizes lines by Erlang B', async () => {
    const asked = ['lines', '--calls-per-hour', '3600', '--hold-seconds', '100'];
    expect((await figures(...asked, '--blocking', '1%'))['lines']?.value).toBe(117);
    expect((await figures(...asked, '--lines', '116'))['blocking']?.value).toBeGreaterThan(0.01);
  });

  it('says in words what each figure is made of and what was assumed', async () => {
    const { out } = await run('outbound', ...FACTS, '--agents', '300');
    expect(out).toMatch(/^FIGURE +VALUE +UNIT +HOW \[SOURCE\]$/m);
    expect(out).toMatch(/^occupancy .*measured: the predictive strategy/m);
    expect(out).toMatch(/^lines .*Erlang B/m);
    expect(out).toMatch(/Not given, so taken as: .*abandonCap 0\.03/);
  });

  it.each(['outbound', 'inbound', 'lines'])('helps with %s', async (name) => {
    const { code, out } = await run(name, '--help');
    expect(code).toBe(0);
    expect(out).toContain(`size ${name}`);
  });

  it.each([
    [
      'a share above one',
      ['outbound', ...FACTS, '--agents', '10', '--abandon-cap', '3'],
      1,
      /abandonCap is 3/,
    ],
    [
      'a negative time',
      ['outbound', ...FACTS, '--agents', '10', '--wrap-seconds', '-4'],
      1,
      /wrapSeconds is -4/,
    ],
    ['no agents', ['outbound', ...FACTS, '--agents', '0'], 1, /agents is 0/],
    ['half an agent', ['outbound', ...FACTS, '--agents', '2.5'], 1, /agents is 2.5/],
    ['a payroll too small for one post', ['outbound', ...FACTS, '--payroll', '1'], 1, /payroll/],
    ['no start', ['outbound', ...FACTS], 1, /exactly one of --right-party/],
    ['two starts', ['outbound', ...FACTS, '--agents', '9', '--promises', '9'], 1, /exactly one of/],
    ['no number', ['outbound', ...FACTS, '--agents', 'many'], 2, /Give a number/],
    [
      'no share',
      ['lines', '--calls-per-hour', '1', '--hold-seconds', '1', '--blocking', 'low'],
      2,
      /Give a share/,
    ],
    ['no facts', ['inbound', '--talk-seconds', '100'], 2, /--calls-per-hour/],
    ['no calls', ['inbound', '--calls-per-hour', '0', '--talk-seconds', '100'], 1, /callsPerHour is 0/],
    ['no lines', ['lines', '--calls-per-hour', '1', '--hold-seconds', '1', '--lines', '0'], 1, /lines is 0/],
  ] as const)('refuses %s and says what is wrong', async (_, args, code, message) => {
    const refused = await run(...args);
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toMatch(message);
  });
});
