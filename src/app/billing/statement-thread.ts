import type { Statement } from '../../core/billing/statement.js';
import type { StatementOrder } from '../../engine/statement-maker.js';
import type { Clock } from '../../ports/clock.js';
import type { RunStatement } from './statement-order.js';
import { inThread } from './work-thread.js';

export interface WorkerOrder {
  readonly url: string;
  readonly order: StatementOrder;
  readonly nowMs: number;
}

/**
 * Makes statements in a thread of their own, one at a time, over connections of their own: a month is sorted and hashed
 * for seconds, and the loop that dials must not wait for it.
 */
export function makeStatementThread(url: string, clock: Clock): RunStatement {
  return (order, { report, signal }) => {
    const data: WorkerOrder = { url, order, nowMs: clock.now() };
    const progress = (rows: number): void => {
      void report({ done: rows, total: null, note: `${rows} rows` }).catch(() => undefined);
    };
    return inThread<Statement>(new URL('./statement-worker.js', import.meta.url), data, { progress, signal });
  };
}
