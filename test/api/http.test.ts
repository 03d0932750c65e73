import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CadenciaError, isCadenciaError } from '../../src/core/kernel/errors.js';
import { parseAgentId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { bodyOf, problemOf } from '../support/api-answers.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { SAMPLE_CONTACT } from '../support/engine-double.js';
import { sampleCampaign } from '../support/sample-campaign.js';

let bench: ApiBench;
const DEMO = parseCampaignId('demo');

beforeEach(async () => {
  bench = await startApiBench();
  await bench.engine.campaigns.save(sampleCampaign('demo'), 0);
});
afterEach(() => bench.close());

async function makeAgent(id = 'a1') {
  const body = { name: 'Ana', groupId: 'g1', endpoint: 'PJSIP/1001' };
  expect((await bench.call('PUT', `/v1/agents/${id}`, body)).status).toBe(200);
  return parseAgentId(id);
}

describe('bad input', () => {
  it('says what is wrong, where, and where to look', async () => {
    const answer = await problemOf(await bench.call('PUT', '/v1/campaigns/demo/mode', { mode: 'turbo' }));
    expect(answer).toMatchObject({ status: 400, code: 'DLR_INPUT_INVALID' });
    expect(answer.errors?.[0]?.where).toBe('body.mode');
    expect(answer.detail).toContain('openapi.json');
  });

  it.each([
    ['an unknown key', 'PUT', '/v1/campaigns/demo/mode', { mode: 'power', x: 1 }, 400],
    ['a wrong id', 'GET', '/v1/campaigns/a%20b', undefined, 400],
    ['a path that climbs', 'GET', '/v1/jobs/..%2F..%2Fetc%2Fpasswd/result', undefined, 404],
    ['too short a ring', 'PUT', '/v1/campaigns/n1', { name: 'n', ringTimeoutMs: 5000 }, 400],
    ['a phone that is none', 'PUT', '/v1/lines/123', { ownerCnpj: '', carrierId: 'c', service: 'STFC' }, 400],
    ['a cursor of nothing', 'GET', '/v1/agents?after=zzz', undefined, 400],
    [
      'an address with a comma',
      'PUT',
      '/v1/agents/a1',
      { name: 'A', groupId: 'g', endpoint: 'PJSIP/1,hangup' },
      400,
    ],
  ])('%s is refused', async (_what, method, path, body, status) => {
    const answer = await problemOf(await bench.call(method, path, body));
    expect(answer.status).toBe(status);
  });

  it('refuses broken JSON, other content types and bodies over a mebibyte by name', async () => {
    const send = async (type: string, body: string) => {
      const headers = { authorization: `Bearer ${bench.secret}`, 'content-type': type };
      return (await problemOf(await fetch(`${bench.base}/v1/exports`, { method: 'POST', headers, body })))
        .code;
    };
    expect(await send('application/json', '{')).toBe('DLR_INPUT_INVALID');
    expect(await send('application/xml', '<a/>')).toBe('DLR_INPUT_TYPE');
    expect(await send('application/json', `"${'x'.repeat(1 << 20)}"`)).toBe('DLR_INPUT_TOO_LARGE');
  });

  it('keeps faults of ours out of the answer and in the log', async () => {
    bench.engine.view = () => {
      throw new Error('secret detail');
    };
    const answer = await problemOf(await bench.call('GET', '/v1/engine'));
    expect(answer).toMatchObject({ status: 500, code: 'DLR_INTERNAL' });
    expect(JSON.stringify(answer)).not.toContain('secret detail');
    expect(bench.logged.join('\n')).toContain('secret detail');
  });

  it('hands on what the engine says, with its code and Retry-After where trying again helps', async () => {
    bench.engine.campaigns.start = async () => {
      throw new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Start it.' });
    };
    const response = await bench.call('POST', '/v1/campaigns/demo/start');
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await problemOf(response)).toMatchObject({
      status: 503,
      code: 'DLR_DATABASE_DOWN',
      retryable: true,
    });
  });

  it('ends a request that takes too long', async () => {
    const quick = await startApiBench({ requestDeadlineMs: 50 });
    try {
      quick.engine.campaigns.find = () => new Promise(() => {});
      const response = await quick.call('GET', '/v1/campaigns/demo');
      expect(await problemOf(response)).toMatchObject({ status: 503, code: 'DLR_DEADLINE_PASSED' });
    } finally {
      await quick.close();
    }
  });
});

describe('campaign settings', () => {
  it('are created with defaults, read with an ETag, and changed against it', async () => {
    const made = await bench.call('PUT', '/v1/campaigns/nova', { name: 'Nova' });
    expect(made.status).toBe(201);
    expect(await made.json()).toMatchObject({
      version: 1,
      settings: { mode: 'predictive', abandonCap: 0.03 },
    });
    const tag = (await bench.call('GET', '/v1/campaigns/nova')).headers.get('etag') ?? '';
    const changed = await bench.call('PATCH', '/v1/campaigns/nova', { powerRatio: 1.5 }, { 'if-match': tag });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect(await changed.json()).toMatchObject({ settings: { name: 'Nova', powerRatio: 1.5 } });
  });

  it('are not overwritten by somebody who read them before the last change', async () => {
    const first = { 'if-match': '"1"' };
    expect((await bench.call('PATCH', '/v1/campaigns/demo', { name: 'A' }, first)).status).toBe(200);
    const late = await problemOf(await bench.call('PATCH', '/v1/campaigns/demo', { name: 'B' }, first));
    expect(late).toMatchObject({ status: 412, fields: { version: 2 } });
    expect(bench.engine.stored.get(DEMO)?.settings.name).toBe('A');
  });

  it('are refused a change that names no version', async () => {
    expect((await problemOf(await bench.call('PATCH', '/v1/campaigns/demo', { name: 'B' }))).status).toBe(
      428,
    );
  });

  it('go back to defaults by PUT and stay by PATCH', async () => {
    await bench.call('PATCH', '/v1/campaigns/demo', { powerRatio: 2 }, { 'if-match': '"1"' });
    const kept = await bench.call('PATCH', '/v1/campaigns/demo', { name: 'X' }, { 'if-match': '"2"' });
    expect(await kept.json()).toMatchObject({ settings: { powerRatio: 2 } });
    const put = await bench.call('PUT', '/v1/campaigns/demo', { name: 'X' }, { 'if-match': '"3"' });
    expect(await put.json()).toMatchObject({ settings: { powerRatio: 1 } });
  });

  it('take commands: start, mode, group mode, pause, drain', async () => {
    expect(await (await bench.call('POST', '/v1/campaigns/demo/start')).json()).toMatchObject({
      state: 'running',
    });
    expect(
      await (await bench.call('PUT', '/v1/campaigns/demo/mode', { mode: 'power' })).json(),
    ).toMatchObject({
      settings: { mode: 'power' },
    });
    const group = await bench.call('PUT', '/v1/campaigns/demo/group-modes/q4', { mode: 'preview' });
    expect(await group.json()).toMatchObject({ settings: { groupModes: { q4: 'preview' } } });
    const back = await bench.call('PUT', '/v1/campaigns/demo/group-modes/q4', { mode: null });
    expect((await bodyOf(back)).settings.groupModes).toEqual({});
    expect(await (await bench.call('POST', '/v1/campaigns/demo/drain')).json()).toMatchObject({
      state: 'draining',
    });
  });
});

describe('agents', () => {
  it('go through a day by HTTP', async () => {
    await makeAgent();
    const states: string[] = [];
    const step = async (verb: string, body?: unknown) => {
      const response = await bench.call('POST', `/v1/agents/a1/${verb}`, body);
      expect(response.status, verb).toBe(200);
      states.push((await bodyOf(response)).state);
    };
    await step('login', { campaignIds: ['demo'] });
    await step('ready');
    await step('accept');
    await step('hangup');
    await step('dispose', { disposition: 'promessa' });
    await step('pause', { reason: 'refeicao' });
    await step('logout');
    expect(states).toEqual(['paused', 'available', 'reserved', 'wrap_up', 'available', 'paused', 'offline']);
  });

  it('need a time to come for a callback, and none for anything else', async () => {
    const id = await makeAgent();
    await bench.engine.agents.login(id, [DEMO]);
    const dispose = (body: unknown) => bench.call('POST', '/v1/agents/a1/dispose', body);
    expect((await dispose({ disposition: 'retorno_agendado' })).status).toBe(400);
    expect((await dispose({ disposition: 'promessa', callbackAt: '2099-01-01T10:00:00-03:00' })).status).toBe(
      400,
    );
    const past = { disposition: 'retorno_agendado', callbackAt: '2001-01-01T10:00:00-03:00' };
    expect((await dispose(past)).status).toBe(400);
    expect((await dispose({ ...past, callbackAt: '2099-01-01T10:00:00-03:00' })).status).toBe(200);
    expect(bench.engine.asked).toEqual([`dispose a1 retorno_agendado ${Date.parse('2099-01-01T13:00:00Z')}`]);
  });

  it('see the person on their own door, and the list shows none', async () => {
    const id = await makeAgent();
    await bench.engine.agents.login(id, [DEMO]);
    const contact = { ...SAMPLE_CONTACT, campaignId: DEMO };
    bench.engine.agentViews.get(id)!.card = {
      attemptId: null,
      campaignId: DEMO,
      contact,
      decideByMs: null,
      recording: 'none',
    };
    const own = await (await bench.call('GET', '/v1/agents/a1')).text();
    expect(own).toContain('Maria Aparecida');
    expect(own).toContain('+5511987654321');
    expect(own).not.toMatch(/c0ffee|5a17/);
    expect(await (await bench.call('GET', '/v1/agents')).text()).not.toMatch(/Maria|98765/);
  });

  it('come in pages that fit together', async () => {
    for (let index = 1; index <= 5; index++) {
      const id = parseAgentId(`a${index}`);
      const groupId = parseGroupId('g1');
      bench.engine.profiles.set(id, {
        id,
        name: 'x',
        groupId,
        endpoint: 'PJSIP/1',
        demo: true,
        active: true,
      });
    }
    const seen: string[] = [];
    let path = '/v1/agents?limit=2';
    for (let pages = 0; pages < 3; pages++) {
      const page = await bodyOf(await bench.call('GET', path));
      seen.push(...page.items.map((item) => item.id));
      path = `/v1/agents?limit=2&after=${page.next}`;
      expect(page.next === null).toBe(pages === 2);
    }
    expect(seen).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  });
});

describe('trunks and lines', () => {
  const TRUNK = {
    carrierId: 'c1',
    kind: 'demo',
    host: '10.0.0.1',
    port: 5060,
    channels: 5,
    cps: 1,
    weight: 1,
  };

  it('keep the demo inside the machine', async () => {
    expect(await problemOf(await bench.call('PUT', '/v1/trunks/t1', TRUNK))).toMatchObject({
      code: 'DLR_DEMO_TRUNK',
    });
    expect(bench.engine.trunks.size).toBe(0);
    expect((await bench.call('PUT', '/v1/trunks/t1', { ...TRUNK, host: '127.0.0.1' })).status).toBe(200);
    expect((await bench.call('PUT', '/v1/trunks/t2', { ...TRUNK, kind: 'sip' })).status).toBe(200);
    expect((await bodyOf(await bench.call('GET', '/v1/trunks'))).items).toHaveLength(2);
  });

  it('never have the number of a line in the log', async () => {
    const line = { ownerCnpj: '', carrierId: 'c1', service: 'STFC' };
    expect((await bench.call('PUT', '/v1/lines/%2B551140001000', line)).status).toBe(200);
    expect(await (await bench.call('GET', '/v1/lines')).json()).toMatchObject({
      items: [{ number: '+551140001000' }],
    });
    expect(bench.logged.length).toBeGreaterThan(0);
    expect(bench.logged.join('\n')).not.toContain('551140001000');
  });
});

describe('engine and health', () => {
  it('stops all dialling and goes on again', async () => {
    expect(await (await bench.call('POST', '/v1/stop-all', { why: 'teste' })).json()).toEqual({
      cancelled: 7,
    });
    expect(bench.engine.asked).toEqual(['stopAll teste']);
    expect(await (await bench.call('GET', '/v1/engine')).json()).toMatchObject({ dialing: 'stopped' });
    expect(await (await bench.call('POST', '/v1/resume')).json()).toMatchObject({ dialing: 'on' });
  });

  it('says without a token whether it lives and why it is not ready', async () => {
    expect(await (await fetch(`${bench.base}/healthz`)).json()).toEqual({ ok: true });
    expect((await fetch(`${bench.base}/readyz`)).status).toBe(200);
    bench.notReady.push('The database does not answer.');
    const response = await fetch(`${bench.base}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toEqual({ ready: false, reasons: ['The database does not answer.'] });
  });

  it('says which port is taken and what to do', async () => {
    const port = Number(new URL(bench.base).port);
    const failure = await startApiBench({ port }).catch((error: unknown) => error);
    expect(isCadenciaError(failure, 'DLR_PORT_TAKEN')).toBe(true);
    expect(String(failure)).toContain(`127.0.0.1:${port} is in use`);
  });
});

describe('the page', () => {
  it('comes with a policy that lets nothing in from elsewhere, and holds no data', async () => {
    const response = await fetch(`${bench.base}/`);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|style="|\son\w+="/);
    for (const [, path] of html.matchAll(/(?:src|href)="(\/[^"]*)"/g)) {
      expect((await fetch(bench.base + path)).status, path).toBe(200);
    }
  });

  it('is not sent again when unchanged', async () => {
    const tag = (await fetch(`${bench.base}/`)).headers.get('etag') ?? '';
    expect((await fetch(`${bench.base}/`, { headers: { 'if-none-match': tag } })).status).toBe(304);
  });

  it('reads no other file of the disk', async () => {
    const headers = { authorization: `Bearer ${bench.secret}` };
    expect((await fetch(`${bench.base}/page/..%2f..%2fpackage.json`, { headers })).status).toBe(404);
  });
});

it('readiness tells why a campaign does not dial, with what the gate refused today', async () => {
  bench.engine.events.emit('dial:blocked', { campaignId: DEMO, rule: 'R17', atMs: Date.now() });
  const answer = await bench.call('GET', '/v1/campaigns/demo/readiness');
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({
    campaignId: 'demo',
    dialable: false,
    obstacles: [{ code: 'not_running', reach: 'all', rule: null, until: null }],
    blockedToday: { R17: 1 },
  });
  expect((await bench.call('GET', '/v1/campaigns/nope/readiness')).status).toBe(404);
});

it('every file of the live page is served to anybody: one that is not would leave the page blank', async () => {
  const files = readdirSync(new URL('../../web/live', import.meta.url)).filter(
    (name) => name !== 'index.html',
  );
  expect(files.length).toBeGreaterThan(10);
  for (const name of files) {
    expect({ name, status: (await fetch(`${bench.base}/page/${name}`)).status }).toEqual({
      name,
      status: 200,
    });
  }
});
