import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decideRetry } from '../../src/core/retry/decide-retry.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';
import { aBatch, aChain, aMailingRow, anOpening, CAMPAIGN, ENGINE, MAILING } from '../support/samples.js';

let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
  const settings = sampleCampaign(CAMPAIGN, { retry: DEFAULT_RETRY });
  bench.engine.stored.set(CAMPAIGN, { settings, state: 'running', version: 1 });
});
afterEach(() => bench.close());

/** A contact whose only attempt, a minute ago, ended so. */
async function tried(reason: 'no_answer' | 'promise') {
  const { mailings, contacts, attempts } = bench.stores;
  const nowMs = Date.now() - 60_000;
  await mailings.addRows(MAILING, CAMPAIGN, [aMailingRow('k')], nowMs);
  const lease = { campaignId: CAMPAIGN, owner: ENGINE, limit: 1, nowMs, leaseUntilMs: nowMs + 60_000 };
  const [contact] = await contacts.lease(lease);
  const opening = anOpening('a1', { contactId: contact!.id, tDialMs: nowMs });
  const [row] = aChain([opening], { tDialMs: nowMs, reason });
  const attempt = { reason, callbackAtMs: null, dialedAtMs: nowMs };
  const update = decideRetry(contact!, attempt, DEFAULT_RETRY, nowMs);
  await attempts.commit(aBatch({ openings: [opening] }));
  await attempts.commit(aBatch({ closings: [{ row: row!, contact: update }] }));
  return contact!.id;
}

async function json(method: string, path: string, body?: unknown) {
  const response = await bench.call(method, path, body);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('the cadence over HTTP', () => {
  it('tells when and where a contact would be tried next, and why, to the end', async () => {
    const id = await tried('no_answer');
    const { status, body } = await json('GET', `/v1/contacts/${id}/cadence?outcomes=no_answer`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ end: 'attempts' });
    const tries = body['tries'] as { attemptNo: number; phone: string; local: string; why: unknown[] }[];
    expect(tries.map(({ attemptNo }) => attemptNo)).toEqual([2, 3, 4, 5, 6]);
    expect(tries[0]).toMatchObject({
      phone: '+551132654321',
      phoneState: 'unknown',
      zone: 'America/Sao_Paulo',
    });
    expect(tries[0]?.why.length).toBeGreaterThan(0);
    const { body: chain } = await json('GET', `/v1/contacts/${id}/cadence?outcomes=busy,promise`);
    expect(chain).toMatchObject({ end: 'outcome', tries: [{ outcome: 'busy' }, { outcome: 'promise' }] });
  });

  it('knows no contact of another id and no outcome of another word', async () => {
    expect((await json('GET', '/v1/contacts/99/cadence')).status).toBe(404);
    expect((await json('GET', '/v1/contacts/99/cadence?outcomes=bussy')).status).toBe(400);
  });

  it('recycles with a reason and says who did', async () => {
    await tried('promise');
    const body = { reasons: ['promise'], why: 'broken promises of October' };
    const recycled = await json('POST', `/v1/campaigns/${CAMPAIGN}/recycle`, body);
    expect(recycled).toMatchObject({
      status: 200,
      body: { contacts: 1, why: 'broken promises of October', who: bench.tokenId, attemptsMade: 3 },
    });
    expect((await json('GET', `/v1/campaigns/${CAMPAIGN}/recyclings`)).body).toEqual({
      items: [recycled.body],
    });
  });

  it.each([
    [{ reasons: ['opt_out'], why: 'they may have changed their mind' }],
    [{ reasons: ['wrong_person'], why: 'why not' }],
    [{ reasons: ['no_answer'] }],
    [{ reasons: [], why: 'nothing' }],
  ])('refuses to recycle %j', async (body) => {
    expect((await json('POST', `/v1/campaigns/${CAMPAIGN}/recycle`, body)).status).toBe(400);
  });

  it('shows what the bases of a campaign yield', async () => {
    await tried('promise');
    const { status, body } = await json('GET', `/v1/campaigns/${CAMPAIGN}/consumption?days=2`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      attempts: 1,
      contacts: 1,
      byBase: [{ key: MAILING, attempts: 1, contactYield: { perThousand: 1000 } }],
      curve: [{ attemptNo: 1, share: 1 }],
      leastPerThousand: 0,
      resting: {},
    });
    expect((await json('GET', `/v1/campaigns/${CAMPAIGN}/consumption?days=93`)).status).toBe(400);
  });

  it('takes a preset with changes as the cadence of a campaign, and refuses one that makes no sense', async () => {
    const change = {
      retry: { preset: 'banco-tres-dias', perSevenDays: 3, byReason: { busy: { delayMs: 60_000 } } },
    };
    const path = `/v1/campaigns/${CAMPAIGN}`;
    const patched = await bench.call('PATCH', path, change, { 'if-match': '"1"' });
    expect(patched.status).toBe(200);
    const { settings } = (await patched.json()) as { settings: { retry: Record<string, unknown> } };
    expect(settings.retry).toMatchObject({ daysAfterFirst: 2, perDay: 1, perSevenDays: 3 });
    expect(settings.retry['byReason']).toMatchObject({ busy: { delayMs: 60_000, growth: 1.5 } });
    const wrong = await bench.call(
      'PATCH',
      path,
      { retry: { weakAfter: 9, deadAfter: 2 } },
      { 'if-match': '"2"' },
    );
    expect([wrong.status, ((await wrong.json()) as { detail: string }).detail]).toEqual([
      400,
      expect.stringContaining('body.retry.deadAfter'),
    ]);
  });
});
