import { afterAll, beforeAll, expect, test } from 'vitest';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { parseAgentId, parseCampaignId, parseEngineId } from '../../../src/core/kernel/ids.js';
import { aBatch, NOON } from '../../support/samples.js';
import { TestDatabases } from '../../support/test-database.js';

let databases: TestDatabases;
let stores: PostgresStores;
const ENGINE = parseEngineId('e1');
const ANA = parseAgentId('ana');
const SESSION = {
  agentId: ANA,
  engineId: ENGINE,
  campaignIds: [parseCampaignId('c1')],
  legId: null,
  state: 'available',
  reason: 'ready',
  sinceMs: NOON,
} as const;

beforeAll(async () => {
  databases = await TestDatabases.start();
  stores = new PostgresStores({ url: await databases.create() });
});
afterAll(async () => {
  await stores.close();
  await databases.stop();
});

test('a session that a crash left behind the agent’s day is told by the stretch that is open', async () => {
  await stores.agents.saveSession(SESSION);
  expect(await stores.agents.listSessions()).toMatchObject([{ state: 'available', sinceMs: NOON }]);
  const [first, second] = [
    { agentId: ANA, tStartMs: NOON, state: 'available', reason: 'ready', tEndMs: NOON + 500 },
    { agentId: ANA, tStartMs: NOON + 500, state: 'talking', reason: 'call', tEndMs: null },
  ] as const;
  await stores.attempts.commit(aBatch({ agentStates: [first, second] }));
  expect(await stores.agents.listSessions()).toMatchObject([
    { agentId: ANA, engineId: ENGINE, state: 'talking', reason: 'call', sinceMs: NOON + 500 },
  ]);
  // Whose day has ended has his session's own word.
  await stores.attempts.commit(aBatch({ agentStates: [{ ...second, tEndMs: NOON + 900 }] }));
  expect(await stores.agents.listSessions()).toMatchObject([{ state: 'available', sinceMs: NOON }]);
});
