import { CadenciaError } from '../../core/kernel/errors.js';

/** DLR_NOT_FOUND for a thing of ours. */
export function notFound(what: string, id: string): CadenciaError {
  return new CadenciaError('DLR_NOT_FOUND', {
    detail: `No ${what} is called '${id}'; list them to see the names.`,
    fields: { what },
  });
}
