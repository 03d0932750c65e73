import type { makeLogger } from '../../adapters/pino/logger.js';
import type { PostgresStores } from '../../adapters/postgres/postgres-stores.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Engine } from '../../engine/engine.js';
import { InboundBook } from '../../engine/inbound-book.js';
import { InboundSettingsDesk } from '../../engine/inbound-settings-desk.js';
import type { PolicyBook } from '../../engine/policy-book.js';
import type { Clock } from '../../ports/clock.js';
import type { Coordination } from '../../ports/coordination.js';
import type { Boot } from './boot.js';

/** Who changed a setting says so here; every server reads anew. */
const INBOUND_CHANNEL = 'inbound';
/** How long a change may go unseen whose word was lost. */
const LOOK_EVERY_MS = 15 * SECOND;

interface InboundParts {
  readonly stores: PostgresStores;
  readonly coordination: Coordination;
  readonly clock: Clock;
  readonly policies: PolicyBook;
}

interface Inbound {
  /** What the engine goes by. */
  readonly book: InboundBook;
  /** What the API changes. */
  deskOf(engine: Engine): InboundSettingsDesk;
}

/** Reads queues, menus, lines and skills, and goes with their changes, whichever server took them. */
export function startInbound(
  boot: Boot,
  log: ReturnType<typeof makeLogger>,
  { stores, coordination, clock, policies }: InboundParts,
): Promise<Inbound> {
  return boot.start('Queues of callers', 20 * SECOND, async () => {
    const calendar = () => policies.calendar;
    const book = new InboundBook({ store: stores.inboundStore, clock, calendar });
    const look = async (): Promise<void> => {
      try {
        if (await book.reload()) {
          log.info({ problems: book.problems }, 'settings of calls that come in have changed');
        }
        if (await book.refreshForecast()) {
          log.info('learned when calls come in from those of the last weeks');
        }
      } catch (error) {
        log.warn(messageOf(error));
      }
    };
    await book.reload();
    for (const problem of book.problems) {
      log.warn(`left out, because it cannot be read: ${problem}`);
    }
    // Not waited for: the log of weeks may take long, and who calls meanwhile is served by arrivals of late.
    void look();
    const timer = setInterval(look, LOOK_EVERY_MS);
    const unsubscribe = await coordination.subscribe(INBOUND_CHANNEL, () => void look());
    const stop = async (): Promise<void> => {
      clearInterval(timer);
      await unsubscribe();
    };
    const deskOf = (engine: Engine): InboundSettingsDesk =>
      new InboundSettingsDesk({
        store: stores.inboundStore,
        book,
        clock,
        hasCampaign: (id) => engine.campaigns.view(id) !== null,
        tell: () => coordination.publish(INBOUND_CHANNEL, ''),
      });
    return { value: { book, deskOf }, stop };
  });
}
