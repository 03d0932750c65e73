import {
  archiveChecksWire,
  archiveOrderWire,
  archiveRestoreWire,
  archiveStateWire,
} from '../../contract/archive-wire.js';
import { HOUR } from '../../core/kernel/time.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

/** Days of rows that left the database: what there is, whether it is whole, and the way back. */
export function addArchiveRoutes(app: ApiServer, { archive }: ApiDeps): void {
  app.get(
    '/v1/archive',
    {
      schema: {
        tags: ['persons'],
        summary: 'What is kept until when: days in the database, and days archived outside it',
        response: { 200: archiveStateWire, ...PROBLEMS },
      },
    },
    async () => {
      const state = await archive.state();
      return { ...state, days: [...state.days], archived: state.archived.map((file) => ({ ...file })) };
    },
  );
  app.post(
    '/v1/archive/verify',
    {
      handlerTimeout: HOUR,
      schema: {
        tags: ['persons'],
        summary: 'Check archived days: bytes, seals, and every row against its chain',
        body: archiveOrderWire,
        response: { 200: archiveChecksWire, ...PROBLEMS },
      },
    },
    async (request) => ({ files: [...(await archive.verify(request.body.day ?? null))] }),
  );
  app.post(
    '/v1/archive/restore',
    {
      handlerTimeout: HOUR,
      schema: {
        tags: ['persons'],
        summary: 'Put an archived day back into the database; the next drop takes it again',
        body: archiveRestoreWire,
        response: { 200: archiveChecksWire, ...PROBLEMS },
      },
    },
    async (request) => ({ files: [...(await archive.restore(request.body.day, request.person))] }),
  );
}
