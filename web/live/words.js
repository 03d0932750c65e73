import { TEXTS_EN } from './texts-en.js';
import { TEXTS_PT_BR } from './texts-pt-br.js';

const TEXTS = { 'pt-BR': TEXTS_PT_BR, en: TEXTS_EN };
const STORED = 'cadencia.language';

let language = globalThis.sessionStorage?.getItem(STORED) === 'en' ? 'en' : 'pt-BR';

export const currentLanguage = () => language;

export function switchLanguage() {
  language = language === 'en' ? 'pt-BR' : 'en';
  globalThis.sessionStorage?.setItem(STORED, language);
}

/** A text of the page, with its figures; an unknown word shows itself. */
export function word(key, figures = {}) {
  const text = TEXTS[language][key] ?? key.slice(key.indexOf('.') + 1).replaceAll('_', ' ');
  return text.replace(/\{(\w+)\}/g, (_, name) => String(figures[name] ?? ''));
}

export const number = (value, digits = 0) =>
  new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

export const percent = (share, digits = 1) =>
  new Intl.NumberFormat(language, {
    style: 'percent',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(share);
