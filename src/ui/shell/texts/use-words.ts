import { useLanguage } from './language.js';
import { WORD_TEXTS } from './word-texts.js';

/** Families of words that come over the wire. */
export type WordFamily =
  | 'dialing'
  | 'campaign'
  | 'mode'
  | 'agent'
  | 'call'
  | 'outcome'
  | 'reason'
  | 'pending'
  | 'rule'
  | 'limit'
  | 'limitState'
  | 'obstacle';

/** A word of the wire in the reader's language; one that is not known yet shows itself. */
export function useWords(): (family: WordFamily, word: string) => string {
  const words: Readonly<Record<string, string>> = WORD_TEXTS[useLanguage()];
  return (family, word) => words[`${family}.${word}`] ?? word.replaceAll('_', ' ');
}
