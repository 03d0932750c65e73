import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type AgentOut,
  agentDayWire,
  agentDetailWire,
  agentDialedWire,
  agentDisposedWire,
  agentListWire,
  agentProfileWire,
  agentPutWire,
  agentWire,
  dialWire,
  disposeWire,
  loginWire,
  reasonWire,
  releaseWire,
} from '../../contract/agent-wire.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId, CampaignId, ContactId } from '../../core/kernel/ids.js';
import { MINUTE } from '../../core/kernel/time.js';
import { callbackInstantMs } from '../../core/retry/callback-instant.js';
import type { AgentControl, AgentView, ManualWish } from '../../engine/engine-control.js';
import type { CardReads } from '../auth/card-reads.js';
import { agentRowToWire, agentToWire } from '../views/agent-to-wire.js';
import { maskedAgent } from '../views/masked-views.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { brazilianPhone } from './brazilian-phone.js';
import { seesClear } from './clear-reads.js';
import { pageOf, pageQuery } from './cursor.js';
import { notFound } from './not-found.js';
import { addPauseCodeRoutes, checkPauseReason } from './pause-code-routes.js';
import { PROBLEMS } from './problem-reply.js';
import { addTalkRoutes } from './talk-routes.js';

const params = z.object({ id: agentIdWire });
const tags = ['agents'];

/** Profiles: who the agents are. */
export function addAgentRoutes(app: ApiServer, deps: ApiDeps, cards: CardReads): void {
  const visibleTo = async ({ access }: FastifyRequest) =>
    (await deps.agents.list()).filter(({ id }) => access.sees(id));
  app.get(
    '/v1/agents',
    {
      schema: {
        tags,
        summary: 'Agents, with the live side of those the engine knows',
        querystring: pageQuery,
        response: { 200: agentListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const page = pageOf(await visibleTo(request), (profile) => profile.id, request.query);
      return {
        items: page.items.map((profile) => {
          const view = deps.engine.agents.view(profile.id);
          return { ...profile, live: view === null ? null : agentRowToWire(view) };
        }),
        next: page.next,
      };
    },
  );

  app.get(
    '/v1/agents/:id',
    {
      schema: {
        tags,
        summary: 'An agent, with the card of the person on the line',
        params,
        response: { 200: agentDetailWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const profile = await deps.agents.find(request.params.id);
      if (profile === null) {
        throw notFound('agent', request.params.id);
      }
      const view = deps.engine.agents.view(request.params.id);
      const live = view === null ? null : agentToWire(view);
      if (live !== null && (seesClear(request) || request.access.agentId === live.id)) {
        await cards.note(request.person, live);
        return { ...profile, live };
      }
      return { ...profile, live: live === null ? null : maskedAgent(live) };
    },
  );

  app.put(
    '/v1/agents/:id',
    {
      schema: {
        tags,
        summary: 'Create or change the profile of an agent',
        params,
        body: agentPutWire,
        response: { 200: agentProfileWire, ...PROBLEMS },
      },
    },
    (request) => deps.engine.agents.saveProfile({ id: request.params.id, ...request.body }),
  );
  const show: Show = (request, view) => cards.shown(request.person, agentToWire(view));
  addAgentCommands(app, deps, show);
  addPauseCodeRoutes(app, deps);
  addAgentDayRoutes(app, deps.engine.agents, show);
  addAgentDial(app, deps.engine.agents, show);
  addAgentCallCommands(app, deps, show);
  addTalkRoutes(app, deps);
}

/** The agent after a command, with a card that was noted as read. */
type Show = (request: FastifyRequest, view: AgentView) => Promise<AgentOut>;

const answer = { 200: agentWire, ...PROBLEMS };

/** Presence: log-in, ready, pause, log-out. */
function addAgentCommands(app: ApiServer, deps: ApiDeps, show: Show): void {
  const { agents } = deps.engine;
  app.post(
    '/v1/agents/:id/login',
    {
      // The phone rings until it is picked up, so this one may take its time.
      handlerTimeout: MINUTE,
      schema: { tags, summary: 'Bind the phone and start paused', params, body: loginWire, response: answer },
    },
    async (request) => show(request, await agents.login(request.params.id, request.body.campaignIds)),
  );
  app.post(
    '/v1/agents/:id/pause',
    {
      schema: {
        tags,
        summary: 'Pause now, or after the present call',
        params,
        body: reasonWire,
        response: answer,
      },
    },
    async (request) => {
      await checkPauseReason(deps, request.body.reason);
      return show(request, agents.pause(request.params.id, request.body.reason));
    },
  );
  const plain: readonly (readonly [string, string, (id: AgentId) => AgentView])[] = [
    ['ready', 'Take calls', (id) => agents.ready(id)],
    ['logout', 'Go off now, or after the present call', (id) => agents.logout(id)],
    ['accept', 'Dial the contact shown in preview', (id) => agents.acceptPreview(id)],
    ['hangup', 'End the talk', (id) => agents.hangup(id)],
  ];
  for (const [verb, summary, run] of plain) {
    app.post(
      `/v1/agents/:id/${verb}`,
      { schema: { tags, summary, params, response: answer } },
      async (request) => show(request, run(request.params.id)),
    );
  }
}

/** NR-17: the day, and the release after an abusive call. */
function addAgentDayRoutes(app: ApiServer, agents: AgentControl, show: Show): void {
  app.get(
    '/v1/agents/:id/day',
    {
      schema: {
        tags,
        summary: "The agent's day under NR-17: hours worked, pauses taken and due",
        params,
        response: { 200: agentDayWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { spans, ...day } = agents.day(request.params.id);
      return { ...day, spans: spans.map((span) => ({ ...span })) };
    },
  );
  app.post(
    '/v1/agents/:id/release',
    {
      schema: {
        tags,
        summary: 'Release after an abusive call; he stays paused until he is ready',
        params,
        body: releaseWire,
        response: answer,
      },
    },
    async (request) => {
      const { id } = request.params;
      return show(request, await agents.release(id, request.body.by ?? id));
    },
  );
}

/** A call by hand: the gate is asked as for any other. */
function addAgentDial(app: ApiServer, agents: AgentControl, show: Show): void {
  app.post(
    '/v1/agents/:id/dial',
    {
      schema: {
        tags,
        summary:
          'Call a contact or a number by hand; 409 DLR_DIAL_BLOCKED names the rule that does not allow it',
        params,
        body: dialWire,
        response: { 200: agentDialedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { campaignId, contactId, phone } = request.body;
      const view = await agents.dial(request.params.id, wishOf(campaignId, contactId, phone));
      return { ...(await show(request, view)), attemptId: view.attemptId };
    },
  );
}

function wishOf(campaignId: CampaignId, contactId: ContactId | undefined, phone = ''): ManualWish {
  if (contactId !== undefined) {
    return { campaignId, contactId };
  }
  return { campaignId, phone: brazilianPhone(phone) };
}

/** What only makes sense with a contact on the screen. */
function addAgentCallCommands(app: ApiServer, deps: ApiDeps, show: Show): void {
  app.post(
    '/v1/agents/:id/skip',
    {
      schema: {
        tags,
        summary: 'Skip the contact shown in preview',
        params,
        body: reasonWire,
        response: answer,
      },
    },
    async (request) => show(request, deps.engine.agents.skipPreview(request.params.id, request.body.reason)),
  );
  app.post(
    '/v1/agents/:id/dispose',
    {
      schema: {
        tags,
        summary: 'Say what the call was; ends the wrap-up when the call is over',
        params,
        body: disposeWire,
        response: { 200: agentDisposedWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { disposition, callbackAt, personal = false } = request.body;
      const person = deps.engine.agents.view(request.params.id)?.card?.contact ?? null;
      const callbackAtMs = callbackAt === undefined ? null : callbackInstantMs(callbackAt, person);
      if ((disposition === 'retorno_agendado') !== (callbackAtMs !== null)) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: 'body.callbackAt: give it with retorno_agendado, and only with it.',
        });
      }
      if (callbackAtMs !== null && callbackAtMs <= deps.clock.now()) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: 'body.callbackAt: give a time that is to come.',
        });
      }
      const campaignId = deps.engine.agents.view(request.params.id)?.card?.campaignId;
      if (personal && callbackAtMs !== null && person !== null && campaignId !== undefined) {
        // First, so that what is not kept is said while the agent can still choose again.
        await deps.engine.personal?.promise(request.params.id, { id: person.id, campaignId }, callbackAtMs);
      }
      const view = deps.engine.agents.dispose(request.params.id, disposition, callbackAtMs);
      return { ...(await show(request, view)), protocol: view.protocol };
    },
  );
}
