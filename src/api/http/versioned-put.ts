import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { isCadenciaError } from '../../core/kernel/errors.js';
import type { BaseVersion } from '../../ports/versioned.js';
import { changedMeanwhile, tagOf, versionToChange } from './entity-tag.js';

/** Headers of a change that is made over the version somebody read. */
export const conditions = z.object({
  'if-match': z.string().optional().describe('ETag of what is changed'),
  'if-none-match': z.string().optional().describe('`*`: only if there is none'),
});

interface VersionedPut {
  readonly headers: z.output<typeof conditions>;
  readonly reply: FastifyReply;
  /** The stored version, or null where there is none. */
  readonly present: () => Promise<number | null>;
  readonly save: (base: BaseVersion) => Promise<number>;
}

/** Saves over the version that was read, and answers with the new ETag. @throws DLR_PRECONDITION_FAILED to who was slower. */
export async function putOver({ headers, reply, present, save }: VersionedPut): Promise<number> {
  const base = versionToChange(headers, await present());
  try {
    const version = await save(base);
    reply.header('ETag', tagOf(version));
    return version;
  } catch (failure) {
    const now = isCadenciaError(failure, 'DLR_STATE_CONFLICT') ? await present() : base;
    throw (now ?? 0) === base ? failure : changedMeanwhile(now);
  }
}
