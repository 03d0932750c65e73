import type { Clock } from '../ports/clock.js';
import type { PersonStore } from '../ports/person-store.js';
import type { ClearCounts, RecordingShelf, RetentionStore } from '../ports/retention-store.js';
import type { RetentionTerms } from './retention-terms.js';

export interface RetentionReport {
  readonly dryRun: boolean;
  readonly clearBeforeMs: number;
  readonly recordingsBeforeMs: number;
  readonly anonymised: ClearCounts;
  /** Days whose recordings went. */
  readonly recordingDays: readonly string[];
}

interface RetentionDeps {
  readonly store: RetentionStore;
  /** Null where no folder of recordings is in reach of this machine. */
  readonly recordings: RecordingShelf | null;
  readonly persons: Pick<PersonStore, 'note'>;
  readonly terms: RetentionTerms;
  readonly clock: Clock;
}

/** Forgets persons when their time is over (LGPD, arts. 15 and 16), and never what a rule still needs (R39). */
export class RetentionDesk {
  readonly #deps: RetentionDeps;

  constructor(deps: RetentionDeps) {
    this.#deps = deps;
  }

  /** What a run would do; nothing is changed. */
  async rehearse(): Promise<RetentionReport> {
    const { store, recordings, terms } = this.#deps;
    const bounds = terms.bounds();
    const anonymised = await store.countClear(bounds.clearBeforeMs);
    const recordingDays = (await recordings?.daysBefore(bounds.recordingsBeforeMs)) ?? [];
    return { dryRun: true, ...bounds, anonymised, recordingDays };
  }

  /** Does it; a run that found something is noted. */
  async run(who: string): Promise<RetentionReport> {
    const { store, recordings, persons, clock, terms } = this.#deps;
    const bounds = terms.bounds();
    const anonymised = await store.anonymise(bounds.clearBeforeMs);
    const recordingDays = (await recordings?.daysBefore(bounds.recordingsBeforeMs)) ?? [];
    for (const day of recordingDays) {
      await recordings?.remove(day);
    }
    const { attempts, decisions, contacts } = anonymised;
    if (attempts + decisions + contacts + recordingDays.length > 0) {
      await persons.note({
        action: 'retention',
        atMs: clock.now(),
        who,
        subject: '',
        reason: `older than ${new Date(bounds.clearBeforeMs).toISOString()}; recordings of ${recordingDays.length} days`,
        counts: { attempts, decisions, contacts, facts: 0 },
      });
    }
    return { dryRun: false, ...bounds, anonymised, recordingDays };
  }
}
