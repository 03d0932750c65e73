import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ScriptOut } from '../../src/contract/script-wire.js';
import { COLLECTION_SCRIPT } from '../../src/core/desk/collection-script.js';
import { parseAgentId, parseAttemptId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { SAMPLE_CONTACT } from '../support/engine-double.js';
import { sampleCampaign } from '../support/sample-campaign.js';

const ANA = parseAgentId('ana');
const CAMPAIGN = parseCampaignId('demo');
const PATH = '/v1/campaigns/demo/script';
const ATTEMPT = parseAttemptId('t1');

let bench: ApiBench;

beforeAll(async () => {
  bench = await startApiBench();
  await bench.engine.campaigns.save(sampleCampaign('demo', {}), 0);
  const groupId = parseGroupId('g1');
  bench.engine.profiles.set(ANA, {
    ...{ id: ANA, name: 'Ana', groupId, endpoint: 'PJSIP/web-ana', demo: false, active: true },
  });
  await bench.engine.agents.login(ANA, [CAMPAIGN]);
});
afterAll(() => bench.close());

const put = (body: object, etag: string) => bench.call('PUT', PATH, body, { 'if-match': etag });
const detailOf = async (answer: Response) => ((await answer.json()) as { detail: string }).detail;

test('a campaign begins with the product’s script; each change is a version with its author, kept for ever', async () => {
  const own = await bench.call('GET', PATH);
  expect(own.headers.get('etag')).toBe('"0"');
  expect(await own.json()).toMatchObject({ version: 0, popUrl: '', steps: COLLECTION_SCRIPT });
  const [first, ...others] = COLLECTION_SCRIPT;
  const mine = { steps: [{ ...first, text: 'Alô, {nome}?' }, ...others], popUrl: '' };
  const saved = await put(mine, '"0"');
  expect([saved.status, saved.headers.get('etag')]).toEqual([200, '"1"']);
  expect((await put(mine, '"0"')).status).toBe(412);
  expect((await bench.call('PUT', PATH, mine)).status).toBe(428);
  await put({ steps: COLLECTION_SCRIPT, popUrl: 'https://crm.example/{contato}' }, '"1"');
  const { items } = (await (await bench.call('GET', `${PATH}-versions`)).json()) as { items: object[] };
  expect(items).toMatchObject([
    { version: 2, savedBy: 'test', steps: 8 },
    { version: 1, savedBy: 'test' },
  ]);
  const before = (await (await bench.call('GET', `${PATH}?version=1`)).json()) as ScriptOut;
  expect(before.steps[0]?.text).toBe('Alô, {nome}?');
  expect((await bench.call('GET', `${PATH}?version=9`)).status).toBe(404);
  expect((await bench.call('GET', '/v1/campaigns/none/script')).status).toBe(404);
  expect(bench.asked).toContainEqual([
    'noteRead',
    expect.objectContaining({
      action: 'change',
      subject: 'demo',
      reason: `PUT ${PATH.replace('demo', ':id')} version 2, 8 steps`,
    }),
  ]);
});

test('a script that tells a third party of the debt is refused, and so is a CRM without https', async () => {
  const early = { ...COLLECTION_SCRIPT[0]!, text: 'São {valor} em atraso, {nome}.', branches: [] };
  const told = { steps: [{ ...early, disposition: 'terceiro' }], popUrl: 'http://crm.example/' };
  expect(await (await bench.call('POST', '/v1/script-checks', told)).json()).toMatchObject({
    problems: [
      { kind: 'debt_field', step: 'quem', what: 'valor' },
      { kind: 'debt_word', step: 'quem', what: 'atraso' },
    ],
    popProblem: expect.stringContaining('https://'),
  });
  const refused = await put(told, '"2"');
  expect(refused.status).toBe(400);
  expect(await detailOf(refused)).toContain('debt_field');
  const crm = await put({ steps: COLLECTION_SCRIPT, popUrl: 'javascript:alert(1)' }, '"2"');
  expect(await detailOf(crm)).toContain('body.popUrl');
});

test('what was answered is kept with the attempt, step by step, and no way that the script does not have', async () => {
  const walk = (body: object) => bench.call('POST', '/v1/agents/ana/script', body);
  const way = [
    { step: 'quem', answer: 'É a pessoa' },
    { step: 'confirma', answer: null },
  ];
  const body = { attemptId: ATTEMPT, version: 2, way };
  expect((await walk(body)).status).toBe(409);
  Object.assign(bench.engine.agentViews.get(ANA) ?? {}, {
    card: {
      attemptId: ATTEMPT,
      campaignId: CAMPAIGN,
      contact: SAMPLE_CONTACT,
      decideByMs: null,
      recording: 'none',
    },
  });
  expect(await (await walk(body)).json()).toMatchObject({
    campaignId: 'demo',
    agentId: 'ana',
    confirmed: false,
  });
  const further = [way[0], { step: 'confirma', answer: 'Confirmou' }, { step: 'assunto', answer: null }];
  expect(await (await walk({ ...body, way: further })).json()).toMatchObject({ confirmed: true });
  expect((await walk({ ...body, way: [{ step: 'assunto', answer: null }] })).status).toBe(400);
  expect((await walk({ ...body, version: 7 })).status).toBe(400);
  const kept = await bench.call('GET', '/v1/attempts/t1/script');
  expect(await kept.json()).toMatchObject({ version: 2, agentId: 'ana', way: further, confirmed: true });
  expect((await bench.call('GET', '/v1/attempts/t2/script')).status).toBe(404);
});
