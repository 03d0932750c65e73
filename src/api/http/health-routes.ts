import { z } from 'zod';
import { readyWire } from '../../contract/engine-wire.js';
import { messageOf } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { ApiDeps, ApiServer, Readiness } from './api-deps.js';

/** A probe that hangs is an answer too. */
const READY_DEADLINE_MS = 2 * SECOND;
const tags = ['health'];

async function reasonsInTime(readiness: Readiness, clock: Clock): Promise<readonly string[]> {
  let timer: ReturnType<Clock['setTimer']> | null = null;
  const late = new Promise<readonly string[]>((resolve) => {
    timer = clock.setTimer(READY_DEADLINE_MS, () => resolve(['The readiness check did not answer in time.']));
  });
  try {
    return await Promise.race([readiness(), late]);
  } catch (failure) {
    return [`The readiness check failed: ${messageOf(failure)}`];
  } finally {
    if (timer !== null) {
      clock.clearTimer(timer);
    }
  }
}

/** For supervisors and load balancers; no token, no figures. */
export function addHealthRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/healthz',
    {
      config: { open: true },
      schema: {
        tags,
        summary: 'The process answers',
        security: [],
        response: { 200: z.object({ ok: z.literal(true) }) },
      },
    },
    async () => ({ ok: true as const }),
  );
  app.get(
    '/readyz',
    {
      config: { open: true },
      schema: {
        tags,
        summary: 'It may be given work; else why not',
        security: [],
        response: { 200: readyWire, 503: readyWire },
      },
    },
    async (_request, reply) => {
      const reasons = await reasonsInTime(deps.readiness, deps.clock);
      reply.status(reasons.length === 0 ? 200 : 503);
      return { ready: reasons.length === 0, reasons: [...reasons] };
    },
  );
}
