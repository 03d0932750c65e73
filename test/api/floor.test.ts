import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FloorOut, MonitorOut } from '../../src/contract/floor-wire.js';
import type { OverrideOut } from '../../src/contract/knob-wire.js';
import type { SentMessagesOut } from '../../src/contract/message-wire.js';
import { parseAgentId, parseAttemptId, parseGroupId } from '../../src/core/kernel/ids.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { CAMPAIGN } from '../support/samples.js';

const ANA = parseAgentId('ana');
const PROFILE = {
  ...{ id: ANA, name: 'Ana', groupId: parseGroupId('g'), endpoint: 'PJSIP/1', demo: false, active: true },
};
let bench: ApiBench;

beforeAll(async () => {
  bench = await startApiBench();
  const settings = sampleCampaign(CAMPAIGN, { retry: DEFAULT_RETRY });
  bench.engine.stored.set(CAMPAIGN, { settings, state: 'running', version: 1 });
  bench.engine.profiles.set(ANA, PROFILE);
  await bench.engine.agents.login(ANA, [CAMPAIGN]);
});
afterAll(() => bench.close());

async function ask<Out>(method: string, path: string, body?: unknown): Promise<Out> {
  const reply = await bench.call(method, path, body);
  const text = await reply.text();
  expect(reply.status, text).toBe(200);
  return JSON.parse(text) as Out;
}

async function refusal(method: string, path: string, body: unknown): Promise<string> {
  const reply = await bench.call(method, path, body);
  expect(reply.status).toBeGreaterThanOrEqual(400);
  return ((await reply.json()) as { detail: string }).detail;
}

const noted = (): string => JSON.stringify(bench.asked);

describe('a supervisor by the API', () => {
  test('hears an agent, changes the way, leaves, and each talk he hears is noted before he hears it', async () => {
    const watch = { agentId: ANA, mode: 'listen', endpoint: 'PJSIP/sup1' };
    const view = await ask<MonitorOut>('POST', '/v1/monitor/watch', watch);
    expect(view).toMatchObject({ person: 'test', agentId: ANA, mode: 'listen' });
    expect((await ask<FloorOut>('GET', '/v1/floor')).monitors).toEqual([view]);
    const talk = { person: 'test', agentId: ANA, attemptId: parseAttemptId('t9'), mode: 'listen' } as const;
    bench.engine.events.emit('monitor:heard', { ...talk, atMs: 1 });
    expect(noted()).toContain('"action":"call_heard","who":"test","subject":"t9"');
    expect(noted()).toContain('POST /v1/monitor/watch listen');
    expect(await ask('POST', '/v1/monitor/leave')).toMatchObject({ monitor: { agentId: null } });
    expect(await ask('POST', '/v1/monitor/hang-up')).toEqual({ monitor: null });
    expect(await refusal('POST', '/v1/monitor/watch', { ...watch, endpoint: 'x' })).toContain('endpoint');
    // Nothing here takes pages as telephones, and the floor says so beforehand.
    expect((await ask<FloorOut>('GET', '/v1/floor')).pagePhones).toBe(false);
    expect(await refusal('POST', '/v1/monitor/phone', undefined)).toContain('desk telephone');
  });

  test('has an agent pause with a reason on file, and calls nobody back from the toilet', async () => {
    const pause = { to: 'pause', reason: 'fila vazia, curso' };
    expect(await ask('POST', '/v1/agents/ana/force', pause)).toMatchObject({
      state: 'paused',
      reason: 'supervisor',
    });
    expect(noted()).toContain('POST /v1/agents/:id/force pause: fila vazia, curso');
    await ask('POST', '/v1/agents/ana/pause', { reason: 'banheiro' });
    const ready = { to: 'ready', reason: 'fila cheia' };
    expect(await refusal('POST', '/v1/agents/ana/force', ready)).toContain('R45');
    await ask('POST', '/v1/agents/ana/pause', { reason: 'descanso' });
    expect(await ask('POST', '/v1/agents/ana/force', ready)).toMatchObject({ state: 'available' });
    expect(await refusal('POST', '/v1/agents/nobody/force', pause)).toContain('nobody');
    expect(await refusal('POST', '/v1/agents/ana/force', { to: 'pause', reason: '' })).toContain('reason');
  });

  test('writes to those who are meant, away or not, and sees who of them has not read it', async () => {
    const text = 'Reunião às 15h';
    const rui = parseAgentId('rui');
    bench.engine.profiles.set(rui, { ...PROFILE, id: rui, name: 'Rui', active: true });
    bench.engine.profiles.set(parseAgentId('ex'), { ...PROFILE, id: parseAgentId('ex'), active: false });
    const send = (to: object) => ask('POST', '/v1/messages', { to, text });
    expect(await send({ kind: 'agent', id: ANA })).toEqual({ recipients: [ANA], away: [] });
    expect(await send({ kind: 'campaign', id: CAMPAIGN })).toEqual({ recipients: [ANA], away: [] });
    expect(await send({ kind: 'group', id: 'other' })).toEqual({ recipients: [], away: [] });
    expect(await send({ kind: 'group', id: 'g' })).toEqual({ recipients: [ANA, rui], away: [rui] });
    const own = await ask<{ items: { id: number }[] }>('GET', '/v1/agents/ana/messages');
    expect(own.items).toHaveLength(3);
    expect(own.items[0]).toMatchObject({ from: 'test', text, readMs: null });
    await ask('POST', '/v1/agents/ana/messages/read', { upTo: own.items[2]?.id });
    const { items } = await ask<SentMessagesOut>('GET', '/v1/messages');
    expect(items.map(({ to, recipients, unread }) => [to.kind, recipients, unread])).toEqual([
      ['group', 2, [rui]],
      ['campaign', 1, []],
      ['agent', 1, []],
    ]);
  });

  test('sets thresholds, and is told of a slip', async () => {
    const one = { metric: 'drop_today', scope: '', warning: 0.01, critical: 0.02 };
    expect(await ask('PUT', '/v1/floor/thresholds', { items: [one] })).toEqual({ items: [one] });
    expect(await ask('GET', '/v1/floor/thresholds')).toEqual({ items: [one] });
    const swapped = { items: [{ ...one, warning: 0.03 }] };
    expect(await refusal('PUT', '/v1/floor/thresholds', swapped)).toContain('swap');
  });

  test('turns a knob for a while and undoes it, and is refused by the rule', async () => {
    const path = `/v1/campaigns/${CAMPAIGN}/overrides`;
    const wish = { change: { weight: 2 }, minutes: 30, reason: 'fim do dia' };
    const made = await ask<OverrideOut>('POST', path, wish);
    expect(made).toMatchObject({ change: { weight: 2 }, before: { weight: 1 }, by: 'test', endedMs: null });
    expect(bench.engine.stored.get(CAMPAIGN)?.settings.weight).toBe(2);
    expect(await ask('GET', path)).toEqual({ items: [made] });
    expect(await ask('POST', `/v1/overrides/${made.id}/undo`)).toMatchObject({ endedBy: 'test' });
    expect(bench.engine.stored.get(CAMPAIGN)?.settings.weight).toBe(1);
    expect(await refusal('POST', path, { ...wish, minutes: 10_000 })).toContain('minutes');
    const { items } = await ask<{ items: { name: string; rule: string | null }[] }>('GET', '/v1/knobs');
    expect(items.find(({ name }) => name === 'ringTimeoutMs')?.rule).toBe('R32');
    expect(await refusal('POST', '/v1/campaigns/none/what-if', { change: {} })).toContain('none');
  });

  test('and whoever starts or stops a campaign, is on file', async () => {
    await ask('POST', `/v1/campaigns/${CAMPAIGN}/pause`);
    expect(noted()).toContain(`"subject":"${CAMPAIGN}","reason":"POST /v1/campaigns/:id/pause"`);
  });
});
