import { indicatorOrderWire, indicatorReportWire } from '../../contract/indicator-wire.js';
import { parseDayNumber } from '../../core/compliance/calendar/day-number.js';
import { parseIndicatorPlan } from '../../core/indicators/indicator-plan.js';
import { IndicatorRun } from '../../core/indicators/indicator-report.js';
import { indicatorRowOf } from '../../core/indicators/indicator-row.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { DAY, HOUR, MINUTE } from '../../core/kernel/time.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

/** Brasília is two or three hours behind UTC; rows of other days are left out by the report. */
const MARGIN = 4 * HOUR;

/** Indicators of a day; a month is made of exported files, away from the server that dials. */
export function addIndicatorRoutes(app: ApiServer, { proof }: ApiDeps): void {
  app.post(
    '/v1/indicators',
    {
      handlerTimeout: 5 * MINUTE,
      schema: {
        tags: ['billing'],
        summary: 'Indicators of a day by service and segment, with quantities, targets and misses',
        body: indicatorOrderWire,
        response: { 200: indicatorReportWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const day = parseDayNumber(request.body.day);
      if (day === null) {
        throw new CadenciaError('DLR_INPUT_INVALID', { detail: `body.day: ${request.body.day} is no date.` });
      }
      const run = new IndicatorRun(parseIndicatorPlan(request.body.plan), day, day);
      const query = { fromMs: day * DAY, toMs: (day + 1) * DAY + MARGIN };
      // Pages are awaited one by one: whatever else waits has its turn between them.
      for await (const row of proof.callLog.read(query)) {
        run.add(indicatorRowOf(row));
      }
      return { ...run.report() };
    },
  );
}
