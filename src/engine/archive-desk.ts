import type { Digest } from '../core/call-log/call-log-chain.js';
import { CadenciaError, isCadenciaError } from '../core/kernel/errors.js';
import { ArchivedDayVerifier } from '../core/ledger/archived-day.js';
import { CHAINED_LOGS, type ChainAnchor, type ChainedLog, sealOf } from '../core/ledger/chain-anchor.js';
import type { ArchivedFiles, ArchiveStore } from '../ports/archive-store.js';
import type { Clock } from '../ports/clock.js';
import type { PersonStore } from '../ports/person-store.js';
import type { RetentionTerms } from './retention-terms.js';

/** One file of rows that left the database. */
export interface ArchivedFile {
  readonly day: string;
  readonly log: ChainedLog;
  /** '' where the rows were not kept. */
  readonly file: string;
  readonly rows: number;
  readonly sha256: string;
}

export interface ArchiveState {
  /** UTC days in the database. */
  readonly days: readonly string[];
  /** Days before are past their term; null: rows are kept for ever. */
  readonly rowsBeforeMs: number | null;
  readonly clearBeforeMs: number;
  readonly recordingsBeforeMs: number;
  readonly archived: readonly ArchivedFile[];
}

/** What was found of a file: whole, or the first thing that is not. */
export const ARCHIVE_VERDICTS = [
  'holds',
  'not_kept',
  'missing',
  'changed',
  'seal',
  'content',
  'link',
  'count',
] as const;
export type ArchiveVerdict = (typeof ARCHIVE_VERDICTS)[number];

export interface ArchiveCheck extends ArchivedFile {
  readonly verdict: ArchiveVerdict;
  /** The row or the chain at fault, or ''. */
  readonly at: string;
}

interface ArchiveDeps {
  readonly store: ArchiveStore;
  readonly files: ArchivedFiles;
  readonly persons: Pick<PersonStore, 'note'>;
  readonly terms: RetentionTerms;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly installationKeyHex: string;
}

/**
 * Days of calls and decisions that left the database (ExpiryDesk): what is kept until when, whether a file is what its
 * sealed anchors stand for, row by row, and a day's way back, for an auditor or a judge. A restored day is past its term:
 * the next drop takes it again.
 */
export class ArchiveDesk {
  readonly #deps: ArchiveDeps;

  constructor(deps: ArchiveDeps) {
    this.#deps = deps;
  }

  async state(): Promise<ArchiveState> {
    const { store, terms } = this.#deps;
    const [days, files] = await Promise.all([store.days(), this.#files()]);
    return {
      days,
      rowsBeforeMs: terms.rowsBeforeMs(),
      ...terms.bounds(),
      archived: files.map(({ anchors: _, ...file }) => file),
    };
  }

  /** Checks every archived day, or one. DLR_NOT_FOUND when that one never left the database. */
  async verify(day: string | null): Promise<readonly ArchiveCheck[]> {
    const checks: ArchiveCheck[] = [];
    for (const file of await this.#filesOf(day)) {
      checks.push(await this.#check(file));
    }
    return checks;
  }

  /** Puts a day's rows back. DLR_STATE_CONFLICT when a file is not what left, or the rows are there already. */
  async restore(day: string, who: string): Promise<readonly ArchiveCheck[]> {
    const files = await this.#filesOf(day);
    const checks = await this.verify(day);
    const bad = checks.find(({ verdict }) => verdict !== 'holds');
    if (bad !== undefined) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `Nothing was restored: ${bad.file || `the ${bad.log} of ${day}`} is not what left the database (${bad.verdict} ${bad.at}).`,
      });
    }
    let restored = 0;
    for (const file of files) {
      restored += (await this.#restore(file)) ? file.rows : 0;
    }
    if (restored === 0) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `The rows of ${day} are in the database already.`,
      });
    }
    await this.#note(day, who, files);
    return checks;
  }

  async #restore({ log, day, file, anchors }: KeptFile): Promise<boolean> {
    const { store, files } = this.#deps;
    const verifier = new ArchivedDayVerifier(anchors);
    const lines = seen(files.read(file), (line) => verifier.add(store.rowOf(log, line)));
    return store.restore(log, day, lines, () => verifier.finish().fault === null);
  }

  async #check(kept: KeptFile): Promise<ArchiveCheck> {
    const { anchors, ...file } = kept;
    try {
      return { ...file, ...(await this.#judge(kept)) };
    } catch (error) {
      if (isCadenciaError(error, 'DLR_NOT_FOUND')) {
        return { ...file, verdict: 'missing', at: '' };
      }
      if (isCadenciaError(error, 'DLR_INPUT_INVALID')) {
        return { ...file, verdict: 'content', at: '' };
      }
      throw error;
    }
  }

  async #judge({ anchors, log, file, sha256 }: KeptFile): Promise<Pick<ArchiveCheck, 'verdict' | 'at'>> {
    const { store, files, digest, installationKeyHex } = this.#deps;
    const forged = anchors.find((anchor) => anchor.seal !== sealOf(anchor, installationKeyHex, digest));
    if (forged !== undefined) {
      return { verdict: 'seal', at: forged.chainId };
    }
    if (file === '') {
      return { verdict: 'not_kept', at: '' };
    }
    if ((await files.weigh(file)).sha256 !== sha256) {
      return { verdict: 'changed', at: '' };
    }
    const verifier = new ArchivedDayVerifier(anchors);
    for await (const line of files.read(file)) {
      verifier.add(store.rowOf(log, line));
    }
    const { fault } = verifier.finish();
    return fault === null ? { verdict: 'holds', at: '' } : { verdict: fault.problem, at: fault.at };
  }

  async #filesOf(day: string | null): Promise<readonly KeptFile[]> {
    const files = (await this.#files()).filter((file) => day === null || file.day === day);
    if (day !== null && files.length === 0) {
      throw new CadenciaError('DLR_NOT_FOUND', {
        detail: `No rows of ${day} left the database. Days are UTC; \`cadencia archive\` lists them.`,
      });
    }
    return files;
  }

  async #files(): Promise<readonly KeptFile[]> {
    const byDay = new Map<string, ChainAnchor[]>();
    for (const anchor of await this.#deps.store.anchors()) {
      const key = `${anchor.day} ${CHAINED_LOGS.indexOf(anchor.log)}`;
      const together = byDay.get(key) ?? [];
      together.push(anchor);
      byDay.set(key, together);
    }
    const keys = [...byDay.keys()].sort();
    return keys.flatMap((key) => {
      const anchors = byDay.get(key) ?? [];
      const [first] = anchors;
      const rows = anchors.reduce((sum, anchor) => sum + anchor.rows, 0);
      return first === undefined
        ? []
        : [{ day: first.day, log: first.log, file: first.archive, rows, sha256: first.archiveHash, anchors }];
    });
  }

  async #note(day: string, who: string, files: readonly KeptFile[]): Promise<void> {
    const { persons, clock } = this.#deps;
    const rowsOf = (log: ChainedLog): number => files.find((file) => file.log === log)?.rows ?? 0;
    await persons.note({
      action: 'retention',
      atMs: clock.now(),
      who,
      subject: '',
      reason: `rows of ${day} restored from the archive`,
      counts: { attempts: rowsOf('attempts'), decisions: rowsOf('decisions'), contacts: 0, facts: 0 },
    });
  }
}

interface KeptFile extends ArchivedFile {
  readonly anchors: readonly ChainAnchor[];
}

async function* seen(lines: AsyncIterable<string>, look: (line: string) => void): AsyncGenerator<string> {
  for await (const line of lines) {
    look(line);
    yield line;
  }
}
