import type { FastifyInstance, FastifyRequest } from 'fastify';
import { permissionOf } from '../auth/permissions.js';
import type { ApiDeps } from './api-deps.js';

/** Reads; a HEAD is one. */
const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What an agent does at his own desk is on file as his day, call by call. */
const OWN_DESK = /^\/v1\/agents\/:id\/(login|pause|ready|logout|accept|hangup|skip|dispose|dial|script)$/;
/** These note what they do by themselves, with the person or the file it concerns. */
const NOTED = /^\/v1\/(persons|retention|archive|exports|recordings|sessions?|me|tokens|users|totp|oidc)\b/;
const LONGEST_NOTE = 300;

declare module 'fastify' {
  interface FastifyRequest {
    /** What was changed and how, for the record; empty where the route says all. */
    changed: { readonly subject: string; readonly what: string } | null;
  }
}

/** Says what a request changes, where its path does not. No personal data. */
export function changeNote(request: FastifyRequest, subject: string, what: string): void {
  request.changed = { subject, what };
}

/** Each change that was carried out is on file: who, what, when. */
export function addChangeNotes(app: FastifyInstance, { persons, log }: ApiDeps): void {
  app.decorateRequest('changed', null);
  app.addHook('onResponse', async (request, reply) => {
    const { url = '' } = request.routeOptions;
    const quiet = READS.has(request.method) || OWN_DESK.test(url) || NOTED.test(url);
    // Whoever carried it out has noted it.
    const isNotOurs = request.forwardedTo !== '';
    if (quiet || isNotOurs || reply.statusCode >= 400 || permissionOf(request.method, url) === undefined) {
      return;
    }
    const reason = `${request.method} ${url} ${request.changed?.what ?? ''}`.trim().slice(0, LONGEST_NOTE);
    const subject = request.changed?.subject ?? idOf(request.params);
    try {
      await persons.noteRead({ action: 'change', who: request.person, subject, reason });
    } catch (error) {
      log.error({ requestId: request.id, err: error, reason }, 'a change could not be noted');
    }
  });
}

/** What the path names. */
function idOf(params: unknown): string {
  const named = Object.values((params ?? {}) as Record<string, unknown>);
  return named.filter((value) => typeof value === 'string').join('/');
}
