import type { IndicatorReport } from '../../core/indicators/indicator-report.js';
import type { IndicatorOrder } from '../../engine/indicator-maker.js';
import { queuedThread } from './queued-thread.js';

/** Reckons indicators in a thread of their own, one order at a time, over a connection of their own. */
export function makeIndicatorThread(url: string): (order: IndicatorOrder) => Promise<IndicatorReport> {
  return queuedThread(new URL('./indicator-worker.js', import.meta.url), url);
}
