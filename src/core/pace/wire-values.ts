/** A decoded JSON object of which nothing is known yet. */
export type WireObject = Readonly<Record<string, unknown>>;

/** The value as an object, or null: arrays and null are none. */
export function objectOf(value: unknown): WireObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireObject) : null;
}

/** The value as a finite number, or null; a number in quotes is none. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** The value as a list; anything else is an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The value as text, or null. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Seconds on the wire as milliseconds, or null. */
export function secondsToMs(value: unknown): number | null {
  const seconds = numberOf(value);
  const ms = seconds === null ? null : seconds * 1000;
  return Number.isFinite(ms) ? ms : null;
}

/** A count a lane can have: whole, at least 0, at most `most`; null when it is none or nobody can have so many. */
export function believableCount(value: unknown, most: number): number | null {
  const count = numberOf(value);
  return count === null || count < 0 || count > most ? null : Math.floor(count);
}

/** What calls and agents are called on the wire. */
export type WireId = number | string;

/** The value as an id, or null. */
export function idOf(value: unknown): WireId | null {
  return typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)) ? value : null;
}
