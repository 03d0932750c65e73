import { z } from 'zod';
import { type QuartileDayOut, quartileDayWire } from '../../contract/quartile-wire.js';
import { campaignIdWire } from '../../contract/wire-ids.js';
import { measureText, QUARTILE_RANGES, type QuartileDay } from '../../core/campaign/quartile-modes.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import { inScope } from './agent-scope.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

/** Quartiles of a campaign's agents: for those who run it, and for nobody's wall (NR-17, Anexo II). */
export function addQuartileRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/campaigns/:id/quartiles',
    {
      schema: {
        tags: ['campaigns'],
        summary: 'Quartiles of its agents that hold now, with the figures and the reason of each',
        params: z.object({ id: campaignIdWire }),
        response: { 200: quartileDayWire, ...PROBLEMS },
      },
    },
    async ({ params, access }) => {
      const made = await deps.engine.campaigns.quartiles(params.id);
      const sees = (agentId: AgentId): boolean => inScope(access, agentId);
      return { ranges: { ...QUARTILE_RANGES }, made: made === null ? null : toWire(made, sees) };
    },
  );
}

function toWire(
  { day, first, last, madeMs, rule: { measure }, ranked, agents }: QuartileDay,
  sees: (agentId: AgentId) => boolean,
): QuartileDayOut['made'] {
  return {
    ...{ day, first, last, madeAtMs: madeMs, measure, ranked },
    agents: agents
      .filter(({ agentId }) => sees(agentId))
      .map(({ handledMs, ...one }) => ({
        ...one,
        handledSeconds: Math.floor(handledMs / SECOND),
        value: measureText(measure, { ...one, handledMs }),
      })),
  };
}
