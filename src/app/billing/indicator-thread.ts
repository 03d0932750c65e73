import type { IndicatorReport } from '../../core/indicators/indicator-report.js';
import type { IndicatorOrder } from '../../engine/indicator-maker.js';
import { inThread } from './work-thread.js';

export interface IndicatorWork {
  readonly url: string;
  readonly order: IndicatorOrder;
}

/** Reckons indicators in a thread of their own, one order at a time, over a connection of their own. */
export function makeIndicatorThread(url: string): (order: IndicatorOrder) => Promise<IndicatorReport> {
  let last: Promise<unknown> = Promise.resolve();
  return (order) => {
    const work: IndicatorWork = { url, order };
    const watch = { progress: () => undefined, signal: { aborted: false } };
    const file = new URL('./indicator-worker.js', import.meta.url);
    const report = last.then(() => inThread<IndicatorReport>(file, work, watch));
    last = report.catch(() => undefined);
    return report;
  };
}
