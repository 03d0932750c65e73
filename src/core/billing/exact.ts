/**
 * Exact numbers: fractions of whole numbers. Means and weighted means have no finite decimal form, so decimals of any
 * fixed precision would round where no contract says so; here nothing is rounded but by `truncated` and `roundedHalfUp`.
 */
export interface Exact {
  readonly numerator: bigint;
  /** Above zero; the fraction is in lowest terms. */
  readonly denominator: bigint;
}

function fraction(numerator: bigint, denominator: bigint): Exact {
  if (denominator === 0n) {
    throw new RangeError('division by zero');
  }
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator * sign);
  return { numerator: (numerator * sign) / divisor, denominator: (denominator * sign) / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) {
    [larger, smaller] = [smaller, larger % smaller];
  }
  return larger === 0n ? 1n : larger;
}

export const ZERO: Exact = { numerator: 0n, denominator: 1n };
export const ONE: Exact = { numerator: 1n, denominator: 1n };

/** A count. */
export function exactOf(whole: number | bigint): Exact {
  return { numerator: BigInt(whole), denominator: 1n };
}

/** `-12.340`, and `5%` for 0.05; a point for the decimals, nothing for the thousands. */
const DECIMAL = /^(-?)(\d{1,40})(?:\.(\d{1,40}))?(%?)$/;

/** Reads a decimal, or null when the text is none. */
export function parseExact(text: string): Exact | null {
  const match = DECIMAL.exec(text);
  if (match === null) {
    return null;
  }
  const [, sign = '', whole = '', decimals = '', percent = ''] = match;
  const digits = BigInt(`${whole}${decimals}`);
  const scale = 10n ** BigInt(decimals.length + (percent === '' ? 0 : 2));
  return fraction(sign === '' ? digits : -digits, scale);
}

/** A decimal of a program's own text. */
export function exact(text: string): Exact {
  const value = parseExact(text);
  if (value === null) {
    throw new RangeError(`'${text}' is no decimal`);
  }
  return value;
}

export function plus(a: Exact, b: Exact): Exact {
  return fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function minus(a: Exact, b: Exact): Exact {
  return plus(a, negated(b));
}

export function times(a: Exact, b: Exact): Exact {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator);
}

/** Throws RangeError on division by zero. */
export function over(a: Exact, b: Exact): Exact {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function negated(a: Exact): Exact {
  return { numerator: -a.numerator, denominator: a.denominator };
}

/** Below zero, zero or above zero, as `a` is less than, equal to or more than `b`. */
export function compared(a: Exact, b: Exact): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function isZero(a: Exact): boolean {
  return a.numerator === 0n;
}

export function summed(values: Iterable<Exact>): Exact {
  let total = ZERO;
  for (const value of values) {
    total = plus(total, value);
  }
  return total;
}

/** Cut off after `decimals` places, towards zero: 94.999 is 94.99. */
export function truncated(a: Exact, decimals: number): Exact {
  const scale = 10n ** BigInt(decimals);
  // BigInt division cuts towards zero.
  return fraction((a.numerator * scale) / a.denominator, scale);
}

/** Rounded half up by magnitude: 0.005 becomes 0.01, and -0.005 becomes -0.01. */
export function roundedHalfUp(a: Exact, decimals: number): Exact {
  const scale = 10n ** BigInt(decimals);
  const magnitude = a.numerator < 0n ? -a.numerator : a.numerator;
  const units = (2n * magnitude * scale + a.denominator) / (2n * a.denominator);
  return fraction(a.numerator < 0n ? -units : units, scale);
}

/** Rounded to the centavo. */
export function centavos(a: Exact): Exact {
  return roundedHalfUp(a, 2);
}

/** With exactly `decimals` places; the value must have no more. */
export function fixedText(a: Exact, decimals: number): string {
  const scale = 10n ** BigInt(decimals);
  const scaled = a.numerator * scale;
  if (scaled % a.denominator !== 0n) {
    throw new RangeError(`${exactText(a)} has more than ${decimals} decimals`);
  }
  const units = scaled / a.denominator;
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, '0');
  const sign = units < 0n ? '-' : '';
  return decimals === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Money as `1234.50`. */
export function moneyText(a: Exact): string {
  return fixedText(a, 2);
}

/** The value itself: a decimal where it has one, else the fraction as `1/3`. */
export function exactText(a: Exact): string {
  let rest = a.denominator;
  let decimals = 0;
  while (rest % 10n === 0n) {
    rest /= 10n;
    decimals += 1;
  }
  for (const prime of [2n, 5n]) {
    while (rest % prime === 0n) {
      rest /= prime;
      decimals += 1;
    }
  }
  if (rest !== 1n) {
    return `${a.numerator}/${a.denominator}`;
  }
  const text = fixedText(a, decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, '');
}
