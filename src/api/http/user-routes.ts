import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  accessEventListWire,
  passwordGivenWire,
  passwordResetWire,
  teamIdWire,
  teamListWire,
  teamPutWire,
  teamWire,
  type UserOut,
  userAddedWire,
  userAddWire,
  userChangeWire,
  userIdWire,
  userListWire,
  userWire,
} from '../../contract/user-wire.js';
import type { StoredTeam, StoredUser } from '../../ports/user-store.js';
import type { Actor, UserChange, UserDesk } from '../auth/user-desk.js';
import type { ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['users'];
const params = z.object({ id: userIdWire });
const teamParams = z.object({ id: teamIdWire });
const MOST_EVENTS = 1000;

const actorOf = (request: FastifyRequest): Actor => ({ who: request.person, address: request.ip });

function userToWire(user: StoredUser): UserOut {
  const { id, name, role, teamIds, agentId, creditorCnpj, blocked, mustChange, totpSecret, createdAtMs } =
    user;
  return {
    id,
    name,
    role,
    teamIds: teamIds === null ? null : [...teamIds],
    agentId,
    creditorCnpj,
    blocked,
    mustChangePassword: mustChange,
    secondFactor: totpSecret !== '',
    provider: user.providerSubject !== null,
    createdAtMs,
  };
}

const teamToWire = ({ id, name, agentIds, campaignIds }: StoredTeam) => ({
  id,
  name,
  agentIds: [...agentIds],
  campaignIds: campaignIds === null ? null : [...campaignIds],
});

/** What was left out stays; zod gives it as undefined, the desk wants it absent. */
function changeOf({ unjoinProvider, ...body }: z.output<typeof userChangeWire>): UserChange {
  const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  return unjoinProvider === true ? { ...given, providerSubject: null } : given;
}

/** Who may come in. */
export function addUserRoutes(app: ApiServer, desk: UserDesk): void {
  app.get(
    '/v1/users',
    { schema: { tags, summary: 'Users, blocked ones too', response: { 200: userListWire, ...PROBLEMS } } },
    async () => ({ items: (await desk.list()).map(userToWire) }),
  );
  app.post(
    '/v1/users',
    {
      schema: {
        tags,
        summary: 'Add a user; answers with a password for the first sign-in',
        body: userAddWire,
        response: { 201: userAddedWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { user, password } = await desk.add(request.body, actorOf(request));
      reply.status(201).header('Cache-Control', 'no-store');
      return { user: userToWire(user), password };
    },
  );
  app.patch(
    '/v1/users/:id',
    {
      schema: {
        tags,
        summary: 'Change or block a user; what he has open with what he loses is cut at once',
        params,
        body: userChangeWire,
        response: { 200: userWire, ...PROBLEMS },
      },
    },
    async (request) =>
      userToWire(await desk.change(request.params.id, changeOf(request.body), actorOf(request))),
  );
  app.post(
    '/v1/users/:id/password',
    {
      schema: {
        tags,
        summary: 'Give a user a new password for one sign-in',
        params,
        body: passwordResetWire,
        response: { 200: passwordGivenWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      reply.header('Cache-Control', 'no-store');
      const { dropSecondFactor } = request.body;
      return { password: await desk.resetPassword(request.params.id, dropSecondFactor, actorOf(request)) };
    },
  );
  addTeamRoutes(app, desk);
}

function addTeamRoutes(app: ApiServer, desk: UserDesk): void {
  app.get(
    '/v1/teams',
    { schema: { tags, summary: 'Teams with their agents', response: { 200: teamListWire, ...PROBLEMS } } },
    async () => ({ items: (await desk.teams()).map(teamToWire) }),
  );
  app.put(
    '/v1/teams/:id',
    {
      schema: {
        tags,
        summary: 'Create or change a team',
        params: teamParams,
        body: teamPutWire,
        response: { 200: teamWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const team = { id: request.params.id, ...request.body };
      await desk.saveTeam(team, actorOf(request));
      return teamToWire(team);
    },
  );
  app.delete(
    '/v1/teams/:id',
    {
      schema: {
        tags,
        summary: 'Remove a team; its agents stay',
        params: teamParams,
        response: { 200: z.object({ ok: z.literal(true) }), ...PROBLEMS },
      },
    },
    async (request) => {
      await desk.removeTeam(request.params.id, actorOf(request));
      return { ok: true as const };
    },
  );
  app.get(
    '/v1/access-events',
    {
      schema: {
        tags,
        summary: 'Who came in, went out, was refused or changed; newest first',
        querystring: z.object({ limit: z.coerce.number().int().min(1).max(MOST_EVENTS).default(100) }),
        response: { 200: accessEventListWire, ...PROBLEMS },
      },
    },
    async (request) => ({ items: (await desk.events(request.query.limit)).map((event) => ({ ...event })) }),
  );
}
