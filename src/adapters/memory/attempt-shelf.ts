import { GENESIS_HASH } from '../../core/call-log/call-log-chain.js';
import type { AttemptOpening, CallLogRow } from '../../core/call-log/call-log-row.js';
import { abandonKindOf } from '../../core/compliance/abandonment.js';
import type { LedgerRow } from '../../core/ledger/decision-record.js';
import type { AgentStateRow, AttemptMark } from '../../ports/attempt-store.js';
import { HistoryIndex } from './history-index.js';

/** An attempt that has not closed. */
export interface OpenOnShelf {
  readonly opening: AttemptOpening;
  mark: AttemptMark | null;
}

/** All attempts of the memory stores; the call log's reader reads what the attempt store closed. */
export class AttemptShelf {
  readonly open = new Map<string, OpenOnShelf>();
  readonly closed = new Map<string, CallLogRow>();
  /** Closed rows of people who were reached, by campaign: what the counts of abandonment are made of. */
  readonly reached = new Map<string, CallLogRow[]>();
  /** Closed rows by chain, in the order in which they closed. */
  readonly chains = new Map<string, CallLogRow[]>();
  /** Decisions of the gate by chain, in their order. */
  readonly ledger = new Map<string, LedgerRow[]>();
  readonly history = new HistoryIndex();
  /** Fences by campaign. */
  readonly fences = new Map<string, number>();
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

  /** A decision sent again is not kept twice. */
  keepDecision(row: LedgerRow): void {
    const { chainId } = row.decision;
    const chain = this.ledger.get(chainId) ?? [];
    this.ledger.set(chainId, chain);
    if (row.prevHash === (chain.at(-1)?.hash ?? GENESIS_HASH)) {
      chain.push(row);
    }
  }

  begin(opening: AttemptOpening): void {
    this.open.set(opening.attemptId, { opening, mark: null });
    this.history.opened(opening);
  }

  close(row: CallLogRow): void {
    const { attemptId, chainId } = row.opening;
    this.open.delete(attemptId);
    this.closed.set(attemptId, row);
    this.history.closed(row.opening, row.result);
    push(this.chains, chainId, row);
    if (abandonKindOf(row.result) !== null) {
      push(this.reached, row.opening.campaignId, row);
    }
  }
}

function push(shelf: Map<string, CallLogRow[]>, key: string, row: CallLogRow): void {
  const rows = shelf.get(key);
  if (rows === undefined) {
    shelf.set(key, [row]);
  } else {
    rows.push(row);
  }
}
