import { CadenciaError } from '../../core/kernel/errors.js';

/** No link, so the command either never left or lost its reply. */
export function eslDown(what: string, why: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_DOWN', {
    detail:
      `${what}: ${why}. The connection is tried again by itself; check that FreeSWITCH runs and that ` +
      'event_socket.conf.xml listens there.',
  });
}

/** The reply did not come in time. */
export function eslLate(what: string, deadlineMs: number): CadenciaError {
  return new CadenciaError('DLR_MEDIA_TIMEOUT', {
    detail: `No reply of FreeSWITCH to ${what} within ${deadlineMs} ms. It may have been done all the same.`,
    fields: { deadlineMs },
  });
}

/** Certain: nothing was done. */
export function eslRefused(what: string, why: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_REFUSED', { detail: `${what}: ${why}. Nothing was done.` });
}

/** FreeSWITCH let nobody in. */
export function eslUnwelcome(why: string, remedy: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_AUTH', { detail: `FreeSWITCH ${why}. ${remedy}` });
}
