import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RehearsalOut } from '../../src/contract/cadence-wire.js';
import type { CampaignFormOut } from '../../src/contract/campaign-form-wire.js';
import { CAMPAIGN_DEFAULTS } from '../../src/core/campaign/campaign.js';
import { knobProblems } from '../../src/core/campaign/knobs.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
});
afterEach(() => bench.close());

async function form(): Promise<CampaignFormOut> {
  return (await (await bench.call('GET', '/v1/campaign-form')).json()) as CampaignFormOut;
}

async function rehearse(body: object) {
  const response = await bench.call('POST', '/v1/cadence/rehearsals', body);
  return { status: response.status, body: (await response.json()) as RehearsalOut & { detail: string } };
}

describe('the form of a campaign', () => {
  it('has presets that the server takes as they are', async () => {
    const { presets } = await form();
    expect(presets.map(({ id }) => id)).toContain('cobranca-banco');
    for (const { id, settings } of presets) {
      const answer = await bench.call('PUT', `/v1/campaigns/${id}`, { name: id, ...settings });
      expect([id, answer.status]).toEqual([id, 201]);
    }
  });

  it('gives each figure a range whose ends the server and the engine both take, and nothing beyond', async () => {
    const { ranges } = await form();
    for (const { name, least, most } of ranges) {
      const send = async (value: number, id: string) =>
        (await bench.call('PUT', `/v1/campaigns/${id}`, { name: 'x', amd: false, [name]: value })).status;
      expect([name, await send(least, `${name}-low`), await send(most, `${name}-high`)]).toEqual([
        name,
        201,
        201,
      ]);
      const problems = (value: number) => knobProblems({ ...CAMPAIGN_DEFAULTS, [name]: value }).length;
      expect([name, problems(least), problems(most)]).toEqual([name, 0, 0]);
      for (const [index, beyond] of [least - 1, most + 1].entries()) {
        const refused = problems(beyond) > 0 || (await send(beyond, `${name}-beyond-${index}`)) === 400;
        expect([name, beyond, refused]).toEqual([name, beyond, true]);
      }
    }
  });
});

describe('a rehearsal of a cadence that nobody saved', () => {
  it('plays the preset with its changes on an invented contact', async () => {
    const { body } = await rehearse({
      at: '2026-11-24T13:00:00Z',
      phones: ['+5511987654321', '+551132654321'],
      retry: { preset: 'banco-diario', maxAttempts: 2 },
    });
    expect(body.end).toBe('attempts');
    expect(body.tries.map(({ attemptNo, phone }) => [attemptNo, phone])).toEqual([
      [1, '+5511987654321'],
      [2, '+551132654321'],
    ]);
  });

  it('names a policy that is none and a figure out of its range', async () => {
    const phones = ['+5511987654321'];
    const unknown = await rehearse({ phones, policyId: 'nenhuma' });
    expect([unknown.status, unknown.body.detail]).toEqual([400, expect.stringContaining('body.policyId')]);
    const far = await rehearse({ phones, retry: { maxAttempts: 0 } });
    expect([far.status, far.body.detail]).toEqual([400, expect.stringContaining('maxAttempts')]);
  });
});
