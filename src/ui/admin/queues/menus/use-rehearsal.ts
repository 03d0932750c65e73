import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { MenuRehearsalOut, ProductSoundsOut } from '../../../../contract/menu-wire.js';
import { api } from '../../../shell/api.js';
import { useTexts } from '../../../shell/texts/texts.js';
import { type MenuDraft, menuDocument } from './menu-draft.js';
import { MENU_TEXTS } from './menu-texts.js';

export type Fault = MenuRehearsalOut['faults'][number];
export type Answer = { readonly kind: 'key'; readonly digit: string } | { readonly kind: 'silence' };

/** Brazil's civil time has had no summer time since 2019. */
const BRASILIA = '-03:00';
const BRASILIA_MS = 3 * 3_600_000;

/** Now, as a field of date and time has it. */
const nowOfBrasilia = (): string => new Date(Date.now() - BRASILIA_MS).toISOString().slice(0, 16);

/** A call to the menu as it stands in the form, played by the server at each change; with all that is wrong with it. */
export function useRehearsal(draft: MenuDraft) {
  const [at, setAt] = useState(nowOfBrasilia);
  const [recognised, setRecognised] = useState(false);
  const [answers, setAnswers] = useState<readonly Answer[]>([]);
  const document = menuDocument(draft);
  const query = useQuery({
    queryKey: ['menu-rehearsal', document, at, recognised, answers],
    queryFn: ({ signal }) =>
      api<MenuRehearsalOut>('POST', '/v1/menu-rehearsals', {
        body: { document, at: `${at}:00${BRASILIA}`, recognised, answers },
        signal,
      }),
    placeholderData: keepPreviousData,
    enabled: at !== '',
  });
  return {
    at,
    setAt,
    recognised,
    setRecognised,
    answer: (answer: Answer) => setAnswers((now) => [...now, answer]),
    begin: () => setAnswers([]),
    faults: query.data?.faults ?? [],
    rehearsal: query.data?.rehearsal ?? null,
    error: query.error,
    /** What is shown is of the form as it was a moment ago. */
    old: query.isPlaceholderData,
  };
}
export type MenuRehearsal = ReturnType<typeof useRehearsal>;

/** Sounds that come with the product, and what they say. */
export const useProductSounds = (): ProductSoundsOut['items'] =>
  useQuery({
    queryKey: ['menu-sounds'],
    queryFn: ({ signal }) => api<ProductSoundsOut>('GET', '/v1/menu-sounds', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  }).data?.items ?? [];

/** A fault in the reader's language. */
export function useFaultText(): (fault: Fault) => string {
  const say = useTexts(MENU_TEXTS);
  return ({ kind, member, way }) => {
    const [head = '', key] = member.split('.');
    const name = `member.${head}`;
    const known = MEMBERS.find((one) => `member.${one}` === name);
    const shown =
      key === undefined ? (known === undefined ? head : say(`member.${known}`)) : say('key', { key });
    return say(`fault.${kind}`, { member: shown, way: way.join(' → ') });
  };
}

/** What is wrong with a field, in the reader's language. */
export function useErrorAt(faults: readonly Fault[]): (member: string) => { readonly error?: string } {
  const textOf = useFaultText();
  return (member) => {
    const fault = faults.find((one) => one.member === member);
    return fault === undefined ? {} : { error: textOf(fault) };
  };
}

const MEMBERS = [
  ...(['say', 'sayInvalid', 'next', 'onSilence', 'onInvalid', 'open', 'closed', 'yes', 'no'] as const),
  ...(['queueId', 'priority', 'waitMs', 'times', 'name', 'least', 'most'] as const),
  ...(['keys', 'start', 'onTooLong'] as const),
];
