import type { CallLogRow } from '../../core/call-log/call-log-row.js';
import { ERASED_SALT } from '../../core/call-log/commitment.js';
import type { AgentId, AttemptId } from '../../core/kernel/ids.js';
import type { ChainAnchor } from '../../core/ledger/chain-anchor.js';
import type { AgentStateRow } from '../../ports/attempt-store.js';
import type { CallLogQuery, CallLogReader, ContactSalt, PlacedCall } from '../../ports/call-log-reader.js';
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

  find(attemptId: AttemptId): Promise<PlacedCall | null> {
    return this.#gate.read('callLog.find', () => {
      const row = this.#attempts.closed.get(attemptId);
      if (row === undefined) {
        return null;
      }
      const chain = this.#attempts.chains.get(row.opening.chainId) ?? [];
      const index = chain.findIndex(({ opening }) => opening.attemptId === attemptId);
      return { row, seq: index + 1, hashBefore: chain[index - 1]?.hash ?? null };
    });
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

  lastOf(agentId: AgentId, sinceMs: number, limit: number): Promise<readonly CallLogRow[]> {
    return this.#gate.read('callLog.lastOf', () =>
      [...this.#attempts.closed.values()]
        .filter(({ result: { agentId: own, tDialMs } }) => own === agentId && (tDialMs ?? -1) >= sinceMs)
        .sort((a, b) => (b.result.tDialMs ?? 0) - (a.result.tDialMs ?? 0))
        .slice(0, limit),
    );
  }

  async *readAgentStates(query: CallLogQuery): AsyncGenerator<AgentStateRow> {
    this.#gate.check('callLog.agentStates');
    const stretches = [...this.#attempts.agentStates.values()]
      .flatMap((own) => [...own.values()])
      .filter((stretch) => within(stretch.tStartMs, query))
      .sort((a, b) => a.tStartMs - b.tStartMs || (a.agentId < b.agentId ? -1 : 1));
    yield* stretches;
  }

  async *readSalts(): AsyncGenerator<ContactSalt> {
    this.#gate.check('callLog.salts');
    const seen = new Set<string>();
    for (const { opening } of this.#attempts.closed.values()) {
      const { campaignId, contactId, salt } = opening;
      const name = `${campaignId}/${contactId}`;
      // Who is not on a list has no contact whose salt it were.
      if (contactId !== '' && salt !== ERASED_SALT && !seen.has(name)) {
        seen.add(name);
        yield { campaignId, contactId, salt };
      }
    }
  }

  /** Nothing is ever removed from memory. */
  async anchors(): Promise<readonly ChainAnchor[]> {
    return [];
  }
}
