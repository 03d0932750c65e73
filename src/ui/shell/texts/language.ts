import { useSyncExternalStore } from 'react';

/** Portuguese is the source; English says the same. */
export const LANGUAGES = ['pt-BR', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = 'cadencia.language';
const listeners = new Set<() => void>();

let language: Language = localStorage.getItem(STORED) === 'en' ? 'en' : 'pt-BR';
document.documentElement.lang = language;

/** The language now, for what is no component. */
export const currentLanguage = (): Language => language;

/** Changes the language of every screen, and keeps it for the next visit. */
export function chooseLanguage(next: Language): void {
  language = next;
  localStorage.setItem(STORED, next);
  document.documentElement.lang = next;
  for (const listener of listeners) {
    listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language, drawn anew when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}
