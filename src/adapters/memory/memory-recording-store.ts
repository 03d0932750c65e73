import type {
  FoundRecording,
  KeptRecording,
  RecordingPlace,
  RecordingQuery,
  RecordingStore,
} from '../../ports/recording-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';

/** The index of the recordings in memory. */
export class MemoryRecordingStore implements RecordingStore {
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;
  readonly #kept = new Map<string, KeptRecording>();

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  keep(recording: KeptRecording): Promise<void> {
    return this.#gate.write('recordings.keep', () => {
      this.#kept.set(recording.recordingId, recording);
    });
  }

  find(recordingId: string): Promise<FoundRecording | null> {
    return this.#gate.read('recordings.find', () => {
      const kept = this.#kept.get(recordingId);
      return kept === undefined ? null : this.#found(kept);
    });
  }

  page(
    query: RecordingQuery,
    after: RecordingPlace | null,
    limit: number,
  ): Promise<readonly FoundRecording[]> {
    return this.#gate.read('recordings.page', () =>
      [...this.#kept.values()]
        .map((kept) => this.#found(kept))
        .filter((found) => fits(found, query) && (after === null || compare(after, found) < 0))
        .sort(compare)
        .slice(0, limit),
    );
  }

  removeDay(day: string): Promise<void> {
    return this.#gate.write('recordings.removeDay', () => {
      for (const [id, kept] of this.#kept) {
        if (kept.day === day) {
          this.#kept.delete(id);
        }
      }
    });
  }

  #found(kept: KeptRecording): FoundRecording {
    const row = this.#attempts.closed.get(kept.attemptId);
    const phone = row?.opening.phone ?? '';
    return {
      ...kept,
      phone: phone.startsWith('+') ? phone : '',
      disposition: row?.result.disposition ?? '',
    };
  }
}

function fits(
  found: FoundRecording,
  { attemptId, agentId, campaignId, day, phone, ...query }: RecordingQuery,
): boolean {
  const { disposition, leastMs = 0, mostMs = Number.POSITIVE_INFINITY, agentIds } = query;
  return (
    (attemptId ?? found.attemptId) === found.attemptId &&
    (agentId ?? found.agentId) === found.agentId &&
    (campaignId ?? found.campaignId) === found.campaignId &&
    query.campaignIds?.includes(found.campaignId) !== false &&
    (day ?? found.day) === found.day &&
    (phone ?? found.phone) === found.phone &&
    (disposition ?? found.disposition) === found.disposition &&
    found.durationMs >= leastMs &&
    found.durationMs <= mostMs &&
    (agentIds === undefined || (found.agentId !== null && agentIds.includes(found.agentId)))
  );
}

/** Below zero where `a` comes first: the newer one, and of two of the same moment the greater id. */
function compare(a: RecordingPlace, b: RecordingPlace): number {
  return (
    b.startedAtMs - a.startedAtMs ||
    (a.recordingId > b.recordingId ? -1 : a.recordingId < b.recordingId ? 1 : 0)
  );
}
