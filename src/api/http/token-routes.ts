import { z } from 'zod';
import { tokenIssuedWire, tokenIssueWire, tokenListWire, tokenWire } from '../../contract/token-wire.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { StoredToken } from '../../ports/token-store.js';
import { isLocal } from '../auth/local-token.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['tokens'];
const params = z.object({ id: z.string().min(1).max(64) });

function tokenToWire({ id, label, role, createdAtMs, revoked }: StoredToken): z.output<typeof tokenWire> {
  return { id, label, role, createdAtMs, revoked };
}

/** Who could issue tokens could be two persons: only the server's own machine does. */
function requireLocal(person: string): void {
  if (!isLocal(person)) {
    throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
      detail: 'Tokens are issued and revoked on the machine of the server, with its own token.',
    });
  }
}

/** Tokens: one for each person or program that may come in. */
export function addTokenRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/tokens',
    { schema: { tags, summary: 'Tokens, without secrets', response: { 200: tokenListWire, ...PROBLEMS } } },
    async () => ({ items: (await deps.tokens.list()).map(tokenToWire) }),
  );
  app.post(
    '/v1/tokens',
    {
      schema: {
        tags,
        summary: 'Issue a token to a person; only on the machine of the server',
        body: tokenIssueWire,
        response: { 201: tokenIssuedWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      requireLocal(request.person);
      const { label, role } = request.body;
      if (isLocal(label)) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: `body.label: '${label}' is the machine's own token; give a person's name.`,
        });
      }
      const { token, secret } = await deps.tokens.issue(label, role);
      deps.log.info({ tokenId: request.tokenId, issued: token.id, role }, 'token issued');
      reply.status(201).header('Cache-Control', 'no-store');
      return { token: tokenToWire(token), secret };
    },
  );
  app.post(
    '/v1/tokens/:id/revoke',
    {
      schema: { tags, summary: 'Revoke a token', params, response: { 200: tokenWire, ...PROBLEMS } },
    },
    async (request) => {
      requireLocal(request.person);
      const token = (await deps.tokens.list()).find(({ id }) => id === request.params.id);
      if (token === undefined) {
        throw notFound('token', request.params.id);
      }
      if (token.id === request.tokenId) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: 'This is the token you came in with; delete the token file of the data folder instead.',
        });
      }
      await deps.tokens.revoke(token.id);
      deps.log.info({ tokenId: request.tokenId, revoked: token.id }, 'token revoked');
      return tokenToWire({ ...token, revoked: true });
    },
  );
}
