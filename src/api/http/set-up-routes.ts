import { setUpDoneWire, setUpWire } from '../../contract/user-wire.js';
import { MINUTE } from '../../core/kernel/time.js';
import { requireSafeWay } from '../auth/session-cookie.js';
import type { SetUpLink } from '../auth/set-up-link.js';
import type { ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';
import { requireOwnPage } from './session-routes.js';

/** The first admin makes himself by the link that the server printed; he signs in as everybody else afterwards. */
export function addSetUpRoutes(app: ApiServer, setUp: SetUpLink): void {
  app.post(
    '/v1/set-up',
    {
      config: { open: true, rateLimit: { max: 20, timeWindow: MINUTE } },
      schema: {
        tags: ['session'],
        summary: 'Make the first admin by the link the server printed at its start; good once, for an hour',
        security: [],
        body: setUpWire,
        response: { 201: setUpDoneWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      requireSafeWay(request);
      requireOwnPage(request);
      const { secret, ...admin } = request.body;
      const { id } = await setUp.use(secret, admin, request.ip);
      reply.code(201).header('Cache-Control', 'no-store');
      return { id };
    },
  );
}
