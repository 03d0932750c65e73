import type { Report, Severity } from './finding.js';
import type { RuleBook } from './policy/rule-book.js';
import { RULE_IDS, type RuleId } from './rule-id.js';
import { ExternalSort } from './spill/external-sort.js';
import type { TemporaryFolder } from './spill/temporary-folder.js';

export interface RuleCount {
  /** Rows, or groups of rows, that the rule was put to. */
  checked: number;
  violated: number;
  blocking: number;
}

/** What the rules found, kept on disk and given out in an order that does not depend on how the log was read. */
export class Findings {
  readonly #book: RuleBook;
  readonly #lines: ExternalSort;
  readonly counts = new Map<RuleId, RuleCount>(
    RULE_IDS.map((rule) => [rule, { checked: 0, violated: 0, blocking: 0 }]),
  );

  constructor(book: RuleBook, folder: TemporaryFolder) {
    this.#book = book;
    this.#lines = new ExternalSort(folder, 4_000_000);
  }

  /** One row or group was put to a rule. */
  checked(rule: RuleId): void {
    this.#count(rule).checked += 1;
  }

  readonly report: Report = (rule, attemptId, detail, given) => {
    const severity = given ?? this.#book.severity(rule);
    const count = this.#count(rule);
    count.violated += 1;
    count.blocking += severity === 'block' ? 1 : 0;
    this.#lines.add(`${rule}\t${attemptId ?? ''}\t${line(rule, attemptId, detail, severity)}`);
  };

  /** Each finding as a line of JSON, by rule and attempt. */
  *lines(): Generator<string> {
    for (const sorted of this.#lines.sorted()) {
      yield sorted.slice(sorted.indexOf('\t', sorted.indexOf('\t') + 1) + 1);
    }
  }

  #count(rule: RuleId): RuleCount {
    const count = this.counts.get(rule);
    if (count === undefined) {
      throw new Error(`no such rule: ${rule}`);
    }
    return count;
  }
}

function line(rule: RuleId, attemptId: string | null, detail: string, severity: Severity): string {
  return JSON.stringify({ rule, attempt_id: attemptId, detail, severity });
}
