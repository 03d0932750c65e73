import { useLanguage } from '../shell/texts/language.js';

const REAIS = {
  'pt-BR': new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' }),
  en: new Intl.NumberFormat('en', { style: 'currency', currency: 'BRL' }),
} as const;

/** Centavos of a decimal text, exact. */
export function centsOf(amount: string): bigint {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{0,2}))?$/.exec(amount) ?? [];
  const cents = BigInt(`${whole ?? '0'}${part.padEnd(2, '0')}`);
  return sign === '-' ? -cents : cents;
}

/** The decimal text of centavos. */
export function amountOf(cents: bigint): string {
  const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
  return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Amounts of money as the reader writes them, from their decimal texts: never through a float. */
export function useMoney(): (amount: string) => string {
  const format = REAIS[useLanguage()];
  return (amount) => format.format(amount as Intl.StringNumericLiteral);
}

/** Figures as the reader writes them: decimals of any length, digit by digit; what is no number stays. */
export function useFigure(): (figure: string) => string {
  const comma = useLanguage() === 'pt-BR';
  return (figure) => (comma && /^-?\d+\.\d+$/.test(figure) ? figure.replace('.', ',') : figure);
}

/** `2026-10` as `10/2026`, `2026-10-07` as `07/10/2026`; what is neither stays. */
export function dayOrMonth(text: string): string {
  return text.split('-').reverse().join('/');
}
