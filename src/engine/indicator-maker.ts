import { parseIndicatorPlan } from '../core/indicators/indicator-plan.js';
import { type IndicatorReport, IndicatorRun } from '../core/indicators/indicator-report.js';
import { indicatorRowOf } from '../core/indicators/indicator-row.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { DAY, HOUR } from '../core/kernel/time.js';
import type { CallLogReader } from '../ports/call-log-reader.js';

/** What indicators are asked of: days by the calendar of Brasília, both included. */
export interface IndicatorOrder {
  /** As `cadencia indicators --plan` takes it. */
  readonly plan: unknown;
  readonly first: number;
  readonly last: number;
  /** Of these campaigns alone. */
  readonly campaignIds?: readonly CampaignId[];
}

/** Brasília is two or three hours behind UTC; rows of other days are left out by the report. */
const MARGIN = 4 * HOUR;

/** The indicators of days from the call log. */
export async function makeIndicators(
  { plan, first, last, campaignIds }: IndicatorOrder,
  callLog: Pick<CallLogReader, 'read'>,
): Promise<IndicatorReport> {
  const own = campaignIds === undefined ? null : new Set(campaignIds);
  const run = new IndicatorRun(parseIndicatorPlan(plan), first, last);
  for await (const row of callLog.read({ fromMs: first * DAY, toMs: (last + 1) * DAY + MARGIN })) {
    if (own === null || own.has(row.opening.campaignId)) {
      run.add(indicatorRowOf(row));
    }
  }
  return run.report();
}
