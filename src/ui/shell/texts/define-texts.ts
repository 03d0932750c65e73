/** A catalogue: every text of a screen in both languages, the Portuguese one being the source of the keys. */
export interface Texts<Source extends Readonly<Record<string, string>>> {
  readonly 'pt-BR': Source;
  readonly en: Readonly<Record<keyof Source, string>>;
}

/** Declares a catalogue; a key that English lacks does not compile. */
export function defineTexts<const Source extends Readonly<Record<string, string>>>(
  ptBr: Source,
  en: Readonly<Record<keyof Source, string>>,
): Texts<Source> {
  return { 'pt-BR': ptBr, en };
}
