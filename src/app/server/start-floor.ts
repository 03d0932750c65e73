import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { SystemRng } from '../../adapters/rng/system-rng.js';
import type { FloorParts } from '../../api/http/api-deps.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Engine } from '../../engine/engine.js';
import { OverrideDesk } from '../../engine/override-desk.js';
import type { Clock } from '../../ports/clock.js';
import { WhatIfDesk } from '../outlook/what-if-desk.js';
import type { Boot } from './boot.js';

interface FloorDeps {
  readonly engine: Engine;
  readonly stores: PostgresStores;
  readonly clock: Clock;
}

/** What supervisors set for a while, and the twin that answers beside it. */
export async function startFloor(
  boot: Boot,
  log: { warn(fields: object, text: string): void },
  { engine, stores, clock }: FloorDeps,
): Promise<FloorParts> {
  const overrides = new OverrideDesk({
    store: stores.floor,
    clock,
    rng: new SystemRng(),
    campaigns: engine.campaigns,
    onTrouble: (what) => log.warn({}, what),
  });
  await boot.start('Overrides', 10 * SECOND, async () => {
    await overrides.start();
    return { value: null, stop: async () => overrides.close() };
  });
  const desk = new WhatIfDesk({ engine, callLog: stores.callLog, pacing: stores.pacing, clock });
  const whatIf = await boot.start('What-if', 10 * SECOND, async () => ({
    value: desk.answer.bind(desk),
    stop: () => desk.close(),
  }));
  return { store: stores.floor, overrides, whatIf };
}
