import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ENTRY_WORDS, type EntryWord } from '../../contract/entry-words.js';
import { signInWaysWire } from '../../contract/session-wire.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { MINUTE, SECOND } from '../../core/kernel/time.js';
import type { DoorDesk } from '../auth/door-desk.js';
import { type ProviderDesk, SIGN_IN_MS } from '../auth/provider-desk.js';
import type { SessionBook } from '../auth/session-book.js';
import {
  clearEntryCookie,
  entryCookieOf,
  requireSafeWay,
  sessionSecretOf,
  setEntryCookie,
  setSessionCookie,
} from '../auth/session-cookie.js';
import type { ApiLog, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['session'];
/** A whole floor behind one address begins its shift within a minute. */
const config = { open: true, rateLimit: { max: 1200, timeWindow: MINUTE } };
const SIGN_IN = '/v1/oidc/sign-in';
const done = z.object({ ok: z.literal(true) }).meta({ id: 'LoggedOut' });
const logoutForm = z.object({ logout_token: z.string().min(1).max(16_384) });

interface ProviderRoutesDeps {
  readonly door: DoorDesk;
  readonly sessions: SessionBook;
  readonly byProvider: ProviderDesk | null;
}

/** The door by way of a provider of identities (OpenID Connect); without one, it says so. */
export function addProviderRoutes(app: ApiServer, deps: ProviderRoutesDeps, log: ApiLog): void {
  const { byProvider } = deps;
  app.get(
    '/v1/oidc',
    {
      config: { open: true },
      schema: {
        tags,
        summary: 'Ways to sign in beside a password',
        security: [],
        response: { 200: signInWaysWire, ...PROBLEMS },
      },
    },
    async () => ({ provider: byProvider === null ? null : { name: byProvider.settings.name } }),
  );
  if (byProvider !== null) {
    addBrowserRoutes(app, { ...deps, byProvider }, log);
    addBackChannel(app, byProvider);
  }
}

/** A browser goes to the provider and comes back; whatever goes wrong, it ends at the sign-in page, which says so. */
function addBrowserRoutes(
  app: ApiServer,
  { door, sessions, byProvider }: ProviderRoutesDeps & { readonly byProvider: ProviderDesk },
  log: ApiLog,
): void {
  const home = new URL(byProvider.settings.publicUrl);
  const toPage = (request: FastifyRequest, reply: FastifyReply, failure: unknown) => {
    log.warn({ requestId: request.id, err: failure }, 'a sign-in at the provider failed');
    return reply.redirect(`/app/?entry=${entryWordOf(failure)}`, 303);
  };
  app.get(SIGN_IN, { config, schema: { hide: true } }, async (request, reply) => {
    requireSafeWay(request);
    reply.header('Cache-Control', 'no-store');
    const { here } = request.query as { here?: unknown };
    // The cookie must be of the host the browser comes back to.
    if (request.host !== home.host && here === undefined) {
      return reply.redirect(new URL(`${SIGN_IN}?here=1`, home).href, 303);
    }
    try {
      const { url, sealed } = await byProvider.begin();
      setEntryCookie(request, reply, sealed, SIGN_IN_MS / SECOND);
      return reply.redirect(url, 303);
    } catch (failure) {
      return toPage(request, reply, failure);
    }
  });
  app.get('/v1/oidc/callback', { config, schema: { hide: true } }, async (request, reply) => {
    requireSafeWay(request);
    reply.header('Cache-Control', 'no-store');
    const sealed = entryCookieOf(request);
    clearEntryCookie(request, reply);
    try {
      const query = request.url.slice(request.url.indexOf('?') + 1);
      const secret = await byProvider.finish(query, sealed, request.ip);
      const before = await sessions.verify(sessionSecretOf(request));
      if (before !== null) {
        await door.signOut(before, request.ip);
      }
      setSessionCookie(request, reply, secret);
      return reply.redirect('/app/?entry=in', 303);
    } catch (failure) {
      return toPage(request, reply, failure);
    }
  });
}

function entryWordOf(failure: unknown): EntryWord {
  if (!(failure instanceof CadenciaError) || failure.code === 'DLR_AUTH_PROVIDER_DOWN') {
    return 'down';
  }
  return ENTRY_WORDS.find((word) => word === failure.fields['why']) ?? 'refused';
}

/** OpenID Connect Back-Channel Logout 1.0 §2.5: a form from the provider itself, which the token vouches for. */
function addBackChannel(app: ApiServer, byProvider: ProviderDesk): void {
  // A form is read here and nowhere else: no page of another site can send our other routes anything they take.
  app.register(async (scoped: ApiServer) => {
    const type = 'application/x-www-form-urlencoded';
    scoped.addContentTypeParser(type, { parseAs: 'string' }, (_request, body, parsed) => {
      parsed(null, Object.fromEntries(new URLSearchParams(String(body))));
    });
    scoped.post(
      '/v1/oidc/back-channel-logout',
      {
        config,
        schema: {
          tags,
          summary: 'The provider of identities says who signed out there (Back-Channel Logout 1.0)',
          security: [],
          consumes: [type],
          body: logoutForm,
          response: { 200: done, ...PROBLEMS },
        },
      },
      async (request, reply) => {
        reply.header('Cache-Control', 'no-store');
        await byProvider.signedOutThere(request.body.logout_token, request.ip);
        return { ok: true as const };
      },
    );
  });
}
