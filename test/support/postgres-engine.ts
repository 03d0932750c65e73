import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { PostgresCoordination } from '../../src/adapters/postgres/postgres-coordination.js';
import { PostgresStores } from '../../src/adapters/postgres/postgres-stores.js';
import { SystemRng } from '../../src/adapters/rng/system-rng.js';
import { Engine } from '../../src/engine/engine.js';
import type { EnginePorts } from '../../src/engine/engine-ports.js';
import { PolicyBook } from '../../src/engine/policy-book.js';

export interface PostgresEngine {
  readonly stores: PostgresStores;
  /** Not started yet. */
  readonly engine: Engine;
}

/** An engine on the stores of a migrated PostgreSQL; what is opened is added to `closers`, to be closed backwards. */
export async function makePostgresEngine(
  url: string,
  own: Pick<EnginePorts, 'engineId' | 'clock' | 'media'>,
  closers: (() => Promise<unknown>)[],
): Promise<PostgresEngine> {
  const stores = new PostgresStores({ url });
  closers.push(() => stores.close());
  await stores.partitions.prepare(own.clock.now());
  const coordination = new PostgresCoordination({ url });
  closers.push(() => coordination.close());
  const { attempts, contacts, mailings, campaigns, agents, facts, lists, callLog, usage } = stores;
  const engine = new Engine({
    ...own,
    rng: new SystemRng(),
    digest: nodeDigest,
    attempts,
    contacts,
    mailings,
    campaigns,
    agents,
    facts,
    lists,
    policies: new PolicyBook(),
    callLog,
    coordination,
    usage,
    testCalls: stores.testCalls,
  });
  closers.push(() => engine.close());
  return { stores, engine };
}
