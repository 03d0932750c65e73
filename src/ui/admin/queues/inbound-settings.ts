import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { InboundSettingOut } from '../../../contract/inbound-wire.js';
import { ApiError, api } from '../../shell/api.js';
import { useChange } from '../use-change.js';

/** Where documents of a kind live; also the name under which they are kept here. */
type Shelf = 'queues' | 'menus' | 'inbound-lines' | 'agent-skills';
/** A document as somebody wrote it: what a form does not know of it stays. */
export type Document = Readonly<Record<string, unknown>>;

/** What is written where a table should be; an empty one where there is none. */
export const asTable = (value: unknown): Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Document) : {};
export const asText = (value: unknown, fallback = ''): string =>
  typeof value === 'string' ? value : fallback;

export const useSettings = (shelf: Shelf) =>
  useQuery({
    queryKey: [shelf],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly InboundSettingOut[] }>('GET', `/v1/${shelf}`, { signal })).items,
  });

/** What the server refused: the member of the document it speaks of ('' where it names none), and why. */
export interface Refusal {
  readonly member: string;
  readonly why: string;
}

function refusalOf(failure: ApiError): Refusal {
  const detail = failure.problem?.detail ?? failure.message;
  return { member: /^(?:agent )?[\w+-]+\.(\w+)/.exec(detail)?.[1] ?? '', why: detail };
}

/** Saves and takes away one document over the version it was read at; another's change meanwhile is shown, not overwritten. */
export function useSettingChange(shelf: Shelf, begun: InboundSettingOut | null) {
  const { busy, run } = useChange(shelf, 'queue-figures');
  const [base, setBase] = useState(begun);
  const [theirs, setTheirs] = useState<InboundSettingOut | null>(null);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const send = (method: 'PUT' | 'DELETE', id: string, document: Document | null, done: string) =>
    run(
      method,
      async () => {
        setRefused(null);
        const path = `/v1/${shelf}/${encodeURIComponent(id)}`;
        try {
          await api(method, path, {
            ...(document === null ? {} : { body: document }),
            ...(base === null ? {} : { ifMatch: `"${base.version}"` }),
          });
          return true;
        } catch (failure) {
          if (!(failure instanceof ApiError) || ![400, 409, 412].includes(failure.status)) {
            throw failure;
          }
          if (failure.status === 412) {
            setTheirs(await api<InboundSettingOut>('GET', path));
          } else {
            setRefused(refusalOf(failure));
          }
          return false;
        }
      },
      done,
    );
  return {
    busy: busy !== null,
    refused,
    theirs,
    /** Goes on from the version of the other: what is written here comes on top of it. */
    goOn: () => {
      setBase(theirs);
      setTheirs(null);
    },
    save: (id: string, document: Document, done: string) => send('PUT', id, document, done),
    remove: (id: string, done: string) => send('DELETE', id, null, done),
  };
}
export type SettingChange = ReturnType<typeof useSettingChange>;
