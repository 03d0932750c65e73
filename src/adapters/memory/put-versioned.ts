import { CadenciaError } from '../../core/kernel/errors.js';
import type { BaseVersion, Versioned } from '../../ports/versioned.js';

/** Puts a thing over the version its change began from. @returns the new version. @throws DLR_STATE_CONFLICT. */
export function putVersioned<Id extends string, Thing>(
  shelf: Map<Id, Versioned<Thing>>,
  id: Id,
  thing: Thing,
  base: BaseVersion,
): number {
  const present = shelf.get(id)?.version ?? 0;
  if (base !== null && base !== present) {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `'${id}' is at version ${present} and no longer at ${base}: read it again and repeat the change.`,
      fields: { version: present },
    });
  }
  shelf.set(id, { ...thing, version: present + 1 });
  return present + 1;
}
