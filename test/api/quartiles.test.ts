import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { QuartileDay } from '../../src/core/campaign/quartile-modes.js';
import { parseAgentId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { CAMPAIGN } from '../support/samples.js';

let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
  bench.engine.stored.set(CAMPAIGN, { settings: sampleCampaign(CAMPAIGN), state: 'running', version: 1 });
});
afterEach(() => bench.close());

const PATH = `/v1/campaigns/${CAMPAIGN}`;
const RULE = { measure: 'success', days: 20, leastTalks: 50, marginPercent: 5 } as const;
const MODES = { ...RULE, modes: ['predictive', 'power', null, 'preview'] };
const MADE: QuartileDay = {
  ...{
    campaignId: CAMPAIGN,
    day: '2026-03-10',
    first: '2026-02-18',
    last: '2026-03-09',
    madeMs: 1,
    ranked: 4,
  },
  rule: RULE,
  agents: [
    {
      ...{ agentId: parseAgentId('ana'), talks: 80, client: 40, success: 20, handledMs: 7_200_500, days: 4 },
      ...{ place: 1, quartile: 1, before: null, why: 'ranked' },
    },
  ],
};

async function patch(quartileModes: unknown) {
  const tag = (await bench.call('GET', PATH)).headers.get('etag') ?? '';
  return bench.call('PATCH', PATH, { quartileModes }, { 'if-match': tag });
}

describe('quartiles over HTTP', () => {
  it('say what was made of each agent and why, and what may be set', async () => {
    const none = await (await bench.call('GET', `${PATH}/quartiles`)).json();
    expect(none).toMatchObject({ made: null, ranges: { days: { least: 5, most: 60 } } });
    bench.engine.quartiles.set(CAMPAIGN, MADE);
    const response = await bench.call('GET', `${PATH}/quartiles`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      made: {
        ...{ day: '2026-03-10', first: '2026-02-18', last: '2026-03-09', measure: 'success', ranked: 4 },
        agents: [{ agentId: 'ana', value: '10.00', handledSeconds: 7200, quartile: 1, why: 'ranked' }],
      },
    });
    expect((await bench.call('GET', '/v1/campaigns/none/quartiles')).status).toBe(404);
  });

  it('are for whoever runs the campaign: a token that only looks is refused', async () => {
    const { secret } = await bench.tokens.issue('wall', 'viewer');
    const headers = { authorization: `Bearer ${secret}` };
    const response = await bench.call('GET', `${PATH}/quartiles`, undefined, headers);
    expect(response.status).toBe(403);
  });

  it('are turned on and off by a change of the campaign, and refused outside their ranges', async () => {
    const on = await patch(MODES);
    expect([on.status, (await on.json()).settings.quartileModes]).toEqual([200, MODES]);
    const three = { ...MODES, modes: MODES.modes.slice(1) };
    for (const wrong of [
      { ...MODES, marginPercent: 13 },
      { ...MODES, days: 4 },
      three,
      { ...MODES, measure: 'x' },
    ]) {
      expect((await patch(wrong)).status).toBe(400);
    }
    expect((await (await patch(null)).json()).settings.quartileModes).toBeNull();
  });
});
