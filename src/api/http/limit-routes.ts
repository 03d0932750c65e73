import { limitListWire } from '../../contract/limit-wire.js';
import { limitToWire } from '../views/limit-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

/** Lines and companies against the limits of their day and month. */
export function addLimitRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/limits',
    {
      schema: {
        tags: ['lines'],
        summary: 'Lines and companies in use, against their limits of the day and month',
        response: { 200: limitListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: deps.engine.limits().map(limitToWire) }),
  );
}
