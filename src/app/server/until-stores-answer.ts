import { setTimeout as pause } from 'node:timers/promises';
import type { makeLogger } from '../../adapters/pino/logger.js';
import { isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';

const AGAIN_MS = 2 * SECOND;
/** What comes back by itself; everything else ends the start. */
const AWAY = ['DLR_DATABASE_DOWN', 'DLR_COORDINATION_DOWN'] as const;

/** Does a piece of the start again for as long as the database or Redis is away; each of them is told once. */
export async function untilStoresAnswer<Value>(
  log: Pick<ReturnType<typeof makeLogger>, 'error'>,
  signal: AbortSignal,
  work: () => Promise<Value>,
): Promise<Value> {
  const told = new Set<string>();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const away = AWAY.find((code) => isCadenciaError(error, code));
      if (away === undefined) {
        throw error;
      }
      signal.throwIfAborted();
      if (!told.has(away)) {
        told.add(away);
        log.error(`${messageOf(error)} Waiting for it; Ctrl-C gives up.`);
      }
      await pause(AGAIN_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
