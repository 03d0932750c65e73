import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  CAMPAIGN,
  type Crew,
  campaignFigures,
  inState,
  mailingOf,
  openFloor,
  rowsOf,
} from '../support/collection-floor.js';
import { buildProduct, labConfig, TestServer } from '../support/server-process.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { TestDatabases } from '../support/test-database.js';
import { until } from '../support/until.js';

const AGENTS = ['2001', '2002', '2003'];

let lab: TelephonyLab;
let asterisk: TelephonyLab['asterisk'];
let databases: TestDatabases;
let databaseUrl: string;
let server: TestServer;

beforeAll(async () => {
  await buildProduct();
  databases = await TestDatabases.start();
  lab = await startTelephonyLab({ agents: AGENTS, detached: true });
  asterisk = lab.asterisk;
});
afterEach(async () => {
  await server?.dispose();
});
afterAll(async () => {
  await lab?.stop();
  await databases?.stop();
});

async function prepare(password?: string): Promise<void> {
  databaseUrl = await databases.create();
  server = await TestServer.prepare(
    labConfig({ ...lab, ariUrl: lab.ariUrl, password: password ?? lab.password }, databaseUrl),
  );
}

const talking = async (crew: Crew, people: number): Promise<void> => {
  await crew.workUntil(async (agents) => {
    return inState(agents, 'talking').length >= people || `agents ${JSON.stringify(await crew.states())}`;
  });
};

function talkOn(crew: Crew): void {
  for (const id of crew.ids) {
    crew.habits.set(id, 'talks-on');
  }
}

test('an Asterisk that is away when the server starts is told of with what to do, and dialled through once it is there', async () => {
  await prepare();
  await server.start();
  const crew = await openFloor(server, AGENTS, mailingOf(40, ['person']));
  talkOn(crew);
  await talking(crew, 2);
  await server.program.kill();
  await asterisk.kill();

  await server.start();
  await server.program.said(/"media server down"/);
  const { status, reasons } = await server.ready();
  expect(status).toBe(503);
  expect(reasons.join(' ')).toMatch(/No media server is up \(ast-1: .*check that Asterisk runs/);

  asterisk = await lab.restartAsterisk();
  const upMs = performance.now();
  await talking(crew, 3);
  console.log(`talking again ${((performance.now() - upMs) / 1000).toFixed(1)} s after Asterisk was back`);
  expect((await server.ready()).status).toBe(200);
  const open = await rowsOf(
    databaseUrl,
    'select 1 from attempts where t_end_ms is null and t_agent_ms is null',
  );
  expect(open.length).toBeLessThanOrEqual(6);
}, 240_000);

test('a wrong ARI password is told in the log and by /readyz with what to do, while the server goes on', async () => {
  await prepare('errada');
  await server.start();
  await server.program.said(/"media server down"/);
  const { status, reasons } = await server.ready();
  expect(status).toBe(503);
  expect(reasons.join(' ')).toMatch(/DLR_MEDIA_AUTH.*Compare the ARI user and password with ari\.conf/);
  const line = server.program.log.find(({ msg }) => msg === 'media server down');
  expect(String(line?.['reason'])).toMatch(/DLR_MEDIA_AUTH.*Compare the ARI user and password/);
  expect(server.program.output).not.toContain('errada');
});

test('an Asterisk killed in the middle of calls ends every call in its row, and dialling goes on once it is back', async () => {
  await prepare();
  await server.start();
  const crew = await openFloor(server, AGENTS, mailingOf(60, ['person', 'ringsForEver']), { powerRatio: 4 });
  talkOn(crew);
  await talking(crew, 3);
  const { calls } = await campaignFigures(server);
  await asterisk.kill();
  await until(async () => {
    const { dialing } = await server.call<{ dialing: string }>('GET', '/v1/engine');
    return dialing === 'media_down' || `dialling is ${dialing}`;
  });
  asterisk = await lab.restartAsterisk();
  const upMs = performance.now();
  for (const id of AGENTS) {
    crew.habits.set(id, 'brisk');
  }
  // The new Asterisk knows none of them: rings are closed as lost, talks go to their wrap-up.
  const before = (calls['ringing'] ?? 0) + (calls['dialing'] ?? 0);
  const endedBySystem = async (): Promise<number> => {
    const [row] = await rowsOf<{ n: number }>(
      databaseUrl,
      "select count(*)::int as n from attempts where ended_by = 'system' and reason = 'lost' or t_agent_ms is not null and t_end_ms is not null",
    );
    return row?.n ?? 0;
  };
  await crew.workUntil(async () => {
    const ended = await endedBySystem();
    return ended >= before + AGENTS.length || `${ended} of ${before + AGENTS.length} rows ended`;
  });
  talkOn(crew);
  await talking(crew, 2);
  console.log(
    `live ${JSON.stringify(calls)}; talking again ${((performance.now() - upMs) / 1000).toFixed(1)} s after Asterisk was back`,
  );
}, 240_000);

test('a trunk that answers 503 costs no contact an attempt, and the others are still met', async () => {
  await prepare();
  await server.start();
  const crew = await openFloor(
    server,
    AGENTS,
    // No more people than agents: nobody has to wait for one, however slow the agents' screens are.
    mailingOf(15, ['congested', 'congested', 'congested', 'congested', 'person']),
  );
  await crew.workUntil(async () => {
    const { today } = await campaignFigures(server);
    return today['connected'] === AGENTS.length || `today ${JSON.stringify(today)}`;
  });
  await server.call('POST', `/v1/campaigns/${CAMPAIGN}/drain`);
  await crew.workUntil(async () => {
    const { openAttempts, unwritten } = await server.call<Record<string, number>>('GET', '/v1/engine');
    return (openAttempts === 0 && unwritten === 0) || `${openAttempts} attempts open`;
  });
  const congested = await rowsOf<{ sip_code: number; attempts: number; state: string }>(
    databaseUrl,
    "select a.sip_code, c.attempts, c.state from attempts a join contacts c on c.id::text = a.contact_id where a.reason = 'congestion'",
  );
  expect(congested).toHaveLength(12);
  expect(congested.every((row) => row.sip_code === 503 && row.attempts === 0 && row.state === 'ready')).toBe(
    true,
  );
}, 240_000);
