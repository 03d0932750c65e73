import { z } from 'zod';
import {
  pauseCodeIdWire,
  pauseCodeListWire,
  pauseCodePutWire,
  pauseCodeWire,
} from '../../contract/pause-code-wire.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import {
  isBuiltInPause,
  type PauseCode,
  pauseCodeProblem,
  pauseCodes,
} from '../../core/pauses/pause-code.js';
import type { Versioned } from '../../ports/versioned.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { tagOf } from './entity-tag.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { conditions, putOver } from './versioned-put.js';

const tags = ['pauses'];
const params = z.object({ code: pauseCodeIdWire });

/** One of the program's own that nobody changed yet is at version 0. */
async function storedCodes({ pauseCodes: store }: ApiDeps): Promise<readonly Versioned<PauseCode>[]> {
  const kept = await store.list();
  const versions = new Map(kept.map(({ code, version }) => [code, version]));
  return pauseCodes(kept).map((code) => ({ ...code, version: versions.get(code.code) ?? 0 }));
}

function pauseCodeToWire(code: Versioned<PauseCode>) {
  return { ...code, builtIn: isBuiltInPause(code.code) };
}

/** Why agents pause, as data. */
export function addPauseCodeRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/pause-codes',
    {
      schema: {
        tags,
        summary: 'Reasons for a pause, those that agents may not choose now included',
        response: { 200: pauseCodeListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: (await storedCodes(deps)).map(pauseCodeToWire) }),
  );
  app.get(
    '/v1/pause-codes/:code',
    {
      schema: {
        tags,
        summary: 'One reason for a pause; the ETag is for If-Match',
        params,
        response: { 200: pauseCodeWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const found = (await storedCodes(deps)).find(({ code }) => code === request.params.code);
      if (found === undefined) {
        throw notFound('pause code', request.params.code);
      }
      reply.header('ETag', tagOf(found.version));
      return pauseCodeToWire(found);
    },
  );
  app.put(
    '/v1/pause-codes/:code',
    {
      schema: {
        tags,
        summary: 'Add a reason, or change one; toilet and after an abuse are always there',
        params,
        headers: conditions,
        body: pauseCodePutWire,
        response: { 200: pauseCodeWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const code: PauseCode = { code: request.params.code, ...request.body };
      const problem = pauseCodeProblem(code);
      if (problem !== null) {
        throw new CadenciaError('DLR_INPUT_INVALID', { detail: `body.${problem}` });
      }
      const version = await putOver({
        headers: request.headers,
        reply,
        present: async () =>
          (await storedCodes(deps)).find((known) => known.code === code.code)?.version ?? null,
        save: (base) => deps.pauseCodes.save(code, base),
      });
      changeNote(request, code.code, `${code.kind}, ${code.active ? 'active' : 'not active'}`);
      return pauseCodeToWire({ ...code, version });
    },
  );
}

/**
 * Throws where the reason is no code that agents may choose. No
 * pause waits for a database that is away (NR-17: none is refused for our sake).
 */
export async function checkPauseReason({ pauseCodes: store }: ApiDeps, reason: string): Promise<void> {
  const kept = await store.list().catch(() => null);
  if (kept === null) {
    return;
  }
  const known = pauseCodes(kept).filter(({ active }) => active);
  if (!known.some(({ code }) => code === reason)) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `body.reason: '${reason}' is no pause code of this installation; it has ${known.map(({ code }) => code).join(', ')} (GET /v1/pause-codes).`,
    });
  }
}
