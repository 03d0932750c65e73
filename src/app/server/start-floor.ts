import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { SystemRng } from '../../adapters/rng/system-rng.js';
import type { FloorParts } from '../../api/http/api-deps.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Engine } from '../../engine/engine.js';
import { OverrideDesk } from '../../engine/override-desk.js';
import type { Clock } from '../../ports/clock.js';
import { WhatIfDesk } from '../outlook/what-if-desk.js';
import type { Boot } from './boot.js';

/** The start is over by then, and whoever looks at the pacing screen has not asked yet. */
const WARM_AFTER_MS = 15 * SECOND;

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
): Promise<FloorParts & { readonly overrides: OverrideDesk }> {
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
  const whatIf = await boot.start('What-if', 10 * SECOND, async () => {
    const warming = setTimeout(() => void desk.warm(), WARM_AFTER_MS);
    const stop = (): Promise<void> => {
      clearTimeout(warming);
      return desk.close();
    };
    return { value: desk.answer.bind(desk), stop };
  });
  return { store: stores.floor, overrides, whatIf };
}
