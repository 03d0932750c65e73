import { CadenciaError } from '../kernel/errors.js';

/** Larger than any centre; keeps a slip of the keyboard from running the recursions for minutes. */
export const MOST_SERVERS = 1_000_000;

function refuse(name: string, value: number, wanted: string): never {
  throw new CadenciaError('DLR_INPUT_INVALID', {
    detail: `${name} is ${value}: give ${wanted}.`,
    fields: { name, value: String(value) },
  });
}

/** A finite number above zero. */
export function requirePositive(name: string, value: number): number {
  return Number.isFinite(value) && value > 0 ? value : refuse(name, value, 'a number above 0');
}

/** A finite number, zero or above. */
export function requireNotNegative(name: string, value: number, most = Number.MAX_VALUE): number {
  const upTo = most === Number.MAX_VALUE ? ' or more' : ` to ${most}`;
  return Number.isFinite(value) && value >= 0 && value <= most
    ? value
    : refuse(name, value, `a number of 0${upTo}`);
}

/** A share above 0 and at most 1. */
export function requireShare(name: string, value: number): number {
  return value > 0 && value <= 1 ? value : refuse(name, value, 'a share above 0 and at most 1 (0.08 or 8%)');
}

/** A share from 0 to below 1: a cap, a loss, a target that certainty cannot be. */
export function requireShareBelowOne(name: string, value: number): number {
  return value >= 0 && value < 1 ? value : refuse(name, value, 'a share from 0 to below 1 (0.03 or 3%)');
}

/** A share strictly between 0 and 1. */
export function requireOpenShare(name: string, value: number): number {
  return value > 0 && value < 1 ? value : refuse(name, value, 'a share between 0 and 1 (0.8 or 80%)');
}

/** A whole number from 1 to MOST_SERVERS. */
export function requireCount(name: string, value: number): number {
  return Number.isInteger(value) && value >= 1 && value <= MOST_SERVERS
    ? value
    : refuse(name, value, `a whole number from 1 to ${MOST_SERVERS}`);
}
