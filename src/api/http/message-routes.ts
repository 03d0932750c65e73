import { z } from 'zod';
import {
  agentMessagesWire,
  messagePostWire,
  messageSentWire,
  messagesReadWire,
  sentMessagesWire,
} from '../../contract/message-wire.js';
import { agentIdWire } from '../../contract/wire-ids.js';
import type { AgentMessage, MessageTarget } from '../../core/floor/agent-message.js';
import type { AgentId } from '../../core/kernel/ids.js';
import type { AgentProfile, AgentSession } from '../../ports/agent-store.js';
import type { MessageBoard } from '../realtime/message-board.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const params = z.object({ id: agentIdWire });
const tags = ['floor'];

/** Words of supervisors to agents, and who has read them. */
export function addMessageRoutes(app: ApiServer, deps: ApiDeps, messages: MessageBoard): void {
  addSending(app, deps, messages);
  app.get(
    '/v1/agents/:id/messages',
    {
      schema: {
        tags,
        summary: 'What supervisors have told the agent',
        params,
        response: { 200: agentMessagesWire, ...PROBLEMS },
      },
    },
    async (request) => ({ items: (await messages.of(request.params.id)).map(copyOf) }),
  );
  app.post(
    '/v1/agents/:id/messages/read',
    {
      schema: {
        tags,
        summary: 'The agent has read what he was told, up to a message',
        params,
        body: messagesReadWire,
        response: { 200: agentMessagesWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { upTo } = request.body;
      if (!(await messages.acknowledge(id, upTo))) {
        throw notFound('message not read yet', String(upTo));
      }
      return { items: (await messages.of(id)).map(copyOf) };
    },
  );
}

function addSending(app: ApiServer, deps: ApiDeps, messages: MessageBoard): void {
  app.post(
    '/v1/messages',
    {
      schema: {
        tags,
        summary:
          'A few words to an agent, a group, a campaign or everybody; who is away finds them when he is back',
        body: messagePostWire,
        response: { 200: messageSentWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const { to, text } = request.body;
      const sessions = await sessionsOf(deps);
      const meant = (await deps.agents.list()).filter(
        (agent) => request.access.sees(agent.id) && isMeant(agent, sessions.get(agent.id), to),
      );
      const recipients = meant.map(({ id }) => id);
      await messages.send(to, recipients, request.person, text);
      const what = `message to ${to.kind}, ${recipients.length} recipients`;
      changeNote(request, 'id' in to ? to.id : 'all', what);
      return { recipients, away: recipients.filter((id) => !sessions.has(id)) };
    },
  );
  app.get(
    '/v1/messages',
    {
      schema: {
        tags,
        summary: 'The newest 50 messages to agents, and who has not read them yet',
        response: { 200: sentMessagesWire, ...PROBLEMS },
      },
    },
    async ({ access }) => {
      const seen = (await messages.sent()).map(({ recipients, to, ...message }) => ({
        ...message,
        to: { ...to },
        own: recipients.filter(({ agentId }) => access.sees(agentId)),
      }));
      const items = seen
        .filter(({ own }) => own.length > 0)
        .map(({ own, ...message }) => ({
          ...message,
          recipients: own.length,
          unread: own.filter(({ readMs }) => readMs === null).map(({ agentId }) => agentId),
        }));
      return { items };
    },
  );
}

/** Of every server: those who are logged in elsewhere are known by the database alone. */
async function sessionsOf({ agents, engine }: ApiDeps): Promise<ReadonlyMap<AgentId, readonly string[]>> {
  const here = engine.agents
    .views()
    .filter(({ state }) => state !== 'offline')
    .map(({ id, campaignIds }) => [id, campaignIds] as const);
  const kept = (await agents.listSessions()).map(
    ({ agentId, campaignIds }: AgentSession) => [agentId, campaignIds] as const,
  );
  return new Map<AgentId, readonly string[]>([...kept, ...here]);
}

function isMeant(
  agent: AgentProfile,
  campaignIds: readonly string[] | undefined,
  to: MessageTarget,
): boolean {
  switch (to.kind) {
    case 'agent':
      return agent.id === to.id;
    case 'group':
      return agent.active && agent.groupId === to.id;
    case 'campaign':
      return campaignIds?.includes(to.id) === true;
    case 'all':
      return agent.active;
  }
}

const copyOf = (message: AgentMessage): AgentMessage => ({ ...message });
