import type { DialledAttempt } from '../log/attempt.js';
import { BRASILIA, DAY_MS, HOUR_MS, localDay } from '../place/local-clock.js';
import type { RuleId } from '../rule-id.js';
import { isAbandoned, isPerson, waitingSince } from './called-party.js';
import type { RuleKit } from './rule-kit.js';

/** How a call counts: abandoned, given to an agent, taken for a machine by AMD. */
export type DropKind = 'a' | 'l' | 'm';
export type PackedDropCall = readonly [id: string, atMs: number, kind: DropKind];

/** What an audit of recordings says about AMD. */
export interface AmdAudit {
  /** Recordings that AMD called machine and a listener judged. */
  readonly judged: number;
  /** Of these, persons. */
  readonly persons: number;
}

/** The call's part in the drop share, or null when it has none. */
export function packDropCall(attempt: DialledAttempt, earlyMs: number): PackedDropCall | null {
  if (attempt.tAnswer === null) {
    return null;
  }
  if (attempt.amd === 'machine') {
    return [attempt.id, waitingSince(attempt), 'm'];
  }
  if (isAbandoned(attempt, earlyMs)) {
    return [attempt.id, waitingSince(attempt), 'a'];
  }
  return isPerson(attempt) && attempt.tAgent !== null ? [attempt.id, waitingSince(attempt), 'l'] : null;
}

/** Calls of a window that slides with time: a queue in one array, and counts. */
class SlidingCounts {
  readonly #lengthMs: number;
  #times: number[] = [];
  #kinds: DropKind[] = [];
  #head = 0;
  readonly counts: Record<DropKind, number> = { a: 0, l: 0, m: 0 };

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  add(atMs: number, kind: DropKind): void {
    this.#times.push(atMs);
    this.#kinds.push(kind);
    this.counts[kind] += 1;
    while (atMs - (this.#times[this.#head] as number) >= this.#lengthMs) {
      this.counts[this.#kinds[this.#head] as DropKind] -= 1;
      this.#head += 1;
    }
    if (this.#head > 100_000) {
      this.#times = this.#times.slice(this.#head);
      this.#kinds = this.#kinds.slice(this.#head);
      this.#head = 0;
    }
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

/** The share of persons left without an agent, of one campaign, over 24 hours and 30 days: R27, R28. */
export class DropShareRules {
  readonly #kit: RuleKit;
  readonly #audit: AmdAudit | null;
  readonly #windows = new Map<RuleId, SlidingCounts>();

  constructor(kit: RuleKit, audit: AmdAudit | null) {
    this.#kit = kit;
    this.#audit = audit;
  }

  add([id, atMs, kind]: PackedDropCall): void {
    const circumstance = { day: localDay(BRASILIA, atMs), purpose: '', ufs: [] };
    for (const rule of ['R27', 'R28'] as const) {
      const { book } = this.#kit;
      const share = book.atMost(rule, 'share', circumstance);
      const calls = book.atMost(rule, 'calls', circumstance);
      const lengthMs =
        (book.atLeast(rule, 'hours', circumstance) ?? 0) * HOUR_MS +
        (book.atLeast(rule, 'days', circumstance) ?? 0) * DAY_MS;
      if (share === null || calls === null || lengthMs === 0) {
        continue;
      }
      let window = this.#windows.get(rule);
      if (window === undefined) {
        window = new SlidingCounts(lengthMs);
        this.#windows.set(rule, window);
      }
      window.add(atMs, kind);
      if (kind === 'a') {
        this.#judge(rule, id, window.counts, {
          share,
          calls,
          auditFrom: book.atMost(rule, 'auditFrom', circumstance),
        });
      }
    }
  }

  #judge(
    rule: RuleId,
    id: string,
    counts: Readonly<Record<DropKind, number>>,
    limit: { readonly share: number; readonly calls: number; readonly auditFrom: number | null },
  ): void {
    if (counts.a + counts.l < limit.calls) {
      return;
    }
    const { findings } = this.#kit;
    findings.checked(rule);
    const alone = counts.a / (counts.a + counts.l);
    if (alone > limit.share) {
      findings.report(rule, id, `${counts.a} of ${counts.a + counts.l} persons abandoned, ${percent(alone)}`);
      return;
    }
    if (this.#audit === null || this.#audit.judged === 0 || limit.auditFrom === null) {
      return;
    }
    const mistaken = (this.#audit.persons / this.#audit.judged) * counts.m;
    const withMistaken = (counts.a + mistaken) / (counts.a + mistaken + counts.l);
    if (withMistaken > limit.share) {
      const detail = `${counts.a} abandoned and about ${mistaken.toFixed(1)} persons taken for machines, ${percent(withMistaken)}`;
      findings.report(rule, id, detail, this.#audit.judged >= limit.auditFrom ? undefined : 'warn');
    }
  }
}
