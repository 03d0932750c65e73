import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseCampaignId } from '../../src/core/kernel/ids.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';

let bench: ApiBench;
const CAMPAIGN = parseCampaignId('cobranca');

beforeAll(async () => {
  bench = await startApiBench();
  bench.engine.stored.set(CAMPAIGN, { settings: sampleCampaign(CAMPAIGN), state: 'running', version: 1 });
});
afterAll(() => bench.close());

async function tell(path: string, rows: readonly object[], headers: Record<string, string> = {}) {
  const response = await bench.call('POST', path, { rows }, headers);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const CONTACTS = `/v1/campaigns/${CAMPAIGN}/intake/contacts`;
const counts = () => bench.stores.contacts.counts(CAMPAIGN, Date.now());

describe('what the client tells over the API', () => {
  it('adds contacts, tells of each row what became of it, and refuses rows with the place and the reason', async () => {
    const { status, body } = await tell(CONTACTS, [
      { key: 'e1', name: 'Ana', cpf: '529.982.247-25', debtId: 'D-1', phones: ['11987654321', '1132654321'] },
      { key: 'e2', name: 'Bia', debtId: 'D-2', phones: ['12'] },
      { key: 'e1', name: 'Caio', debtId: 'D-3', phones: ['11987654323'] },
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      counts: { added: 1, refused: 2 },
      rows: [
        { row: 1, result: 'added', key: 'e1', repeated: false },
        { row: 2, result: 'refused', column: 'phone1' },
        { row: 3, result: 'refused', column: 'key', reason: expect.stringContaining('another row') },
      ],
    });
    expect(JSON.stringify(body)).not.toContain('52998224725');
    expect(await counts()).toMatchObject({ ready: 1 });
  });

  it('has no effect a second time, by the keys of rows or by the key of the request', async () => {
    const again = await tell(CONTACTS, [
      { key: 'e1', name: 'Ana', cpf: '529.982.247-25', debtId: 'D-1', phones: ['11987654321', '1132654321'] },
    ]);
    expect(again.body).toMatchObject({
      counts: { repeated: 1 },
      rows: [{ result: 'added', repeated: true }],
    });
    const rows = [{ name: 'Davi', debtId: 'D-4', phones: ['11987654324'] }];
    const first = await tell(CONTACTS, rows, { 'idempotency-key': 'batch-1' });
    expect(first.body).toMatchObject({ counts: { added: 1 } });
    const second = await tell(CONTACTS, rows, { 'idempotency-key': 'batch-1' });
    expect(second.body).toEqual(first.body);
    expect(await counts()).toMatchObject({ ready: 2 });
  });

  it('withdraws contacts, and says of whom it knows nothing', async () => {
    const { body } = await tell(`/v1/campaigns/${CAMPAIGN}/intake/withdrawals`, [
      { debtId: 'D-4' },
      { debtId: 'D-99' },
      { cpf: '529.982.247-26' },
    ]);
    expect(body).toMatchObject({
      rows: [{ result: 'withdrawn' }, { result: 'unknown' }, { result: 'refused', column: 'cpf' }],
    });
    expect(await counts()).toMatchObject({ ready: 1, done: 1 });
  });

  it('registers paid debts and balances', async () => {
    const debts = await tell('/v1/intake/debts', [
      { debtId: 'D-1', since: '2026-10-01', key: 'p1' },
      { debtId: 'D-2', since: 'soon', key: 'p2' },
    ]);
    expect(debts.body).toMatchObject({ counts: { noted: 1, refused: 1 } });
    const kept: unknown[] = [];
    for await (const fact of bench.stores.facts.read('debt')) {
      kept.push(fact);
    }
    expect(kept).toMatchObject([{ debtId: 'D-1', state: 'paid' }]);
    const balances = await tell('/v1/contracts/telecobranca/intake/balances', [
      { client: 'c1', portfolio: 'varejo', day: '2026-10-05', balance: '1.234,56' },
      { client: 'c1', portfolio: 'varejo', day: '06/10/2026', balance: null },
      { client: 'c2', portfolio: 'varejo', day: '2026-10-05', balance: '-3' },
    ]);
    expect(balances.body).toMatchObject({
      rows: [{ result: 'noted' }, { result: 'noted' }, { result: 'refused', column: 'balance' }],
    });
    expect((await bench.stores.billing.facts('telecobranca')).map(({ fact }) => fact)).toEqual([
      { client: 'c1', portfolio: 'varejo', day: '2026-10-05', balance: '1234.56' },
      { client: 'c1', portfolio: 'varejo', day: '2026-10-06', balance: null },
    ]);
  });

  it('is refused for campaigns and contracts that are not there, and for columns that say nothing', async () => {
    expect((await tell('/v1/campaigns/none/intake/contacts', [{ phone: '11987654321' }])).status).toBe(404);
    expect((await tell('/v1/contracts/none/intake/balances', [{ client: 'x' }])).status).toBe(404);
    const wrong = await tell('/v1/intake/debts', [{ nothing: 'x' }]);
    expect(wrong).toMatchObject({ status: 400, body: { detail: expect.stringContaining("'debt_id'") } });
    const { items } = (await (await bench.call('GET', '/v1/intake/deliveries')).json()) as {
      items: object[];
    };
    expect(items[0]).toMatchObject({ feed: 'debts', problem: expect.stringContaining('debt_id') });
    expect(bench.asked).toContainEqual([
      'noteRead',
      expect.objectContaining({
        action: 'change',
        subject: 'debts',
        reason: expect.stringContaining('"noted":1'),
      }),
    ]);
  });
});
