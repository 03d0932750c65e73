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
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['pauses'];

function pauseCodeToWire(code: PauseCode) {
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
    async () => ({ items: pauseCodes(await deps.pauseCodes.list()).map(pauseCodeToWire) }),
  );
  app.put(
    '/v1/pause-codes/:code',
    {
      schema: {
        tags,
        summary: 'Add a reason, or change one; toilet and after an abuse are always there',
        params: z.object({ code: pauseCodeIdWire }),
        body: pauseCodePutWire,
        response: { 200: pauseCodeWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const code: PauseCode = { code: request.params.code, ...request.body };
      const problem = pauseCodeProblem(code);
      if (problem !== null) {
        throw new CadenciaError('DLR_INPUT_INVALID', { detail: `body.${problem}` });
      }
      await deps.pauseCodes.save(code);
      changeNote(request, code.code, `${code.kind}, ${code.active ? 'active' : 'not active'}`);
      return pauseCodeToWire(code);
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
