import { indicatorOrderWire, indicatorReportWire } from '../../contract/indicator-wire.js';
import { billingPeriod } from '../../core/billing/billing-period.js';
import { parseDayNumber } from '../../core/compliance/calendar/day-number.js';
import { parseIndicatorPlan } from '../../core/indicators/indicator-plan.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';
import { requireWholeHouse } from './seen.js';

/** A calendar month ends with its last day. */
const LAST_DAY = 31;

/** Indicators of a day or a month. */
export function addIndicatorRoutes(app: ApiServer, { indicators }: ApiDeps): void {
  app.post(
    '/v1/indicators',
    {
      handlerTimeout: 10 * MINUTE,
      schema: {
        tags: ['billing'],
        summary:
          'Indicators of a day or a month by service and segment, with quantities, targets and misses; made one after ' +
          'the other beside the loop that dials',
        body: indicatorOrderWire,
        response: { 200: indicatorReportWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { access } = request;
      // A creditor sees his campaigns whole; who sees some agents of a campaign cannot be given its indicators.
      const campaignIds = access.bounds?.agentIds === null ? access.bounds.campaignIds : null;
      if (campaignIds === null) {
        requireWholeHouse(access, 'A report of indicators');
      }
      const { plan } = request.body;
      const days = daysOf(request.body);
      // Refused here, where it is read at once.
      parseIndicatorPlan(plan);
      return { ...(await indicators({ plan, ...days, ...(campaignIds === null ? {} : { campaignIds }) })) };
    },
  );
}

interface Span {
  readonly day?: string | undefined;
  readonly period?: string | undefined;
}

function daysOf({ day, period }: Span): { readonly first: number; readonly last: number } {
  if ((day === undefined) === (period === undefined)) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: 'body: give either `day` or `period`.' });
  }
  if (period !== undefined) {
    const { first, last } = billingPeriod(period, LAST_DAY, null);
    return { first, last };
  }
  const number = parseDayNumber(day ?? '');
  if (number === null) {
    throw new CadenciaError('DLR_INPUT_INVALID', { detail: `body.day: ${day} is no date.` });
  }
  return { first: number, last: number };
}
