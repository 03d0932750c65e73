import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import type { AgentStateRow } from '../../ports/attempt-store.js';
import type { CallLogQuery, CallLogReader } from '../../ports/call-log-reader.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';
import { sortedBy } from './sorted-by.js';

function within(atMs: number, { fromMs, toMs }: CallLogQuery): boolean {
  return (fromMs === undefined || atMs >= fromMs) && (toMs === undefined || atMs < toMs);
}

/** The call log in memory. */
export class MemoryCallLogReader implements CallLogReader {
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  async *read(query: CallLogQuery): AsyncGenerator<CallLogRow> {
    this.#gate.check('callLog.page');
    for (const [, chain] of sortedBy(this.#attempts.chains, ([chainId]) => chainId)) {
      for (const row of chain) {
        const atMs = row.opening.tDialMs ?? row.opening.tQueuedMs;
        if (within(atMs, query) && (query.campaignId ?? row.opening.campaignId) === row.opening.campaignId) {
          yield row;
        }
      }
    }
  }

  async *readAgentStates(query: CallLogQuery): AsyncGenerator<AgentStateRow> {
    this.#gate.check('callLog.agentStates');
    const stretches = [...this.#attempts.agentStates.values()]
      .flatMap((own) => [...own.values()])
      .filter((stretch) => within(stretch.tStartMs, query))
      .sort((a, b) => a.tStartMs - b.tStartMs || (a.agentId < b.agentId ? -1 : 1));
    yield* stretches;
  }
}
