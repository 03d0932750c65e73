import type { Digest } from '../core/call-log/call-log-chain.js';
import { CadenciaError } from '../core/kernel/errors.js';
import { CHAINED_LOGS, type ChainAnchor, sealOf } from '../core/ledger/chain-anchor.js';
import type { Clock } from '../ports/clock.js';
import type { PersonStore } from '../ports/person-store.js';
import type { DayArchive, ExpiredDay, ExpiryStore } from '../ports/retention-store.js';
import type { RetentionTerms } from './retention-terms.js';

export interface ExpiryReport {
  readonly dropped: boolean;
  readonly rowsBeforeMs: number;
  readonly days: readonly ExpiredDay[];
  /** Says exactly these days: a drop asks for it. '' where there is nothing to drop. */
  readonly confirmation: string;
  /** Files the rows were kept in. */
  readonly archives: readonly string[];
}

interface ExpiryDeps {
  readonly store: ExpiryStore;
  /** Null where rows are not kept outside the database. */
  readonly archive: DayArchive | null;
  readonly persons: Pick<PersonStore, 'note'>;
  readonly terms: RetentionTerms;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly installationKeyHex: string;
}

/**
 * Drops days of calls and decisions whose term is over, never by itself: a person first sees which, and then confirms
 * exactly those. Of each day the rows are archived (where that is wished), their anchors are kept and then they go, so
 * that the chains still verify whatever was cut off when.
 */
export class ExpiryDesk {
  readonly #deps: ExpiryDeps;

  constructor(deps: ExpiryDeps) {
    this.#deps = deps;
  }

  /** What a drop would take; nothing is changed. */
  async rehearse(): Promise<ExpiryReport> {
    const { store, terms } = this.#deps;
    const beforeMs = terms.rowsBeforeMs();
    const expired = beforeMs === null ? [] : await store.expired(beforeMs);
    return {
      dropped: false,
      rowsBeforeMs: beforeMs ?? 0,
      days: expired,
      confirmation: this.#confirmationOf(expired),
      archives: [],
    };
  }

  /** DLR_STATE_CONFLICT when what would go is no longer what was confirmed. */
  async drop(confirmation: string, who: string): Promise<ExpiryReport> {
    const plan = await this.rehearse();
    if (plan.confirmation === '' || plan.confirmation !== confirmation) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail:
          plan.confirmation === ''
            ? 'No day is past its term, or retention.rows_days is 0: nothing is dropped.'
            : 'What would be dropped is not what was confirmed; look at it again and confirm that.',
      });
    }
    const archives: string[] = [];
    for (const { day } of plan.days) {
      archives.push(...(await this.#dropDay(day)));
    }
    await this.#note(plan.days, who, archives);
    return { ...plan, dropped: true, archives };
  }

  async #dropDay(day: string): Promise<readonly string[]> {
    const { store, archive, clock, digest, installationKeyHex } = this.#deps;
    const files: string[] = [];
    for (const log of CHAINED_LOGS) {
      const segments = await store.segments(log, day);
      if (segments.length === 0) {
        // Nothing, or what an earlier drop that was cut off has kept already: its file is not written over.
        continue;
      }
      const kept = (await archive?.write(`${log}-${day}`, store.lines(log, day))) ?? { file: '', sha256: '' };
      const anchors: ChainAnchor[] = segments.map((segment) => {
        const anchor = {
          ...segment,
          droppedAtMs: clock.now(),
          archive: kept.file,
          archiveHash: kept.sha256,
        };
        return { ...anchor, seal: sealOf(anchor, installationKeyHex, digest) };
      });
      await store.keepAnchors(anchors);
      files.push(...(kept.file === '' ? [] : [kept.file]));
    }
    await store.dropDay(day);
    return files;
  }

  async #note(days: readonly ExpiredDay[], who: string, archives: readonly string[]): Promise<void> {
    const { persons, clock } = this.#deps;
    const [first, last] = [days[0]?.day ?? '', days.at(-1)?.day ?? ''];
    await persons.note({
      action: 'retention',
      atMs: clock.now(),
      who,
      subject: '',
      reason: `rows of ${days.length} days dropped, ${first} to ${last}; ${archives.length} archives`,
      counts: {
        attempts: days.reduce((sum, { attempts }) => sum + attempts, 0),
        decisions: days.reduce((sum, { decisions }) => sum + decisions, 0),
        contacts: 0,
        facts: 0,
      },
    });
  }

  #confirmationOf(days: readonly ExpiredDay[]): string {
    return days.length === 0 ? '' : this.#deps.digest.sha256(JSON.stringify(days)).slice(0, 12);
  }
}
