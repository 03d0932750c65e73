import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  ownPasswordWire,
  passwordChangeWire,
  recoveryCodesWire,
  type SessionOut,
  secondFactorBegunWire,
  secondFactorCodeWire,
  sessionWire,
  signedOutWire,
  signInWire,
} from '../../contract/session-wire.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { Access } from '../auth/access.js';
import type { DoorDesk } from '../auth/door-desk.js';
import { permissionsOf } from '../auth/permissions.js';
import type { ProviderDesk } from '../auth/provider-desk.js';
import type { SessionBook } from '../auth/session-book.js';
import {
  clearSessionCookie,
  isOwnOrigin,
  requireSafeWay,
  sessionSecretOf,
  setSessionCookie,
} from '../auth/session-cookie.js';
import type { UserBook } from '../auth/user-book.js';
import type { ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['session'];
/** A password takes 80 ms of a core to try: an address may not have the machine try more than this a minute. */
const limited = { rateLimit: { max: 60, timeWindow: MINUTE } };
const nothing = z.object({ ok: z.literal(true) }).meta({ id: 'Done' });

/** What the routes of the door stand on. */
export interface DoorRoutesDeps {
  readonly door: DoorDesk;
  readonly sessions: SessionBook;
  readonly users: UserBook;
  readonly byProvider: ProviderDesk | null;
}

/** Signing in and out, and who am I: a screen shows what its reader may do and nothing else. */
export function addSessionRoutes(
  app: ApiServer,
  { door, sessions, users, byProvider }: DoorRoutesDeps,
): void {
  const show = (access: Access): Promise<SessionOut> => showSession(access, users);
  app.get(
    '/v1/session',
    {
      schema: { tags, summary: 'Who came in, and what he may', response: { 200: sessionWire, ...PROBLEMS } },
    },
    ({ access }) => show(access),
  );
  app.post(
    '/v1/session',
    {
      config: { open: true, ...limited },
      schema: {
        tags,
        summary: 'Sign in; sets a session cookie. 401 DLR_AUTH_SECOND_FACTOR asks for a code too',
        security: [],
        body: signInWire,
        response: { 200: sessionWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      requireSafeWay(request);
      requireOwnPage(request);
      const secret = await door.signIn(request.body, request.ip);
      const before = await sessions.verify(sessionSecretOf(request));
      if (before !== null) {
        await door.signOut(before, request.ip);
      }
      setSessionCookie(request, reply, secret);
      reply.header('Cache-Control', 'no-store');
      return show(await opened(sessions, secret));
    },
  );
  app.delete(
    '/v1/session',
    { schema: { tags, summary: 'Sign out', response: { 200: signedOutWire, ...PROBLEMS } } },
    async (request, reply) => {
      const { access } = request;
      await door.signOut(access, request.ip);
      clearSessionCookie(request, reply);
      // On a desk that many share, the next would else come in as who was there before.
      const asked = access.session?.byProvider === true ? await byProvider?.signOutUrl() : null;
      return { ok: true as const, providerUrl: asked ?? null };
    },
  );
  app.post(
    '/v1/session/password',
    {
      config: limited,
      schema: {
        tags,
        summary: 'Change the own password; all other sessions of the person end',
        body: passwordChangeWire,
        response: { 200: sessionWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { current, next } = request.body;
      const secret = await door.changePassword(request.access, current, next, request.ip);
      setSessionCookie(request, reply, secret);
      return show(await opened(sessions, secret));
    },
  );
  addSecondFactorRoutes(app, door);
}

function addSecondFactorRoutes(app: ApiServer, door: DoorDesk): void {
  app.post(
    '/v1/session/second-factor',
    {
      config: limited,
      schema: {
        tags,
        summary: 'Begin a second factor; it counts once it is confirmed',
        body: ownPasswordWire,
        response: { 200: secondFactorBegunWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      reply.header('Cache-Control', 'no-store');
      return door.beginSecondFactor(request.access, request.body.password, request.ip);
    },
  );
  app.post(
    '/v1/session/second-factor/confirm',
    {
      config: limited,
      schema: {
        tags,
        summary: 'Confirm the second factor with its first code; answers with recovery codes',
        body: secondFactorCodeWire,
        response: { 200: recoveryCodesWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      reply.header('Cache-Control', 'no-store');
      const codes = await door.confirmSecondFactor(request.access, request.body.code, request.ip);
      return { codes: [...codes] };
    },
  );
  app.post(
    '/v1/session/second-factor/remove',
    {
      config: limited,
      schema: {
        tags,
        summary: 'Remove the own second factor',
        body: ownPasswordWire,
        response: { 200: nothing, ...PROBLEMS },
      },
    },
    async (request) => {
      await door.removeSecondFactor(request.access, request.body.password, request.ip);
      return { ok: true as const };
    },
  );
}

/** Another site's page could sign its reader in to a session of its own making, and watch what he does in it. */
export function requireOwnPage(request: FastifyRequest): void {
  if (!isOwnOrigin(request, true)) {
    throw new CadenciaError('DLR_AUTH_ORIGIN', { detail: 'Sign in on the page of this server.' });
  }
}

async function opened(sessions: SessionBook, secret: string): Promise<Access> {
  const access = await sessions.verify(secret);
  if (access === null) {
    throw new CadenciaError('DLR_AUTH_REQUIRED', { detail: 'The session ended as it began; sign in again.' });
  }
  return access;
}

async function showSession(access: Access, users: UserBook): Promise<SessionOut> {
  const { person, role, agentId, teamIds, session } = access;
  const user = session === null ? null : await users.find(session.userId);
  return {
    name: user?.name ?? person,
    role,
    permissions: permissionsOf(role),
    agentId,
    teamIds: teamIds === null ? null : [...teamIds],
    kind: session === null ? 'token' : 'user',
    mustChangePassword: session?.mustChange === true,
    secondFactor: user !== null && user.totpSecret !== '',
    hasPassword: user !== null && user.passwordHash !== '',
  };
}
