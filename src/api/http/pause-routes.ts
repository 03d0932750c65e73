import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { pausePlanListWire, pausePlanWire } from '../../contract/pause-wire.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import type { AgentPausePlan } from '../../engine/agent-pause-plan.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['agents'];

function toWire(plan: AgentPausePlan) {
  return { ...plan, pauses: plan.pauses.map((pause) => ({ ...pause })) };
}

function visible(access: FastifyRequest['access'], plans: readonly AgentPausePlan[]) {
  return plans.filter(({ agentId }) => access.sees(agentId)).map(toWire);
}

/** Planned pauses: an offer to each agent; whoever asks for a pause at another time gets it. */
export function addPauseRoutes(app: ApiServer, { engine }: ApiDeps): void {
  app.get(
    '/v1/pause-plan',
    {
      schema: {
        tags,
        summary: "Planned pauses of everybody's shift of today",
        response: { 200: pausePlanListWire, ...PROBLEMS },
      },
    },
    async ({ access }) => ({ items: visible(access, engine.pausePlans()) }),
  );
  app.post(
    '/v1/pause-plan/replan',
    {
      schema: {
        tags,
        summary: 'Plan anew, from now on, the pauses nobody has taken yet; those missed are planned again',
        response: { 200: pausePlanListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const plans = engine.replanPauses();
      changeNote(request, 'pause-plan', `${plans.length} shifts`);
      return { items: visible(request.access, plans) };
    },
  );
  app.get(
    '/v1/agents/:id/pauses',
    {
      schema: {
        tags,
        summary: "Planned pauses of an agent's shift of today",
        params: z.object({ id: agentIdWire }),
        response: { 200: pausePlanWire, ...PROBLEMS },
      },
    },
    async ({ params: { id } }) => {
      const plan = engine.pausePlans().find(({ agentId }) => agentId === id);
      if (plan === undefined) {
        throw notFound('shift of today of agent', id);
      }
      return toWire(plan);
    },
  );
}
