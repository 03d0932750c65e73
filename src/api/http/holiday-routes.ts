import { holidayImportedWire, holidayListWire, holidayPutWire } from '../../contract/holiday-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['policies'];
/** All holidays of all municipalities, with room to spare. */
const MOST_TABLE_BYTES = 16 << 20;

/** The municipal holidays the operation keeps. */
export function addHolidayRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/holidays',
    {
      schema: {
        tags,
        summary: 'Municipal holidays, and who imported the table and when',
        response: { 200: holidayListWire, ...PROBLEMS },
      },
    },
    async () => {
      const { rows, imports } = await deps.policies.holidays();
      return { items: [...rows], imports: [...imports] };
    },
  );
  app.put(
    '/v1/holidays',
    {
      bodyLimit: MOST_TABLE_BYTES,
      schema: {
        tags,
        summary: 'Put a table of municipal holidays in the place of the present one; it holds at once',
        body: holidayPutWire,
        response: { 200: holidayImportedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const imported = await deps.policies.importHolidays(request.body.rows, request.person);
      deps.log.info({ tokenId: request.tokenId, rows: imported.rows }, 'municipal holidays imported');
      return imported;
    },
  );
}
