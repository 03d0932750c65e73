import { engineWire, stopAllWire, stoppedWire } from '../../contract/engine-wire.js';
import { engineToWire } from '../views/engine-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';
import { addSwitchRoutes } from './switch-routes.js';

const tags = ['engine'];

/** The engine, its switches, and the red button. */
export function addEngineRoutes(app: ApiServer, deps: ApiDeps): void {
  addSwitchRoutes(app, deps);
  app.get(
    '/v1/engine',
    { schema: { tags, summary: 'The engine as it stands', response: { 200: engineWire, ...PROBLEMS } } },
    async () => engineToWire(deps.engine.view(), deps.engine.limits().length),
  );
  app.post(
    '/v1/stop-all',
    {
      schema: {
        tags,
        summary:
          'End all dialling at once: what rings has its 15 s (a second call cuts it), talks go on; stays until resume',
        body: stopAllWire,
        response: { 200: stoppedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { cancelled } = await deps.engine.stopAll(request.body.why);
      deps.log.warn({ tokenId: request.tokenId, cancelled }, 'all dialling stopped');
      return { cancelled };
    },
  );
  app.post(
    '/v1/resume',
    { schema: { tags, summary: 'Dial again after stop-all', response: { 200: engineWire, ...PROBLEMS } } },
    async (request) => {
      await deps.engine.resumeAll();
      deps.log.warn({ tokenId: request.tokenId }, 'dialling resumed');
      return engineToWire(deps.engine.view(), deps.engine.limits().length);
    },
  );
}
