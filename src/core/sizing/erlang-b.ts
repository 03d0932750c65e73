import { CadenciaError } from '../kernel/errors.js';
import { MOST_SERVERS, requireNotNegative, requireOpenShare } from './sizing-input.js';

/*
 * Erlang's loss formula: the share of calls that find all of `servers` lines taken (M/G/n/n; Erlang 1917).
 *
 * B(n) = a·B(n−1) / (n + a·B(n−1)), B(0) = 1, adds and multiplies positive numbers only, so its relative error grows by
 * a few units in the last place a step and nothing overflows at any n. A fraction of a server (Jagerman 1974) starts the
 * same recursion at B(f), 0 ≤ f < 1, from 1/B(f) = a·∫ e^(−at)·(1+t)^f dt = a^(−f)·e^a·Γ(f+1, a).
 */

/** Offered load from which the continued fraction is the quicker and more exact one. */
const FRACTION_FROM = 4;
const TINY = 1e-300;
const PRECISION = 1e-16;
const MOST_TERMS = 500;

/** Lanczos' approximation (g = 7, nine terms), relative error below 1e-14 for the 1 ≤ x < 2 it is asked for. */
function gamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const z = x - 1;
  const sum = terms.reduce((all, term, i) => all + term / (z + i + 1), 0.9999999999998099);
  const t = z + 7.5;
  return Math.sqrt(2 * Math.PI) * t ** (z + 0.5) * Math.exp(-t) * sum;
}

/** e^a·a^(−s)·Γ(s, a) by Lentz' continued fraction. */
function upperByFraction(s: number, a: number): number {
  let b = a + 1 - s;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i <= MOST_TERMS; i++) {
    const an = -i * (i - s);
    b += 2;
    d = 1 / (an * d + b || TINY);
    c = b + an / c || TINY;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < PRECISION) {
      break;
    }
  }
  return h;
}

/** e^a·a^(−s)·Γ(s, a) as what the lower gamma function's series leaves of Γ(s). */
function upperBySeries(s: number, a: number): number {
  let term = 1 / s;
  let sum = term;
  for (let i = 1; i <= MOST_TERMS && term > PRECISION * sum; i++) {
    term *= a / (s + i);
    sum += term;
  }
  return Math.exp(a) * a ** -s * gamma(s) - sum;
}

/** B at a fraction of a server. */
function fractionBlocking(fraction: number, load: number): number {
  if (fraction === 0) {
    return 1;
  }
  const s = fraction + 1;
  const upper = load >= FRACTION_FROM ? upperByFraction(s, load) : upperBySeries(s, load);
  return Math.min(1, 1 / (load * upper));
}

/** Share of calls lost with `servers` (any number of 0 or more, fractions too) under a load of `load` erlangs. */
export function erlangB(servers: number, load: number): number {
  requireNotNegative('servers', servers, MOST_SERVERS);
  requireNotNegative('load', load);
  if (load === 0) {
    return servers === 0 ? 1 : 0;
  }
  const fraction = servers - Math.floor(servers);
  let blocking = fractionBlocking(fraction, load);
  for (let n = fraction + 1; n <= servers + 1e-9; n++) {
    blocking = (load * blocking) / (n + load * blocking);
  }
  return blocking;
}

/** The least whole number of lines that lose at most `blocking` of the calls. */
export function linesForBlocking(load: number, blocking: number): number {
  requireNotNegative('load', load);
  requireOpenShare('blocking', blocking);
  let lost = 1;
  let lines = 0;
  while (lost > blocking && load > 0) {
    lines += 1;
    lost = (load * lost) / (lines + load * lost);
    if (lines > MOST_SERVERS) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `A load of ${load} erlangs needs more than ${MOST_SERVERS} lines. Look at the calls an hour and their length.`,
      });
    }
  }
  return lines;
}

/** The load in erlangs that `lines` carry with at most `blocking` lost: the inverse of `erlangB` in its load. */
export function loadForBlocking(lines: number, blocking: number): number {
  requireNotNegative('lines', lines);
  requireOpenShare('blocking', blocking);
  let low = 0;
  // At a load of lines / (1 − blocking) no more than `lines` could be carried, so at least `blocking` is lost.
  let high = lines / (1 - blocking) + 1;
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) {
      break;
    }
    if (erlangB(lines, middle) <= blocking) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}
