import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CadenciaError } from '../../core/kernel/errors.js';
import { DAY } from '../../core/kernel/time.js';

const KEEP_MS = DAY;
/** Answers kept at once; the oldest finished one makes room. */
const MOST_KEPT = 10_000;
const KEY_FORM = /^[\x21-\x7e]{1,128}$/;

interface Kept {
  readonly fingerprint: string;
  readonly bornAtMs: number;
  answer: {
    readonly status: number;
    readonly type: string;
    readonly location: string;
    readonly payload: string;
  } | null;
}

const running = new WeakMap<FastifyRequest, string>();

function fingerprintOf(request: FastifyRequest): string {
  const body =
    request.body === undefined || request.body === null
      ? `length ${request.headers['content-length'] ?? ''}`
      : JSON.stringify(request.body);
  return createHash('sha256').update(`${request.method} ${request.url}\n${body}`).digest('hex');
}

/**
 * `Idempotency-Key` on every POST: the second request with the same key gets the first one's answer for a day.
 * Kept in memory, so a restart forgets; faults of ours (5xx) are not kept, they may be tried again.
 */
export function addIdempotency(app: FastifyInstance, nowMs: () => number): void {
  const kept = new Map<string, Kept>();

  function makeRoom(): void {
    for (const [key, entry] of kept) {
      const old = nowMs() - entry.bornAtMs >= KEEP_MS;
      if (!old && kept.size < MOST_KEPT) {
        return;
      }
      if (old || entry.answer !== null) {
        kept.delete(key);
      }
    }
  }

  async function begin(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
    const key = request.headers['idempotency-key'];
    if (request.method !== 'POST' || key === undefined) {
      return undefined;
    }
    if (typeof key !== 'string' || !KEY_FORM.test(key)) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: 'header.idempotency-key: use 1 to 128 visible ASCII characters, such as a UUID.',
      });
    }
    makeRoom();
    const name = `${request.tokenId} ${key}`;
    const fingerprint = fingerprintOf(request);
    const earlier = kept.get(name);
    if (earlier === undefined) {
      kept.set(name, { fingerprint, bornAtMs: nowMs(), answer: null });
      running.set(request, name);
      return undefined;
    }
    if (earlier.fingerprint !== fingerprint) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'This Idempotency-Key came with another request before; use a new key for a new request.',
      });
    }
    if (earlier.answer === null) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: 'The first request with this Idempotency-Key still runs; ask again in a moment.',
      });
    }
    const { status, type, location, payload } = earlier.answer;
    if (location !== '') {
      reply.header('Location', location);
    }
    return reply.header('Idempotency-Replayed', 'true').status(status).type(type).send(payload);
  }

  app.addHook('preHandler', begin);
  app.addHook('onSend', async (request, reply, payload) => {
    const name = running.get(request);
    const entry = name === undefined ? undefined : kept.get(name);
    if (entry !== undefined && typeof payload === 'string' && reply.statusCode < 500) {
      entry.answer = {
        status: reply.statusCode,
        type: String(reply.getHeader('content-type') ?? ''),
        location: String(reply.getHeader('location') ?? ''),
        payload,
      };
    }
    return payload;
  });
  const forgetUnanswered = async (request: FastifyRequest): Promise<void> => {
    const name = running.get(request);
    if (name !== undefined && kept.get(name)?.answer === null) {
      kept.delete(name);
    }
  };
  app.addHook('onResponse', forgetUnanswered);
  app.addHook('onRequestAbort', forgetUnanswered);
}
