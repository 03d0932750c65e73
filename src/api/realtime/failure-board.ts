import { BRASILIA, nextDayStartMs } from '../../core/kernel/civil-time.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { Clock } from '../../ports/clock.js';
import type { EngineEvents } from '../../ports/engine-events.js';

/** Recordings and notices that calls owed and did not get, since the server started, today (Brasília's day). */
export interface RecordingFailures {
  readonly recordings: number;
  readonly notices: number;
  readonly lastAtMs: number | null;
  /** Why the last one failed. */
  readonly lastCode: string;
}

/** What went wrong with the calls of each campaign and its operators have to know. */
export interface FailureBoard {
  recording(campaignId: CampaignId): RecordingFailures;
  close(): void;
}

const NONE: RecordingFailures = { recordings: 0, notices: 0, lastAtMs: null, lastCode: '' };

export function makeFailureBoard({
  events,
  clock,
}: {
  readonly events: EngineEvents;
  readonly clock: Clock;
}): FailureBoard {
  const failures = new Map<CampaignId, RecordingFailures>();
  let endsMs = nextDayStartMs(clock.now(), BRASILIA);

  function turn(nowMs: number): void {
    if (nowMs >= endsMs) {
      failures.clear();
      endsMs = nextDayStartMs(nowMs, BRASILIA);
    }
  }

  const off = events.on('recording:failed', ({ campaignId, what, code, atMs }) => {
    turn(atMs);
    const { recordings, notices } = failures.get(campaignId) ?? NONE;
    failures.set(campaignId, {
      recordings: recordings + (what === 'recording' ? 1 : 0),
      notices: notices + (what === 'notice' ? 1 : 0),
      lastAtMs: atMs,
      lastCode: code,
    });
  });
  return {
    recording(campaignId) {
      turn(clock.now());
      return failures.get(campaignId) ?? NONE;
    },
    close: off,
  };
}
