import { useQuery } from '@tanstack/react-query';
import type { PauseCodeOut } from '../../contract/pause-code-wire.js';
import { api } from '../shell/api.js';
import { useLanguage } from '../shell/texts/language.js';
import { useTexts } from '../shell/texts/texts.js';
import { AGENT_TEXTS } from './agent-texts.js';

/** What every installation has: a pause is never kept from anybody because a list did not come. */
const ALWAYS = ['descanso', 'refeicao', 'banheiro', 'reuniao', 'treinamento', 'suporte'] as const;
const FRESH_MS = 60_000;

export interface PauseChoice {
  readonly code: string;
  readonly label: string;
}

/** The pauses an agent may choose now, in the order of the operation's list. */
export function usePauseChoice(): readonly PauseChoice[] {
  const say = useTexts(AGENT_TEXTS);
  const language = useLanguage();
  const { data } = useQuery({
    queryKey: ['pause-codes'],
    queryFn: async ({ signal }) =>
      (await api<{ items: readonly PauseCodeOut[] }>('GET', '/v1/pause-codes', { signal })).items,
    staleTime: FRESH_MS,
  });
  return data === undefined
    ? ALWAYS.map((code) => ({ code, label: say(`pause.${code}`) }))
    : data
        .filter(({ active }) => active)
        .map(({ code, labelPtBr, labelEn }) => ({ code, label: language === 'en' ? labelEn : labelPtBr }));
}
