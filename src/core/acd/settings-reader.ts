import { CadenciaError } from '../kernel/errors.js';
import { isSafeId } from '../kernel/ids.js';

/** Settings as they were written by hand or stored: nothing is known of them yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** What must be written at a place, and what stands there instead. */
export function wrongSetting(where: string, value: unknown, wanted: string): CadenciaError {
  const shown = (JSON.stringify(value) ?? 'nothing').slice(0, 60);
  return new CadenciaError('DLR_INPUT_INVALID', { detail: `${where} is ${shown}: write ${wanted}.` });
}

/** An object with no member besides the known ones. */
export function readObject(value: unknown, known: readonly string[], where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongSetting(where, value, 'an object');
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: `${where}.${unknown.slice(0, 40)} is no setting here: take it out, or write one of ${known.join(', ')}.`,
    });
  }
  return value as Fields;
}

/** An object whose members are names of the writer's own. */
export function readTable(value: unknown, where: string): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongSetting(where, value, 'an object');
  }
  return new Map(Object.entries(value));
}

export function readList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw wrongSetting(where, value, 'a list');
  }
  return value;
}

/** A whole number within bounds; absent: the fallback, where there is one. */
export function readWhole(
  value: unknown,
  [least, most]: readonly [number, number],
  where: string,
  fallback?: number,
): number {
  const given = value === undefined ? fallback : value;
  if (typeof given !== 'number' || !Number.isInteger(given) || given < least || given > most) {
    throw wrongSetting(where, given, `a whole number from ${least} to ${most}`);
  }
  return given;
}

export function readFlag(value: unknown, where: string, fallback: boolean): boolean {
  if (value !== undefined && typeof value !== 'boolean') {
    throw wrongSetting(where, value, 'true or false');
  }
  return value ?? fallback;
}

export function readWord<Word extends string>(
  value: unknown,
  words: readonly Word[],
  where: string,
  fallback?: Word,
): Word {
  const found = value === undefined ? fallback : words.find((word) => word === value);
  if (found === undefined) {
    throw wrongSetting(where, value, `one of ${words.join(', ')}`);
  }
  return found;
}

/** A name that travels through switches, file names and URLs untouched. */
export function readName(value: unknown, where: string): string {
  if (typeof value !== 'string' || !isSafeId(value)) {
    throw wrongSetting(where, value, "1 to 64 letters, digits, '.', '_' or '-'");
  }
  return value;
}
