import type { AttemptOpening, CallLogRow } from '../../core/call-log/call-log-row.js';
import type { AgentStateRow, AttemptMark } from '../../ports/attempt-store.js';

/** An attempt that has not closed. */
export interface OpenOnShelf {
  readonly opening: AttemptOpening;
  mark: AttemptMark | null;
}

/** All attempts of the memory stores; the call log's reader reads what the attempt store closed. */
export class AttemptShelf {
  readonly open = new Map<string, OpenOnShelf>();
  readonly closed = new Map<string, CallLogRow>();
  /** Closed rows by chain, in the order in which they closed. */
  readonly chains = new Map<string, CallLogRow[]>();
  /** Stretches by agent and start. */
  readonly agentStates = new Map<string, Map<number, AgentStateRow>>();

  keepStretch(stretch: AgentStateRow): void {
    let own = this.agentStates.get(stretch.agentId);
    if (own === undefined) {
      own = new Map();
      this.agentStates.set(stretch.agentId, own);
    }
    own.set(stretch.tStartMs, stretch);
  }

  close(row: CallLogRow): void {
    const { attemptId, chainId } = row.opening;
    this.open.delete(attemptId);
    this.closed.set(attemptId, row);
    const chain = this.chains.get(chainId);
    if (chain === undefined) {
      this.chains.set(chainId, [row]);
    } else {
      chain.push(row);
    }
  }
}
