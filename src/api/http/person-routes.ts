import { z } from 'zod';
import {
  adminActionListWire,
  personErasedWire,
  personRecordsWire,
  personRequestWire,
} from '../../contract/person-wire.js';
import { callLogRecord } from '../../core/call-log/call-log-record.js';
import { MINUTE } from '../../core/kernel/time.js';
import { ledgerRecord } from '../../core/ledger/decision-line.js';
import type { PersonRecords } from '../../ports/person-store.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['persons'];
/** Years of calls and decisions may be a person's. */
const SEARCH_MS = 10 * MINUTE;

function recordsToWire(records: PersonRecords): z.output<typeof personRecordsWire> {
  const recordings = records.attempts.map(({ result }) => result.recordingId).filter((id) => id !== '');
  return {
    contacts: records.contacts.map((contact) => ({ ...contact })),
    attempts: records.attempts.map((row) => ({ ...callLogRecord(row) })),
    decisions: records.decisions.map((entry) => ({ ...ledgerRecord(entry) })),
    facts: records.facts.map((fact) => ({ ...fact })),
    recordings: [...new Set(recordings)],
  };
}

/** Rights of a person: to be told all that is known, and to be erased. Bodies, not paths, hold who it is. */
export function addPersonRoutes(app: ApiServer, { persons }: ApiDeps): void {
  app.post(
    '/v1/persons/export',
    {
      handlerTimeout: SEARCH_MS,
      schema: {
        tags,
        summary: 'All that is known of a person; noted',
        body: personRequestWire,
        response: { 200: personRecordsWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      reply.header('Cache-Control', 'no-store');
      return recordsToWire(await persons.export(request.body, request.person, request.body.reason));
    },
  );
  app.post(
    '/v1/persons/erase',
    {
      handlerTimeout: SEARCH_MS,
      schema: {
        tags,
        summary: 'Erase a person, keeping keyed hashes so that nobody calls again; noted',
        body: personRequestWire,
        response: { 200: personErasedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      return persons.erase(request.body, request.person, request.body.reason);
    },
  );
  app.get(
    '/v1/admin-actions',
    {
      schema: {
        tags,
        summary: 'Who gave out, saw in clear or erased data of persons, newest first',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(500).default(100) }),
        response: { 200: adminActionListWire, ...PROBLEMS },
      },
    },
    async (request) => ({
      items: (await persons.actions(request.query.limit)).map((action) => ({
        ...action,
        counts: { ...action.counts },
      })),
    }),
  );
}
