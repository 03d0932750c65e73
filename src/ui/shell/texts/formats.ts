import type { Language } from './language.js';
import { useLanguage } from './language.js';

/** Brazil's civil time: what the law's hours are counted in. */
const ZONE = 'America/Sao_Paulo';

/** Numbers, shares, times and durations as the reader writes them. */
export interface Formats {
  number(value: number, digits?: number): string;
  /** A share of 1 as per cent. */
  percent(share: number, digits?: number): string;
  /** 24 hours, Brasília. */
  time(atMs: number): string;
  date(atMs: number): string;
  dateTime(atMs: number): string;
}

function formatsOf(language: Language): Formats {
  const moment = (options: Intl.DateTimeFormatOptions) =>
    // English readers here read Brazilian hours too: 24 of them, the day before the month.
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'pt-BR', { timeZone: ZONE, ...options });
  const time = moment({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const date = moment({ dateStyle: 'short' });
  const dateTime = moment({ dateStyle: 'short', timeStyle: 'medium' });
  return {
    number: (value, digits = 0) =>
      new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value),
    percent: (share, digits = 1) =>
      new Intl.NumberFormat(language, {
        style: 'percent',
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      }).format(share),
    time: (atMs) => time.format(atMs),
    date: (atMs) => date.format(atMs),
    dateTime: (atMs) => dateTime.format(atMs),
  };
}

const FORMATS = { 'pt-BR': formatsOf('pt-BR'), en: formatsOf('en') } as const;

export function useFormats(): Formats {
  return FORMATS[useLanguage()];
}

/** Hours, minutes and seconds, the way a wallboard shows them: 4:05, 12:30, 1:02:03. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}
