import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { CAMPAIGN } from '../support/samples.js';

let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
  bench.engine.stored.set(CAMPAIGN, { settings: sampleCampaign(CAMPAIGN), state: 'running', version: 1 });
});
afterEach(() => bench.close());

const decision = (atMs: number, place: number, limit = 'risk') => ({
  atMs,
  lane: 'predictive',
  place,
  limit,
  reason: 'Predictive: place',
  figures: { idle: 2 },
  times: 1,
});

async function json(path: string) {
  const response = await bench.call('GET', path);
  return { status: response.status, body: (await response.json()) as { items: { place: number }[] } };
}

describe('pacing decisions over HTTP', () => {
  it('are those of the last day, the newest of them, oldest first', async () => {
    const nowMs = Date.now();
    bench.engine.decisions.push(
      decision(nowMs - 2 * 86_400_000, 9),
      decision(nowMs - 2000, 1),
      decision(nowMs - 1000, 2),
    );
    const { status, body } = await json(`/v1/campaigns/${CAMPAIGN}/pacing`);
    expect(status).toBe(200);
    expect(body.items).toEqual([decision(nowMs - 2000, 1), decision(nowMs - 1000, 2)]);
    const last = await json(`/v1/campaigns/${CAMPAIGN}/pacing?most=1`);
    expect(last.body.items.map(({ place }) => place)).toEqual([2]);
  });

  it('are those of a stretch when one is asked for, without words of another version', async () => {
    bench.engine.decisions.push(
      decision(Date.UTC(2026, 0, 13, 12), 1),
      decision(Date.UTC(2026, 0, 13, 12, 5), 2),
      decision(Date.UTC(2026, 0, 13, 12, 6), 3, 'the moon'),
    );
    const path = `/v1/campaigns/${CAMPAIGN}/pacing?from=2026-01-13T09:01:00-03:00&to=2026-01-13T13:00:00Z`;
    expect((await json(path)).body.items.map(({ place }) => place)).toEqual([2]);
  });

  it('are refused for a campaign that is none and for a time that is none', async () => {
    expect((await json('/v1/campaigns/none/pacing')).status).toBe(404);
    expect((await json(`/v1/campaigns/${CAMPAIGN}/pacing?from=yesterday`)).status).toBe(400);
    expect((await json(`/v1/campaigns/${CAMPAIGN}/pacing?most=0`)).status).toBe(400);
  });
});
