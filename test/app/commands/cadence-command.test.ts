import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../../support/command-run.js';
import { RoutedServer } from '../../support/routed-server.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const EXAMPLE = fileURLToPath(new URL('../../../docs/reference/cadence-example.json', import.meta.url));
const folder = new TemporaryFolder('cadence');
const server = new RoutedServer();

const run = (...args: readonly string[]) =>
  runCommand(args, { env: { CADENCIA_URL: server.url, CADENCIA_TOKEN: 'secret' } });

/** What the server answers to one question of a test. */
function serve(what: string, body: unknown): void {
  server.routes[what] = () => ({ body });
}

describe('cadencia cadence try', () => {
  it('plays an invented contact to its end in local time, with the reasons', async () => {
    const { code, out } = await run('cadence', 'try', '--file', EXAMPLE);
    expect(code).toBe(0);
    expect(out).toContain('2026-11-24 09:00:00  America/Sao_Paulo  +5511987654321  unknown');
    expect(out).toContain('Then no further try: attempts. Policy brasil-2026');
    expect(out.split('\n').filter((line) => /^\d/.test(line))).toHaveLength(6);
    expect((await run('cadence', 'try', '--file', EXAMPLE)).out).toBe(out);
  });

  it('answers in JSON for a chain of outcomes', async () => {
    const { out } = await run(
      'cadence',
      'try',
      '--file',
      EXAMPLE,
      '--outcome',
      'invalid_number,promise',
      '--json',
    );
    const answer = JSON.parse(out) as { end: string; tries: readonly Record<string, unknown>[] };
    expect(answer.end).toBe('outcome');
    expect(answer.tries).toMatchObject([
      { attemptNo: 1, phone: '+5511987654321', at: '2026-11-24T12:00:00.000Z', outcome: 'invalid_number' },
      { attemptNo: 2, phone: '+551132654321', local: '2026-11-24 12:00:00', outcome: 'promise' },
    ]);
    expect(answer.tries[1]?.['why']).toEqual([
      { step: 'delay', until: '2026-11-24T12:01:30.000Z' },
      { step: 'spacing', until: '2026-11-24T15:00:00.000Z' },
    ]);
  });

  it('holds a try to the hours of the law', async () => {
    const text = readFileSync(EXAMPLE, 'utf8').replace('2026-11-24T09:00', '2026-11-22T03:00');
    const { out } = await run('cadence', 'try', '--file', folder.file('sunday.json', text), '--json');
    const [first] = (JSON.parse(out) as { tries: readonly unknown[] }).tries;
    expect(first).toMatchObject({
      local: '2026-11-23 08:00:00',
      why: [{ step: 'delay' }, { step: 'window' }],
    });
  });

  it.each([
    ['{', 'JSON'],
    ['{"at":"x","phones":["+5511987654321"]}', 'at:'],
    ['{"at":"2026-11-24T09:00:00-03:00","phones":[]}', 'phones:'],
    [
      '{"at":"2026-11-24T09:00:00-03:00","phones":["+5511987654321"],"policy":"x"}',
      "policy 'x' is none of brasil-2026",
    ],
    ['{"at":"2026-11-24T09:00:00-03:00","phones":["+5511987654321"],"retry":{"perDay":0}}', 'retry.perDay'],
  ])('says what is wrong with %s', async (text, said) => {
    const { code, err } = await run('cadence', 'try', '--file', folder.file('wrong.json', text));
    expect(code).toBe(1);
    expect(err).toContain('DLR_INPUT_INVALID');
    expect(err).toContain(said);
  });

  it('asks the server for a contact of its own', async () => {
    serve('GET /v1/contacts/7/cadence?outcomes=busy', { policy: 'p', tries: [], end: 'no_phone' });
    expect(await run('cadence', 'try', '7', '--outcome', 'busy')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Then no further try: no_phone.'),
    });
    expect(await run('cadence', 'try')).toMatchObject({ code: 1 });
  });
});

it('campaigns recycle sends the reasons and why', async () => {
  serve('POST /v1/campaigns/c1/recycle', { contacts: 12 });
  const reasons = ['--reason', 'no_answer,busy', '--why', 'month end', '--attempts', '2'];
  const { out } = await run('campaigns', 'recycle', 'c1', ...reasons);
  expect(out).toBe('12 contacts are ready again.\n');
  expect(JSON.parse(server.asked.at(-1)?.body ?? '')).toEqual({
    reasons: ['no_answer', 'busy'],
    why: 'month end',
    attempts: 2,
  });
});

it('base-plan reads a mailing through its campaign, and anything else as a campaign', async () => {
  const chance = { perThousand: 60, low: 46.9, high: 76.5 };
  const row = {
    key: 'm1',
    attempts: 1000,
    answers: 90,
    contacts: 60,
    contactYield: chance,
    answerYield: chance,
  };
  const plan = {
    byBase: [row],
    byHour: [],
    byAttempt: [],
    curve: [{ attemptNo: 1, attempts: 1000, contacts: 60, share: 1, marginal: chance }],
    leastPerThousand: 20,
    dialUntil: 1,
    resting: { low_yield: 7 },
  };
  serve('GET /v1/mailings/m1', { campaignId: 'c1' });
  serve('GET /v1/campaigns/c1/consumption?days=30&mailing=m1', plan);
  serve('GET /v1/campaigns/c1/consumption?days=7', plan);
  const { out } = await run('base-plan', 'm1');
  expect(out).toContain('m1    1000      90       60        60.0 (46.9 to 76.5)');
  expect(out).toContain('Filter 20 per thousand: dial until attempt 1. Resting for low_yield: 7.');
  expect((await run('base-plan', 'c1', '--days', '7')).out).toBe(out);
});
