import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import type { DrawnOut, OwnScoreListOut, ScoreOut } from '../../src/contract/quality-wire.js';
import { parseAgentId } from '../../src/core/kernel/ids.js';
import { DAY, MINUTE } from '../../src/core/kernel/time.js';
import { aRecording } from '../conformance/recording-store.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { addPerson, aTeamSupervisor, Browser } from '../support/people.js';
import { marksBut, PRINTED_FORM } from '../support/quality-form.js';

let bench: ApiBench;
let nowMs: number;
beforeEach(async () => {
  bench = await startApiBench();
  nowMs = bench.qualityClock.now();
  const { id: _, ...form } = PRINTED_FORM;
  await bench.call('PUT', '/v1/quality/forms/contrato', form);
  for (let index = 0; index < 30; index += 1) {
    await bench.stores.recordings.keep(
      aRecording(`t${index}`, {
        startedAtMs: nowMs + index * MINUTE,
        talkMs: (index % 3) * 2 * MINUTE,
        agentId: parseAgentId(index < 20 ? 'ana' : 'bia'),
      }),
    );
  }
  await bench.stores.recordings.keep(aRecording('early', { startedAtMs: nowMs - 1 }));
  await bench.stores.recordings.keep(aRecording('late', { startedAtMs: nowMs + DAY }));
});
afterEach(() => bench.close());

const iso = (atMs: number): string => new Date(atMs).toISOString();

async function post<Answer>(path: string, body?: unknown, label = 'test'): Promise<Answer> {
  const { secret } = await bench.tokens.issue(label, 'supervisor');
  const answer = await bench.call('POST', path, body, { authorization: `Bearer ${secret}` });
  return { status: answer.status, ...((await answer.json()) as object) } as Answer;
}

const order = () => ({ from: iso(nowMs), to: iso(nowMs + DAY), perAgent: 4 });

async function drawn(): Promise<DrawnOut> {
  const draw = await post<DrawnOut['draw']>('/v1/quality/draws', order());
  bench.qualityClock.advance(DAY);
  return post<DrawnOut>(`/v1/quality/draws/${draw.id}/draw`);
}

test('a draw is fixed before its period ends, keeps its seed until then, and can be computed again by anybody', async () => {
  const draw = await post<DrawnOut['draw']>('/v1/quality/draws', order());
  expect(draw).toMatchObject({ seed: null, drawnAtMs: null });
  const path = `/v1/quality/draws/${draw.id}`;
  expect(await post<{ status: number }>(`${path}/draw`)).toMatchObject({ status: 409 });
  bench.qualityClock.advance(DAY);
  const done = await post<DrawnOut>(`${path}/draw`);
  expect(await post<DrawnOut>(`${path}/draw`)).toEqual(done);
  const { seed, fromMs, toMs } = done.draw;
  const text = `cadencia-draw-1\n${draw.id}\n${fromMs}\n${toMs}\n4\n${seed}`;
  expect(nodeDigest.sha256(text)).toBe(draw.commitment);
  expect(done.picks).toHaveLength(8);
  for (const { attemptId, ticket } of done.picks) {
    expect(ticket).toBe(nodeDigest.hmacSha256(seed ?? '', attemptId));
  }
  expect(done.draw.strata.reduce((sum, { calls }) => sum + calls, 0)).toBe(30);
  expect(await (await bench.call('GET', path)).json()).toEqual({ draw: done.draw, picks: done.picks });
});

test('a draw of a period that is over is refused', async () => {
  const late = { from: iso(nowMs - DAY), to: iso(nowMs), perAgent: 4 };
  expect(await post<{ status: number }>('/v1/quality/draws', late)).toMatchObject({ status: 400 });
});

test('a drawn call is scored by the form, and one that was not drawn is not taken for it', async () => {
  const { draw, picks } = await drawn();
  const [pick] = picks;
  const body = {
    attemptId: pick?.attemptId,
    formId: 'contrato',
    drawId: draw.id,
    marks: marksBut('complete'),
  };
  expect(await post<ScoreOut>('/v1/quality/scores', body)).toMatchObject({
    status: 201,
    score: 92,
    agentId: pick?.agentId,
    formVersion: 1,
    by: 'test',
  });
  const other = ['t0', 't1', 't2', 't3', 't4', 't5'].find(
    (id) => !picks.some(({ attemptId }) => attemptId === id),
  );
  const wrong = [
    { ...body, attemptId: other },
    { ...body, marks: {} },
    { ...body, marks: { ...marksBut(), extra: 'ok' } },
  ];
  for (const refused of wrong) {
    expect(await post<{ status: number }>('/v1/quality/scores', refused)).toMatchObject({ status: 400 });
  }
  for (const unknown of [
    { ...body, formId: 'none' },
    { ...body, attemptId: 'nobody', drawId: null },
  ]) {
    expect(await post<{ status: number }>('/v1/quality/scores', unknown)).toMatchObject({ status: 404 });
  }
});

test('a contest is decided by a third person, once, and an upheld one takes the score out of the index', async () => {
  const body = { attemptId: 't0', formId: 'contrato', marks: marksBut('ethics') };
  const bad = await post<ScoreOut>('/v1/quality/scores', body, 'monitor');
  await post('/v1/quality/scores', { ...body, attemptId: 't1', marks: marksBut() }, 'monitor');
  const path = `/v1/quality/scores/${bad.id}`;
  const reason = { periodEnd: iso(nowMs + 30 * DAY), reason: 'foi cordial' };
  expect(await post<{ status: number }>(`${path}/decision`, { decision: 'upheld', why: 'x' })).toMatchObject({
    status: 404,
  });
  expect(await post<ScoreOut>(`${path}/contest`, reason, 'ana')).toMatchObject({
    contest: { by: 'ana', decision: 'open' },
  });
  expect(await post<{ status: number }>(`${path}/contest`, reason, 'ana')).toMatchObject({ status: 409 });
  const upheld = { decision: 'upheld', why: 'ouvida de novo' };
  for (const partial of ['monitor', 'ana']) {
    expect(await post<{ status: number }>(`${path}/decision`, upheld, partial)).toMatchObject({
      status: 403,
    });
  }
  expect(await post<ScoreOut>(`${path}/decision`, upheld, 'carla')).toMatchObject({
    contest: { decision: 'upheld' },
  });
  expect(await post<{ status: number }>(`${path}/decision`, upheld, 'carla')).toMatchObject({ status: 409 });
  const period = { from: iso(nowMs - DAY), to: iso(nowMs + DAY), leastPerAgent: 2 };
  expect(await post<object>('/v1/quality/iqa', period)).toMatchObject({
    agents: { value: 100, basis: 'own_alone' },
    voided: 1,
    byAgent: [{ agentId: 'ana', scored: 1, isShort: true }],
  });
});

test('a supervisor of a team draws, scores and counts the calls of its agents and no others', async () => {
  const { draw } = await drawn();
  const bad = await post<ScoreOut>('/v1/quality/scores', {
    attemptId: 't0',
    formId: 'contrato',
    marks: marksBut(),
  });
  const sara = await aTeamSupervisor(bench, 'bia');
  const seen = (await sara.ask('GET', `/v1/quality/draws/${draw.id}`)).json as unknown as DrawnOut;
  expect(new Set(seen.picks.map(({ agentId }) => agentId))).toEqual(new Set(['bia']));
  const score = (attemptId: string) =>
    sara.ask('POST', '/v1/quality/scores', { attemptId, formId: 'contrato', marks: marksBut('ethics') });
  expect((await score('t0')).status).toBe(404);
  expect((await score('t20')).status).toBe(201);
  const contest = { periodEnd: iso(nowMs + 30 * DAY), reason: 'x' };
  expect((await sara.ask('POST', `/v1/quality/scores/${bad.id}/contest`, contest)).status).toBe(404);
  const period = { from: iso(nowMs - DAY), to: iso(nowMs + 2 * DAY) };
  const range = new URLSearchParams(period);
  expect((await sara.ask('GET', `/v1/quality/scores?${range}`)).json).toMatchObject({
    items: [{ attemptId: 't20' }],
  });
  expect((await sara.ask('POST', '/v1/quality/iqa', period)).json).toMatchObject({
    byAgent: [{ agentId: 'bia', mean: 0 }],
  });
  expect(await post('/v1/quality/iqa', { ...period, agents: ['ana'] })).toMatchObject({
    byAgent: [{ agentId: 'ana', mean: 100 }],
  });
});

test('a score is not contested when it is too late', async () => {
  const body = { attemptId: 't0', formId: 'contrato', marks: marksBut() };
  const { id } = await post<ScoreOut>('/v1/quality/scores', body, 'monitor');
  bench.qualityClock.advance(6 * DAY);
  const contest = { periodEnd: iso(nowMs + 60 * DAY), reason: 'x' };
  expect(await post<{ status: number }>(`/v1/quality/scores/${id}/contest`, contest)).toMatchObject({
    status: 409,
  });
});

test('monitors who scored the same call are shown how far they are apart', async () => {
  const body = { attemptId: 't0', formId: 'contrato', side: 'calibration' };
  expect((await bench.call('GET', '/v1/quality/calibration/t0')).status).toBe(404);
  await post('/v1/quality/scores', { ...body, marks: marksBut() }, 'ana');
  await post('/v1/quality/scores', { ...body, marks: marksBut('interest') }, 'bia');
  expect(await (await bench.call('GET', '/v1/quality/calibration/t0')).json()).toMatchObject({
    spread: 8,
    disputed: [{ item: 'interest', marks: { ana: 'ok', bia: 'nc' } }],
  });
});

test('a form with a fault in it is refused with its reason', async () => {
  const { id: _, ...form } = PRINTED_FORM;
  const twice = { ...form, dimensions: [...form.dimensions, ...form.dimensions] };
  const answer = await bench.call('PUT', '/v1/quality/forms/contrato', twice);
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain('is there twice');
});

/** Signed in as the agent he is. */
async function agentBrowser(agent: string): Promise<Browser> {
  await addPerson(bench, agent, 'agent', { agentId: parseAgentId(agent) });
  const browser = new Browser(bench.base);
  await browser.signIn(agent);
  return browser;
}

const ownScores = async (browser: Browser, agent = 'ana') =>
  ((await browser.ask('GET', `/v1/agents/${agent}/scores`)).json as unknown as OwnScoreListOut).items;

test('an agent reads his own sheets alone, each by the form it was given by, and no calibration', async () => {
  const body = { attemptId: 't0', formId: 'contrato', marks: marksBut('interest') };
  await post('/v1/quality/scores', body, 'monitor');
  await post('/v1/quality/scores', { ...body, attemptId: 't20' }, 'monitor');
  await post('/v1/quality/scores', { ...body, side: 'calibration' }, 'monitor');
  const { id: _, ...form } = PRINTED_FORM;
  await bench.call('PUT', '/v1/quality/forms/contrato', { ...form, name: 'Outra' });
  const ana = await agentBrowser('ana');
  const items = await ownScores(ana);
  expect(items).toMatchObject([
    { score: { attemptId: 't0', score: 92 }, form: { name: 'Monitoria', version: 1 }, contest: 'open' },
  ]);
  expect((await ana.ask('GET', '/v1/agents/bia/scores')).status).toBe(403);
  expect((await ana.ask('GET', '/v1/quality/scores')).status).toBe(403);
});

test('an agent contests his own score in its time, once, and somebody else decides', async () => {
  const body = { attemptId: 't0', formId: 'contrato', marks: marksBut('ethics') };
  const bad = await post<ScoreOut>('/v1/quality/scores', body, 'monitor');
  const other = await post<ScoreOut>('/v1/quality/scores', { ...body, attemptId: 't20' }, 'monitor');
  const ana = await agentBrowser('ana');
  const contest = (id: string, agent = 'ana') =>
    ana.ask('POST', `/v1/agents/${agent}/scores/${id}/contest`, { reason: 'fui cordial' });
  expect((await contest(other.id)).status).toBe(404);
  expect((await contest(other.id, 'bia')).status).toBe(404);
  expect((await contest(bad.id)).json).toMatchObject({
    contest: 'contested',
    score: { contest: { by: 'ana', reason: 'fui cordial', decision: 'open' } },
  });
  expect((await contest(bad.id)).status).toBe(409);
  await post(`/v1/quality/scores/${bad.id}/decision`, { decision: 'upheld', why: 'ouvida de novo' }, 'carla');
  expect(await ownScores(ana)).toMatchObject([
    { score: { contest: { decision: 'upheld', decidedWhy: 'ouvida de novo' } } },
  ]);
});

test('an agent is told that it is too late to contest', async () => {
  const body = { attemptId: 't0', formId: 'contrato', marks: marksBut() };
  const { id } = await post<ScoreOut>('/v1/quality/scores', body, 'monitor');
  bench.qualityClock.advance(6 * DAY);
  const ana = await agentBrowser('ana');
  expect(await ownScores(ana)).toMatchObject([{ contest: 'too_late' }]);
  const late = await ana.ask('POST', `/v1/agents/ana/scores/${id}/contest`, { reason: 'x' });
  expect(late.status).toBe(409);
});
