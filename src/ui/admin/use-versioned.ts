import { useState } from 'react';
import { ApiError, api } from '../shell/api.js';
import { useChange } from './use-change.js';

const CHANGED_MEANWHILE = 412;

/** Saves a thing over the version it was read at; another's change meanwhile is kept for the reader, not overwritten. */
export function useVersioned<Thing extends { readonly version: number }>(
  begun: Thing | null,
  ...keys: readonly string[]
) {
  const { busy, run } = useChange(...keys);
  const [base, setBase] = useState(begun);
  const [theirs, setTheirs] = useState<Thing | null>(null);
  const save = (path: string, body: unknown, done: string) =>
    run(
      'save',
      async () => {
        try {
          await api('PUT', path, { body, ...(base === null ? {} : { ifMatch: `"${base.version}"` }) });
          return true;
        } catch (failure) {
          if (!(failure instanceof ApiError) || failure.status !== CHANGED_MEANWHILE) {
            throw failure;
          }
          setTheirs(await api<Thing>('GET', path));
          return false;
        }
      },
      done,
    );
  /** Goes on from the other's version: what is written here comes on top of it. */
  const goOn = () => {
    setBase(theirs);
    setTheirs(null);
  };
  return { busy: busy !== null, theirs, save, goOn };
}
