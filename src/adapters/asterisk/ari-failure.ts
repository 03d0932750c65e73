import { CadenciaError } from '../../core/kernel/errors.js';
import type { AriRequest } from './ari-request.js';

/** A request as a person would name it, without query and body: they may hold personal data. */
export function describeRequest(request: AriRequest): string {
  return `${request.method} /ari/${request.path.join('/')}`;
}

/** The error behind a status of 400 or more. */
export function failureOfStatus(what: string, status: number, message: string): CadenciaError {
  const fields = { httpStatus: status };
  const said = message === '' ? '' : ` and says '${message.slice(0, 200)}'`;
  if (status === 401 || status === 403) {
    return new CadenciaError('DLR_MEDIA_AUTH', {
      detail:
        `Asterisk answers ${status} to ${what}${said}. Compare the ARI user and password with ari.conf ` +
        `('read_only = no' is needed) and run 'ari reload' on Asterisk.`,
      fields,
    });
  }
  if (status === 404) {
    return new CadenciaError('DLR_MEDIA_GONE', {
      detail: `Asterisk answers 404 to ${what}${said}. The leg ended meanwhile.`,
      fields,
    });
  }
  return new CadenciaError('DLR_MEDIA_REFUSED', {
    detail: `Asterisk answers ${status} to ${what}${said}. Nothing was done.`,
    fields,
  });
}

/** No link, so the request either never left or lost its reply. */
export function linkDown(what: string, why: string): CadenciaError {
  return new CadenciaError('DLR_MEDIA_DOWN', {
    detail: `${what}: ${why}. The connection is tried again by itself; check that Asterisk runs and that http.conf is enabled.`,
  });
}

/** The reply did not come in time. */
export function deadlinePassed(what: string, deadlineMs: number): CadenciaError {
  return new CadenciaError('DLR_MEDIA_TIMEOUT', {
    detail: `No reply to ${what} within ${deadlineMs} ms. It may have been done all the same.`,
    fields: { deadlineMs },
  });
}

/** The HTTP status Asterisk gave, or null when the failure has another cause. */
export function httpStatusOf(error: unknown): number | null {
  if (error instanceof CadenciaError) {
    const status = error.fields['httpStatus'];
    return typeof status === 'number' ? status : null;
  }
  return null;
}
