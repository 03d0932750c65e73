import { CadenciaError } from '../../core/kernel/errors.js';
import { isLocal } from '../auth/local-token.js';

/** What is decided bears the name of a person: the machine's own token is nobody. */
export function requirePerson(person: string, what: string): string {
  if (isLocal(person)) {
    throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
      detail: `${what} by persons, each with a token of their own. Issue one (cadencia token issue NAME --role ROLE) and use it (--token)`,
    });
  }
  return person;
}
