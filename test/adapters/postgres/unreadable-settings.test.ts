import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { parseCampaignId } from '../../../src/core/kernel/ids.js';
import { DEFAULT_RETRY } from '../../../src/core/retry/retry-presets.js';
import { sampleCampaign } from '../../support/sample-campaign.js';
import { TestDatabases } from '../../support/test-database.js';

let databases: TestDatabases;
let stores: PostgresStores;
let client: pg.Client;

beforeAll(async () => {
  databases = await TestDatabases.start();
  const url = await databases.create();
  stores = new PostgresStores({ url });
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await stores.close();
  await databases.stop();
});

test('one campaign whose stored retry rules cannot be read names the field, and the others are read', async () => {
  for (const id of ['boa', 'quebrada']) {
    await stores.campaigns.save(sampleCampaign(parseCampaignId(id), { retry: DEFAULT_RETRY }), 'running', 0);
  }
  await client.query(
    `update campaigns set settings = jsonb_set(settings::jsonb, '{retry,maxAttempts}', '"seis"') where id = 'quebrada'`,
  );
  const [good, broken] = await stores.campaigns.list();
  expect(good).not.toHaveProperty('problem');
  expect(broken).toMatchObject({
    state: 'running',
    version: 1,
    settings: { id: 'quebrada', retry: DEFAULT_RETRY },
  });
  expect(broken?.problem).toMatch(/^DLR_INPUT_INVALID: Campaign 'quebrada': retry\.maxAttempts is "seis"/);
  expect(await stores.campaigns.find(parseCampaignId('quebrada'))).toEqual(broken);
});
