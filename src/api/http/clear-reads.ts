import type { FastifyRequest } from 'fastify';
import type { ClearRead } from '../../engine/person-desk.js';
import { may } from '../auth/permissions.js';
import type { ApiDeps } from './api-deps.js';

/** Whether whoever asks is shown persons in clear. */
export function seesClear({ role }: Pick<FastifyRequest, 'role'>): boolean {
  return may(role, 'see_clear');
}

/**
 * Notes that clear personal data are about to be given out. It comes first: what cannot be noted is not given. Masked
 * reads are not noted.
 */
export async function noteClearRead(
  { persons }: Pick<ApiDeps, 'persons'>,
  request: FastifyRequest,
  read: Omit<ClearRead, 'who'>,
): Promise<void> {
  if (seesClear(request)) {
    await persons.noteRead({ ...read, who: request.person });
  }
}
