import type { Texts } from './define-texts.js';
import { currentLanguage, type Language, useLanguage } from './language.js';

/** The names in braces of a text: `'{n} de {m}'` asks for n and m. */
type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type Figures<Text> = [Names<Text>] extends [never] ? [] : [Readonly<Record<Names<Text>, string | number>>];

/** Says a text of the catalogue, with its figures. */
export type Say<Source extends Readonly<Record<string, string>>> = <Key extends keyof Source>(
  key: Key,
  ...figures: Figures<Source[Key]>
) => string;

function sayIn<Source extends Readonly<Record<string, string>>>(
  texts: Texts<Source>,
  language: Language,
): Say<Source> {
  return (key, ...figures) => {
    const values: Readonly<Record<string, string | number>> = figures[0] ?? {};
    return texts[language][key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
  };
}

/** The texts in the language of now; drawn anew when it changes. */
export function useTexts<Source extends Readonly<Record<string, string>>>(texts: Texts<Source>): Say<Source> {
  return sayIn(texts, useLanguage());
}

/** The texts in the language of now, for what is no component. */
export function textsNow<Source extends Readonly<Record<string, string>>>(texts: Texts<Source>): Say<Source> {
  return sayIn(texts, currentLanguage());
}
