import { CadenciaError } from '../../core/kernel/errors.js';

/** The strong ETag of a version (RFC 9110 §8.8.3). */
export function tagOf(version: number): string {
  return `"${version}"`;
}

/**
 * The version a change starts from: 0 when the thing is to be made (`If-None-Match: *`, or no header and nothing
 * there), else that of If-Match; without it two people could overwrite each other.
 */
export function versionToChange(
  headers: { readonly 'if-match'?: string | undefined; readonly 'if-none-match'?: string | undefined },
  present: number | null,
): number {
  const match = headers['if-match'];
  if (headers['if-none-match'] === '*') {
    if (present !== null) {
      throw new CadenciaError('DLR_PRECONDITION_FAILED', {
        detail: 'If-None-Match: * asks for a new one, and one with this name is there.',
        fields: { version: present },
      });
    }
    return 0;
  }
  if (match === undefined) {
    if (present === null) {
      return 0;
    }
    throw new CadenciaError('DLR_PRECONDITION_REQUIRED', {
      detail: 'Read it first and send its ETag as If-Match, so that no other change is lost.',
      fields: { version: present },
    });
  }
  const version = Number(/^"(\d{1,15})"$/.exec(match.trim())?.[1] ?? Number.NaN);
  if (version !== present) {
    throw changedMeanwhile(present);
  }
  return version;
}

/** Somebody else was first. */
export function changedMeanwhile(present: number | null): CadenciaError {
  return new CadenciaError('DLR_PRECONDITION_FAILED', {
    detail: 'Read it again, look at what changed, and send your change with the new ETag.',
    fields: { version: present ?? 0 },
  });
}
