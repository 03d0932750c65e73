import type { makeLogger } from '../../adapters/pino/logger.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import { PolicyBook } from '../../engine/policy-book.js';
import { PolicyDesk } from '../../engine/policy-desk.js';
import type { Clock } from '../../ports/clock.js';
import type { PolicyStore } from '../../ports/policy-store.js';
import type { Boot } from './boot.js';

/** How long a change made at another server may go unseen here; one made here holds at once. */
const LOOK_EVERY_MS = 15 * SECOND;

interface Policies {
  /** What the engine decides by. */
  readonly book: PolicyBook;
  /** What the API changes. */
  readonly desk: PolicyDesk;
}

/** Reads the policies and holidays, and looks again for what other servers changed. */
export function startPolicies(
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  store: PolicyStore,
  clock: Clock,
): Promise<Policies> {
  return boot.start('Policies', 20 * SECOND, async () => {
    const book = new PolicyBook();
    await book.reload(store);
    const look = setInterval(() => {
      book.reload(store).then(
        (changed) => changed && log.info('policies or holidays changed at another server'),
        (error: unknown) => log.warn(messageOf(error)),
      );
    }, LOOK_EVERY_MS);
    const stop = async (): Promise<void> => clearInterval(look);
    return { value: { book, desk: new PolicyDesk({ store, book, clock }) }, stop };
  });
}
