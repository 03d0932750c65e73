import { BRASILIA, dayStartMs, nextDayStartMs } from '../../core/kernel/civil-time.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { Clock } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';
import type { LedgerReader } from '../../ports/ledger-reader.js';

/** Calls that the gate refused today (Brasília's day), by rule, for each campaign. */
export interface BlockedBoard {
  of(campaignId: CampaignId): Readonly<Record<string, number>>;
  close(): void;
}

interface BoardDeps {
  readonly events: EngineEvents;
  readonly clock: Clock;
  readonly ledger: Pick<LedgerReader, 'countBlocked'>;
  readonly campaigns: () => readonly CampaignId[];
}

/** Counts from the ledger what was before, and from the events what comes; a ledger that is away leaves the events. */
export function makeBlockedBoard({ events, clock, ledger, campaigns }: BoardDeps): BlockedBoard {
  let counts = new Map<string, Map<string, number>>();
  let endsMs = nextDayStartMs(clock.now(), BRASILIA);

  function turn(nowMs: number): void {
    if (nowMs >= endsMs) {
      counts = new Map();
      endsMs = nextDayStartMs(nowMs, BRASILIA);
    }
  }

  function add(campaignId: string, rule: string, blocked: number): void {
    const own = counts.get(campaignId) ?? new Map<string, number>();
    counts.set(campaignId, own);
    own.set(rule, (own.get(rule) ?? 0) + blocked);
  }

  /** What was decided before this instant; later ones come by event. */
  async function load(toMs: number): Promise<void> {
    const fromMs = dayStartMs(toMs, BRASILIA);
    for (const campaignId of campaigns()) {
      const rows = fromMs < toMs ? await ledger.countBlocked({ campaignId, fromMs, toMs }, 'rule') : [];
      if (clock.now() < endsMs) {
        for (const { name, blocked } of rows) {
          add(campaignId, name, blocked);
        }
      }
    }
  }

  const off = events.on('dial:blocked', ({ campaignId, rule, atMs }) => {
    turn(atMs);
    add(campaignId, rule, 1);
  });
  load(clock.now()).catch(() => undefined);
  return {
    of(campaignId) {
      turn(clock.now());
      return Object.fromEntries(counts.get(campaignId) ?? []);
    },
    close: off,
  };
}
