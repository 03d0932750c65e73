/** Units people speak of, and how many of the wire's make one. */
export const UNITS = {
  count: { size: 1, word: 'none' },
  percent: { size: 0.01, word: 'percent' },
  seconds: { size: 1000, word: 'seconds' },
  minutes: { size: 60_000, word: 'minutes' },
  hours: { size: 3_600_000, word: 'hours' },
  days: { size: 86_400_000, word: 'days' },
} as const;
export type Unit = keyof typeof UNITS;

/** A legal range in the wire's unit, and the unit it is shown in. */
export interface Figure {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
  readonly unit: Unit;
}

/** Floating point adds crumbs when shares become per cent. */
const tidy = (value: number): number => Number(value.toPrecision(12));

/** The range as it is shown. */
export function rangeOf({ least, most, unit }: Figure): readonly [number, number] {
  const { size } = UNITS[unit];
  return [tidy(least / size), tidy(most / size)];
}

/** The wire's figure as people type it. */
export function figureText(value: number, unit: Unit): string {
  return Number.isNaN(value) ? '' : String(tidy(value / UNITS[unit].size)).replace('.', ',');
}

/** What was typed, with comma or point, as the wire's figure; NaN where it is none. */
export function readFigure(text: string, unit: Unit): number {
  const plain = text.trim().replace(',', '.');
  return /^\d+(\.\d+)?$/.test(plain) ? tidy(Number(plain) * UNITS[unit].size) : Number.NaN;
}

/** A span in the largest unit that holds it whole: 7 days, 36 h, 10 min. */
export function spanOf(ms: number): readonly [number, 'days' | 'hours' | 'minutes' | 'seconds'] {
  const unit = (['days', 'hours', 'minutes'] as const).find((one) => ms > 0 && ms % UNITS[one].size === 0);
  return unit === undefined ? [tidy(ms / UNITS.seconds.size), 'seconds'] : [ms / UNITS[unit].size, unit];
}
