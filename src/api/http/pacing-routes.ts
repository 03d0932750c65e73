import { z } from 'zod';
import { decisionListWire, decisionsQuery, type KeptDecisionOut } from '../../contract/pacing-wire.js';
import { campaignIdWire } from '../../contract/wire-ids.js';
import { DIAL_MODES } from '../../core/campaign/campaign.js';
import { DAY } from '../../core/kernel/time.js';
import { PACING_LIMITS } from '../../core/pacing/pacing-strategy.js';
import type { KeptDecision } from '../../ports/pacing-store.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

/** Why calls were placed or not. */
export function addPacingRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/campaigns/:id/pacing',
    {
      schema: {
        tags: ['campaigns'],
        summary: 'What the campaign’s lanes decided, how many calls and why, with the figures they went by',
        params: z.object({ id: campaignIdWire }),
        querystring: decisionsQuery,
        response: { 200: decisionListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { from, to, most } = request.query;
      const nowMs = deps.clock.now();
      const toMs = to === undefined ? nowMs + 1 : Date.parse(to);
      const fromMs = from === undefined ? toMs - DAY : Date.parse(from);
      const query = { campaignId: request.params.id, fromMs, toMs, most };
      return { items: (await deps.engine.campaigns.decisions(query)).flatMap(toWire) };
    },
  );
}

/** A decision of another version, with words that this one does not know, is left out. */
function toWire(kept: KeptDecision): readonly KeptDecisionOut[] {
  const lane = DIAL_MODES.find((mode) => mode === kept.lane);
  const limit = PACING_LIMITS.find((word) => word === kept.limit);
  return lane === undefined || limit === undefined
    ? []
    : [{ ...kept, lane, limit, figures: { ...kept.figures } }];
}
