import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { verifyChain } from '../../src/core/call-log/verify-chain.js';
import {
  type AgentDetail,
  asteriskHolds,
  CAMPAIGN,
  type Crew,
  campaignFigures,
  inState,
  mailingOf,
  openFloor,
  ringsByNumber,
  rowsOf,
} from '../support/collection-floor.js';
import { buildProduct, labConfig, TestServer } from '../support/server-process.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { TestDatabases } from '../support/test-database.js';
import { until } from '../support/until.js';

const AGENTS = ['2001', '2002', '2003', '2004', '2005', '2006', '2007'];
const KILLS = 3;

let lab: TelephonyLab;
let databases: TestDatabases;
let databaseUrl: string;
let server: TestServer;
let crew: Crew;

beforeAll(async () => {
  await buildProduct();
  databases = await TestDatabases.start();
  databaseUrl = await databases.create();
  lab = await startTelephonyLab({ agents: AGENTS, detached: true });
  server = await TestServer.prepare(labConfig(lab, databaseUrl));
});

afterAll(async () => {
  await server?.dispose();
  await lab?.stop();
  await databases?.stop();
});

/** What a person at the desk would say must not change: state, reason, since when. */
function standing(agents: readonly AgentDetail[], ids: readonly string[]) {
  return agents
    .filter(({ id }) => ids.includes(id))
    .map(({ id, live }) => ({ id, state: live?.state, reason: live?.reason, sinceMs: live?.sinceMs }));
}

test('a server killed three times in the middle of calls loses none, doubles none, and its agents stay where they were', async () => {
  await server.start();
  crew = await openFloor(
    server,
    AGENTS,
    mailingOf(140, ['person', 'ringsForEver', 'person', 'ringsForEver', 'busy', 'ringsForEver', 'noAnswer']),
    { powerRatio: 4 },
  );

  for (let kill = 1; kill <= KILLS; kill += 1) {
    await killInTheMiddle(kill);
  }

  await finish();
  await expectOneRowACall();
}, 330_000);

/** Works until some talk, one is in wrap-up, one in pause and several ring; kills; looks at what came back. */
async function killInTheMiddle(kill: number): Promise<void> {
  for (const [place, id] of AGENTS.entries()) {
    crew.habits.set(id, place < 3 ? 'talks-on' : place === 3 ? 'never-disposes' : 'brisk');
  }
  const pausing = AGENTS[6] ?? '';
  await server.call('POST', `/v1/agents/${pausing}/pause`, { reason: 'descanso' });
  await crew.workUntil(async (agents) => {
    const { calls } = await campaignFigures(server);
    const ringing = (calls['ringing'] ?? 0) + (calls['dialing'] ?? 0);
    const there =
      AGENTS.slice(0, 3).every((id) => inState(agents, 'talking').includes(id)) &&
      inState(agents, 'wrap_up').includes(AGENTS[3] ?? '') &&
      inState(agents, 'paused').includes(pausing) &&
      ringing >= 4;
    return there || `agents ${JSON.stringify(await crew.states())}, calls ${JSON.stringify(calls)}`;
  });
  const before = await crew.agents();
  const { calls } = await campaignFigures(server);
  const held = await asteriskHolds(lab);
  await server.program.kill();

  const killedMs = performance.now();
  await server.start();
  const program = server.program;
  await program.said(/"recovery done"/);
  const backMs = performance.now() - killedMs;
  const recovery = program.log.findLast((line) => line.msg === 'recovery done');
  const after = await crew.agents();
  console.log(
    `kill ${kill}: live ${JSON.stringify(calls)}; adopted ${recovery?.['adopted']}, closed as lost ${recovery?.['lost']}; back in ${(backMs / 1000).toFixed(1)} s`,
  );

  const steady = [...AGENTS.slice(0, 4), pausing];
  expect(standing(after, steady)).toEqual(standing(before, steady));
  const now = await asteriskHolds(lab);
  const talkers = AGENTS.slice(0, 3).map((id) => new RegExp(`^a-[^-]+-${id}$`));
  const talksOf = (talks: readonly (readonly string[])[]) =>
    talks.filter((members) => members.some((id) => talkers.some((talker) => talker.test(id))));
  expect(talksOf(held.talks)).toHaveLength(3);
  expect(talksOf(now.talks)).toEqual(talksOf(held.talks));
  // Nobody's phone rang again: the agents' channels are the same.
  const phones = (channels: readonly string[]) => channels.filter((id) => id.startsWith('a-'));
  expect(phones(now.channels)).toEqual(phones(held.channels));

  await server.call('POST', `/v1/agents/${AGENTS[3]}/dispose`, { disposition: 'sem_acordo' });
  await server.call('POST', `/v1/agents/${pausing}/ready`);
}

/** Lets the list run out and every call end. */
async function finish(): Promise<void> {
  for (const id of AGENTS) {
    crew.habits.set(id, 'brisk');
  }
  await server.call('POST', `/v1/campaigns/${CAMPAIGN}/drain`);
  await crew.workUntil(async () => {
    const { openAttempts, unwritten } = await server.call<Record<string, number>>('GET', '/v1/engine');
    return (openAttempts === 0 && unwritten === 0) || `${openAttempts} attempts open`;
  });
  // Asterisk says that a channel ends before the channel is off its list.
  await until(async () => {
    const clients = (await asteriskHolds(lab)).channels.filter((id) => !id.startsWith('a-'));
    return clients.length === 0 || `channels of clients: ${clients.join(', ')}`;
  });
  expect((await asteriskHolds(lab)).channels).toHaveLength(AGENTS.length);
}

async function expectOneRowACall(): Promise<void> {
  const [count] = await rowsOf<Record<string, number>>(
    databaseUrl,
    `
select count(*)::int as attempts, count(t_answer_ms)::int as answered, count(t_agent_ms)::int as connected,
  (count(*) filter (where abandoned))::int as abandoned, (count(*) filter (where t_end_ms is null))::int as open,
  (count(*) filter (where t_dial_ms is null))::int as unsent, (count(*) filter (where reason = 'lost'))::int as lost,
  (count(*) filter (where reason = ''))::int as mute
from attempts`,
  );
  console.log(`rows: ${JSON.stringify(count)}`);
  expect(count).toMatchObject({ open: 0, mute: 0 });
  const { attempts, answered, connected, abandoned, unsent } = count ?? {};
  const { today } = await campaignFigures(server);
  expect(today).toMatchObject({ attempts: (attempts ?? 0) - (unsent ?? 0), answered, connected, abandoned });
  const byReason = await rowsOf<{ reason: string; n: number }>(
    databaseUrl,
    'select reason, count(*)::int as n from attempts where t_dial_ms is not null group by 1',
  );
  expect(today['reasons']).toEqual(Object.fromEntries(byReason.map(({ reason, n }) => [reason, n])));

  // The network's own word: nobody was rung more often than there are rows, nor twice at once.
  const rung = await ringsByNumber(lab);
  const rowsByPhone = new Map(
    (
      await rowsOf<{ phone: string; n: number }>(
        databaseUrl,
        'select phone, count(*)::int as n from attempts group by 1',
      )
    ).map(({ phone, n }) => [phone.replace('+', ''), n]),
  );
  const more = [...rung].filter(([number, times]) => times > (rowsByPhone.get(number) ?? 0));
  expect(more).toEqual([]);
  expect([...rung.values()].filter((times) => times > 1)).toEqual([]);

  const stores = new PostgresStores({ url: databaseUrl });
  const closed = [];
  for await (const row of stores.callLog.read({})) {
    closed.push(row);
  }
  await stores.close();
  const verdicts = verifyChain(closed, nodeDigest);
  expect(verdicts).toMatchObject([{ rows: attempts, broken: null }]);
  const unended = await rowsOf(
    databaseUrl,
    'select agent_id from agent_states where t_end_ms is null group by agent_id having count(*) > 1',
  );
  expect(unended).toEqual([]);

  await crew.everyone('logout');
  await until(async () => {
    const { channels } = await asteriskHolds(lab);
    return channels.length === 0 || `channels left: ${channels.join(', ')}`;
  });
}
