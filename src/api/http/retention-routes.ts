import {
  retentionReportWire,
  retentionRunWire,
  rowsDropReportWire,
  rowsDropWire,
} from '../../contract/retention-wire.js';
import { HOUR } from '../../core/kernel/time.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

/** Retention: what is due to be forgotten, and forgetting it ahead of the daily run. */
export function addRetentionRoutes(app: ApiServer, { retention, expiry }: ApiDeps): void {
  app.post(
    '/v1/retention',
    {
      handlerTimeout: HOUR,
      schema: {
        tags: ['persons'],
        summary: 'Anonymise what is older than the retention allows and remove its recordings, or only count',
        body: retentionRunWire,
        response: { 200: retentionReportWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const report = request.body.dryRun ? await retention.rehearse() : await retention.run(request.person);
      return {
        ...report,
        anonymised: { ...report.anonymised },
        recordingDays: [...report.recordingDays],
      };
    },
  );
  app.post(
    '/v1/retention/rows',
    {
      handlerTimeout: HOUR,
      schema: {
        tags: ['persons'],
        summary: 'Which days of calls and decisions are past their term; with their confirmation, drop them',
        body: rowsDropWire,
        response: { 200: rowsDropReportWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { confirm } = request.body;
      const report = await (confirm === undefined ? expiry.rehearse() : expiry.drop(confirm, request.person));
      return { ...report, days: report.days.map((day) => ({ ...day })), archives: [...report.archives] };
    },
  );
}
