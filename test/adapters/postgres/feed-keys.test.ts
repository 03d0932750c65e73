import pg from 'pg';
import { expect, test } from 'vitest';
import { makeSecretBox } from '../../../src/api/auth/secret-box.js';
import { FreshStores } from '../../support/fresh-stores.js';

const own = new FreshStores();
const SECRET = 'ef'.repeat(32);

test('a key that an earlier version wrote in clear is sealed at the start, and nowhere in clear afterwards', async () => {
  const client = new pg.Client({ connectionString: own.url });
  await client.connect();
  try {
    await client.query(
      `insert into feed_subscriptions (id, url, kinds, active, secret_hex) values ('crm', 'http://x/', '{}', true, $1)`,
      [SECRET],
    );
    const box = makeSecretBox('ab'.repeat(32), 'feeds');
    const seal = (secretHex: string, id: string) => box.seal(secretHex, id);
    expect(await own.stores.feeds.sealClearSecrets(seal)).toBe(1);
    expect(await own.stores.feeds.sealClearSecrets(seal)).toBe(0);
    const [feed] = await own.stores.feeds.listSubscriptions();
    expect(box.open(feed?.keys[0]?.sealed ?? '', 'crm')).toBe(SECRET);
    const { rows } = await client.query('select f::text as kept from feed_subscriptions f');
    expect(JSON.stringify(rows)).not.toContain(SECRET);
  } finally {
    await client.end();
  }
});
