import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  asteriskHolds,
  type Crew,
  campaignFigures,
  inState,
  mailingOf,
  openFloor,
  ringsByNumber,
} from '../support/collection-floor.js';
import { buildProduct, labConfig, TestServer } from '../support/server-process.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { TestDatabases } from '../support/test-database.js';
import { until } from '../support/until.js';

const AGENTS = ['2001', '2002', '2003'];

let lab: TelephonyLab;
let databases: TestDatabases;
let server: TestServer;
let crew: Crew;

beforeAll(async () => {
  await buildProduct();
  databases = await TestDatabases.start();
  lab = await startTelephonyLab({ agents: AGENTS, detached: true });
});
afterEach(async () => {
  await server?.dispose();
});
afterAll(async () => {
  await lab?.stop();
  await databases?.stop();
});

/** A floor with two people talking and several phones ringing. */
async function busyFloor(): Promise<void> {
  server = await TestServer.prepare(labConfig(lab, await databases.create()));
  await server.start();
  crew = await openFloor(server, AGENTS, mailingOf(80, ['person', 'ringsForEver', 'ringsForEver']), {
    powerRatio: 6,
  });
  crew.habits.set('2001', 'talks-on').set('2002', 'talks-on');
  await crew.workUntil(async (agents) => {
    const { calls } = await campaignFigures(server);
    const talks = ['2001', '2002'].every((id) => inState(agents, 'talking').includes(id));
    return (talks && (calls['ringing'] ?? 0) >= 3) || JSON.stringify(calls);
  });
}

const rings = async (): Promise<number> =>
  [...(await ringsByNumber(lab)).values()].reduce((sum, times) => sum + times, 0);

/** How many phones were rung once what was on its way at a stop has come to its phone: from then on it is one too many. */
async function placedCalls(): Promise<number> {
  await until(async () => {
    const { calls } = await campaignFigures(server);
    const onTheirWay = (calls['committing'] ?? 0) + (calls['dialing'] ?? 0);
    return onTheirWay === 0 || `${onTheirWay} calls to come to their phones`;
  });
  return rings();
}

test('SIGTERM places no new call, lets talks end, and the process ends with 0', async () => {
  await busyFloor();
  server.program.signal('SIGTERM');
  await server.program.said(/"draining: live calls end/);
  await until(async () => {
    const { dialing } = await server.call<{ dialing: string }>('GET', '/v1/engine');
    return dialing === 'draining' || dialing;
  });
  expect((await server.ready()).reasons.join(' ')).toMatch(/Draining/);
  const placed = await placedCalls();
  // Ringing phones ring out; the two who talk go on talking.
  await crew.workUntil(async (agents) => {
    const { calls } = await campaignFigures(server);
    const unanswered = (calls['ringing'] ?? 0) + (calls['dialing'] ?? 0);
    const talks = inState(agents, 'talking').filter((id) => id !== '2003');
    return (unanswered === 0 && talks.length === 2) || JSON.stringify(calls);
  });
  for (const id of ['2001', '2002']) {
    await server.call('POST', `/v1/agents/${id}/hangup`);
    await server.call('POST', `/v1/agents/${id}/dispose`, { disposition: 'promessa' }).catch(() => undefined);
  }
  expect(await server.program.ended).toEqual({ code: 0, signal: null });
  expect(await rings()).toBe(placed);
}, 240_000);

test('a second SIGTERM ends the process at once, and the next start takes the talks over', async () => {
  await busyFloor();
  const { talks } = await asteriskHolds(lab);
  server.program.signal('SIGTERM');
  await server.program.said(/"draining: live calls end/);
  const askedMs = performance.now();
  server.program.signal('SIGTERM');
  expect(await server.program.ended).toEqual({ code: 0, signal: null });
  const tookMs = performance.now() - askedMs;
  console.log(`the second SIGTERM took ${Math.round(tookMs)} ms`);
  expect(tookMs).toBeLessThan(5000);

  await server.start();
  await server.program.said(/"recovery done"/);
  const agents = await crew.agents();
  expect(inState(agents, 'talking')).toEqual(expect.arrayContaining(['2001', '2002']));
  const now = await asteriskHolds(lab);
  expect(talks.filter((talk) => talk.some((id) => /-200[12]$/.test(id)))).toEqual(
    now.talks.filter((talk) => talk.some((id) => /-200[12]$/.test(id))),
  );
}, 240_000);

test('stop-all places no call, a second one cuts what rings, and nothing is dialled, not even after a restart, until resume', async () => {
  await busyFloor();
  // The first lets phones have the 15 s of ringing the rule gives them (R32); whoever stops again means at once.
  // Both are sent without a program to start first: the 15 s are not a busy machine's to use up.
  const stop = () => server.call<{ cancelled: number }>('POST', '/v1/stop-all', { why: 'incidente' });
  await stop();
  expect((await stop()).cancelled).toBeGreaterThanOrEqual(3);
  const stoppedMs = performance.now();
  await until(async () => {
    const { calls } = await campaignFigures(server);
    const unanswered = (calls['ringing'] ?? 0) + (calls['dialing'] ?? 0) + (calls['ending'] ?? 0);
    return unanswered === 0 || JSON.stringify(calls);
  }, 5000);
  console.log(`no phone rang ${Math.round(performance.now() - stoppedMs)} ms after the answer of stop-all`);
  const placed = await rings();
  expect(inState(await crew.agents(), 'talking')).toEqual(expect.arrayContaining(['2001', '2002']));

  await server.program.kill();
  await server.start();
  await server.program.said(/"recovery done"/);
  crew.habits.set('2001', 'brisk').set('2002', 'brisk');
  await crew.workUntil(
    (agents) => inState(agents, 'available').length === 3 || `free ${inState(agents, 'available').length}`,
  );
  // Whoever heard the drop message when the server died hears it to its end and then again: 2 × 18.3 s.
  await until(async () => {
    const engine = await server.call<Record<string, unknown>>('GET', '/v1/engine');
    const { calls } = await campaignFigures(server);
    return (
      (engine['dialing'] === 'stopped' && engine['openAttempts'] === 0) || JSON.stringify({ engine, calls })
    );
  }, 75_000);
  expect(await server.run('stop-all', '--why', 'incidente')).toMatch(/stopped; 0 ringing calls hung up/);
  expect(await server.run('status')).toMatch(/Dialling: stopped/);
  expect(await rings()).toBe(placed);

  await server.run('resume');
  await until(async () => (await rings()) > placed || 'nobody was rung after resume');
}, 240_000);
