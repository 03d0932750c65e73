import type { AttemptOpening, AttemptResult } from '../../core/call-log/call-log-row.js';
import { isShortCall } from '../../core/compliance/limits/short-call.js';
import type {
  StoredLineDay,
  StoredMonth,
  StoredUsage,
  UsageQuestion,
  UsageStore,
} from '../../ports/usage-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';

interface Dialled {
  readonly opening: AttemptOpening;
  readonly tDialMs: number;
  readonly result: AttemptResult | null;
}

/** Counts over the attempts in memory. */
export class MemoryUsageStore implements UsageStore {
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  usageSince(question: UsageQuestion): Promise<StoredUsage> {
    return this.#gate.read('usage.since', () => {
      const lines = new Map<string, StoredLineDay>();
      const months = question.monthStartsMs.map(() => new Map<string, StoredMonth>());
      for (const dialled of this.#dialled()) {
        const month = question.monthStartsMs.findLastIndex((startMs) => dialled.tDialMs >= startMs);
        countMonth(months[month], dialled.opening);
        if (dialled.tDialMs >= question.dayStartMs) {
          countLine(lines, dialled, question);
        }
      }
      return { lines: [...lines.values()], months: months.map((month) => [...month.values()]) };
    });
  }

  *#dialled(): Iterable<Dialled> {
    for (const { opening } of this.#attempts.open.values()) {
      if (opening.tDialMs !== null) {
        yield { opening, tDialMs: opening.tDialMs, result: null };
      }
    }
    for (const { opening, result } of this.#attempts.closed.values()) {
      if (result.tDialMs !== null) {
        yield { opening, tDialMs: result.tDialMs, result };
      }
    }
  }
}

function countMonth(month: Map<string, StoredMonth> | undefined, opening: AttemptOpening): void {
  const { callerCnpj, carrier, service } = opening;
  const key = JSON.stringify([callerCnpj, carrier, service]);
  const known = month?.get(key);
  month?.set(key, { callerCnpj, carrier, service, calls: (known?.calls ?? 0) + 1 });
}

function countLine(lines: Map<string, StoredLineDay>, dialled: Dialled, question: UsageQuestion): void {
  const { opening, result } = dialled;
  const { line, callerCnpj, carrier, service, authenticated } = opening;
  const key = JSON.stringify([line, callerCnpj, carrier, service, authenticated]);
  const known = lines.get(key);
  const long =
    result !== null &&
    result.tEndMs < question.longEndedBeforeMs &&
    !isShortCall(result, question.shortSeconds);
  lines.set(key, {
    ...{ line, callerCnpj, carrier, service, authenticated },
    calls: (known?.calls ?? 0) + 1,
    longCalls: (known?.longCalls ?? 0) + (long ? 1 : 0),
  });
}
