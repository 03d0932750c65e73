import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PauseCodeOut } from '../../src/contract/pause-code-wire.js';
import { parseAgentId, parseCampaignId, parseGroupId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

const ANA = parseAgentId('ana');
const OWN = { labelPtBr: 'Ginástica laboral', labelEn: 'Exercise', kind: 'rest', paid: true, planned: true };

let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
  const groupId = parseGroupId('g');
  const profile = { id: ANA, name: 'Ana', groupId, endpoint: 'PJSIP/1', demo: false, active: true };
  bench.engine.profiles.set(ANA, profile);
  await bench.engine.agents.login(ANA, [parseCampaignId('c')]);
});
afterEach(() => bench.close());

async function codes(): Promise<readonly PauseCodeOut[]> {
  const answer = await bench.call('GET', '/v1/pause-codes');
  return ((await answer.json()) as { items: readonly PauseCodeOut[] }).items;
}

async function put(code: string, body: object) {
  const present = await bench.call('GET', `/v1/pause-codes/${code}`);
  const etag = present.headers.get('etag');
  const headers = etag === null ? {} : { 'if-match': etag };
  const answer = await bench.call('PUT', `/v1/pause-codes/${code}`, body, headers);
  return { status: answer.status, body: (await answer.json()) as PauseCodeOut & { detail: string } };
}

async function pause(reason: string) {
  const answer = await bench.call('POST', '/v1/agents/ana/pause', { reason });
  return { status: answer.status, body: (await answer.json()) as { detail: string } };
}

describe('pause codes over HTTP', () => {
  it('are there from the beginning, and can be added, relabelled and taken out of use', async () => {
    expect((await codes()).map(({ code }) => code)).toContain('banheiro');
    expect((await put('ginastica_laboral', { ...OWN, active: true })).status).toBe(200);
    expect((await pause('ginastica_laboral')).status).toBe(200);
    expect((await put('ginastica_laboral', { ...OWN, active: false })).status).toBe(200);
    expect(await codes()).toContainEqual({
      code: 'ginastica_laboral',
      ...OWN,
      active: false,
      builtIn: false,
      version: 2,
    });
    const refused = await pause('ginastica_laboral');
    expect([refused.status, refused.body.detail]).toEqual([400, expect.stringContaining('body.reason')]);
  });

  it('refuse to take the toilet away, and an unknown reason with the list of those there are', async () => {
    const toilet = (await codes()).find(({ code }) => code === 'banheiro')!;
    const { code: _, builtIn: __, version: ___, ...body } = toilet;
    const away = await put('banheiro', { ...body, active: false });
    expect([away.status, away.body.detail]).toEqual([400, expect.stringContaining('NR-17')]);
    const unknown = await pause('cafe');
    expect([unknown.status, unknown.body.detail]).toEqual([400, expect.stringContaining('banheiro')]);
    expect((await pause('banheiro')).status).toBe(200);
  });
});
