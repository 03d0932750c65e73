import { parseDayNumber } from '../compliance/calendar/day-number.js';
import { CadenciaError } from '../kernel/errors.js';
import { isSafeId } from '../kernel/ids.js';
import { compared, type Exact, exactText, parseExact, ZERO } from './exact.js';

/** A value of a document with where it stands, so that every refusal names the place. */
export interface DocumentNode {
  readonly value: unknown;
  /** `$.prices[3].value` */
  readonly path: string;
}

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * One description of a part of a document: it reads it, and it is its published schema, so that the two
 * cannot disagree. What no schema can say (that a name is known elsewhere) the owner of the document checks after.
 */
export interface Form<T> {
  read(node: DocumentNode): T;
  schema(): JsonSchema;
  /** What stands in for a field that is left out; undefined when it may not be. */
  readonly absent?: () => T;
  readonly about?: string;
}
export type Formed<F> = F extends Form<infer T> ? T : never;

/** Refuses a document: where, what, and what to do. */
export function refuse(path: string, what: string): never {
  throw new CadenciaError('DLR_BILLING_INVALID', { detail: `${path}: ${what}`, fields: { path } });
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}

const DATE_SCHEMA = '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$';
const DECIMAL_SCHEMA = '^-?\\d{1,40}(\\.\\d{1,40})?%?$';
const CLOCK = /^(?:([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/;

/** A form over text with one check. */
function textual<T>(schema: JsonSchema, expected: string, read: (text: string) => T | null): Form<T> {
  return {
    read({ value, path }) {
      const found = typeof value === 'string' ? read(value) : null;
      return found ?? refuse(path, `is ${shown(value)}; give ${expected}`);
    },
    schema: () => ({ type: 'string', ...schema }),
  };
}

export const text: Form<string> = textual({ minLength: 1 }, 'a text', (value) =>
  value === '' ? null : value,
);

/** A text that may be empty. */
export const anyText: Form<string> = textual({}, 'a text', (value) => value);

/** An id or a name that formulas use. */
export const name: Form<string> = textual(
  { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' },
  "a name of letters, digits, '.', '_' and '-', at most 64",
  (value) => (isSafeId(value) ? value : null),
);

/** A date such as 2026-11-22. */
export const date: Form<string> = textual({ pattern: DATE_SCHEMA }, 'a date such as 2026-11-22', (value) =>
  parseDayNumber(value) === null ? null : value,
);

/** A month such as 2026-11. */
export const month: Form<string> = textual(
  { pattern: '^\\d{4}-(0[1-9]|1[0-2])$' },
  'a month such as 2026-11',
  (value) => (/^\d{4}-(0[1-9]|1[0-2])$/.test(value) ? value : null),
);

/** Minutes since midnight of a time such as 07:00; 24:00 is the end of the day. */
export const clock: Form<number> = textual(
  { pattern: CLOCK.source },
  'a time such as 07:00, at most 24:00',
  (value) => (CLOCK.test(value) ? Number(value.slice(0, 2)) * 60 + Number(value.slice(3)) : null),
);

/** Milliseconds since 1970 of an instant with its offset. */
export const instant: Form<number> = textual(
  { pattern: INSTANT.source },
  'an instant with its offset, such as 2026-10-07T09:30:00-03:00',
  (value) => {
    const atMs = INSTANT.test(value) ? Date.parse(value) : Number.NaN;
    return Number.isNaN(atMs) ? null : atMs;
  },
);

/** Digits that survive the way through a program's own number. */
const SAFE_DIGITS = 15;

function decimalOf(value: unknown): Exact | null {
  if (typeof value === 'string') {
    return parseExact(value);
  }
  if (typeof value !== 'number') {
    return null;
  }
  const written = String(value);
  return written.replace(/[-.]/g, '').length <= SAFE_DIGITS ? parseExact(written) : null;
}

/** A decimal as text (`"14.60"`, `"-5%"`) or as a number of at most 15 digits; never below `least`. */
export function decimal(least: Exact | null = null): Form<Exact> {
  return {
    read({ value, path }) {
      const read = decimalOf(value);
      if (read === null) {
        refuse(path, `is ${shown(value)}; give a decimal as text, such as "14.60" or "-5%"`);
      }
      if (least !== null && compared(read, least) < 0) {
        refuse(path, `is ${exactText(read)}; it must be ${exactText(least)} or more`);
      }
      return read;
    },
    schema: () => ({
      anyOf: [
        { type: 'string', pattern: least === null ? DECIMAL_SCHEMA : DECIMAL_SCHEMA.replace('-?', '') },
        least === null ? { type: 'number' } : { type: 'number', minimum: 0 },
      ],
    }),
  };
}

/** A decimal that is not below zero. */
export const amount: Form<Exact> = decimal(ZERO);

/** A whole number in its bounds. */
export function whole(least: number, most: number): Form<number> {
  return {
    read: ({ value, path }) =>
      typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most
        ? value
        : refuse(path, `is ${shown(value)}; give a whole number from ${least} to ${most}`),
    schema: () => ({ type: 'integer', minimum: least, maximum: most }),
  };
}

export const flag: Form<boolean> = {
  read: ({ value, path }) =>
    typeof value === 'boolean' ? value : refuse(path, `is ${shown(value)}; give true or false`),
  schema: () => ({ type: 'boolean' }),
};

/** One of a closed list of words. */
export function oneOf<const W extends string>(words: readonly W[]): Form<W> {
  return {
    read: ({ value, path }) =>
      words.find((word) => word === value) ??
      refuse(path, `is ${shown(value)}; give one of ${words.join(', ')}`),
    schema: () => ({ enum: [...words] }),
  };
}

/** The form, or null. */
export function orNull<T>(form: Form<T>): Form<T | null> {
  return {
    read: (node) => (node.value === null ? null : form.read(node)),
    schema: () => ({ anyOf: [form.schema(), { type: 'null' }] }),
  };
}

export function listOf<T>(form: Form<T>, least = 0): Form<readonly T[]> {
  return {
    read({ value, path }) {
      if (!Array.isArray(value)) {
        refuse(path, `is ${shown(value)}; give a list`);
      }
      if (value.length < least) {
        refuse(path, `has ${value.length} entries; ${least} are the least`);
      }
      return value.map((entry: unknown, index) => form.read({ value: entry, path: `${path}[${index}]` }));
    },
    schema: () => ({ type: 'array', items: form.schema(), ...(least > 0 ? { minItems: least } : {}) }),
  };
}

function entriesOf({ value, path }: DocumentNode): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value)
    : refuse(path, `is ${shown(value)}; give an object with named fields`);
}

/** Named entries of one form. */
export function mapOf<T>(form: Form<T>): Form<ReadonlyMap<string, T>> {
  return {
    read: (node) =>
      new Map(
        entriesOf(node).map(([key, value]) => {
          const path = `${node.path}.${key}`;
          return [name.read({ value: key, path }), form.read({ value, path })] as const;
        }),
      ),
    schema: () => ({
      type: 'object',
      propertyNames: name.schema(),
      additionalProperties: form.schema(),
    }),
  };
}

/** May be left out. */
export function optional<T>(form: Form<T>, absent: () => T): Form<T> {
  return { ...form, absent };
}

/** With a sentence for the schema. */
export function described<T>(about: string, form: Form<T>): Form<T> {
  return { ...form, about };
}

type Fields = Readonly<Record<string, Form<unknown>>>;
type Read<F extends Fields> = { readonly [K in keyof F]: Formed<F[K]> };

/** An object with exactly these fields; what is unknown or missing is refused by its path. */
export function objectOf<F extends Fields>(fields: F): Form<Read<F>> {
  const known = Object.keys(fields);
  return {
    read(node) {
      const given = new Map(entriesOf(node));
      for (const key of given.keys()) {
        if (!known.includes(key)) {
          refuse(`${node.path}.${key}`, `is not known here; known are ${known.join(', ')}`);
        }
      }
      const read = Object.entries(fields).map(([key, form]) => {
        const path = `${node.path}.${key}`;
        if (!given.has(key)) {
          return [key, form.absent === undefined ? refuse(path, 'is missing') : form.absent()] as const;
        }
        return [key, form.read({ value: given.get(key), path })] as const;
      });
      // The fields were read by the very forms that the type is made of, which the compiler cannot follow.
      return Object.fromEntries(read) as Read<F>;
    },
    schema: () => ({
      type: 'object',
      properties: Object.fromEntries(
        Object.entries(fields).map(([key, form]) => [
          key,
          form.about === undefined ? form.schema() : { description: form.about, ...form.schema() },
        ]),
      ),
      required: known.filter((key) => fields[key]?.absent === undefined),
      additionalProperties: false,
    }),
  };
}

type Tagged<F extends Fields> = { [K in keyof F]: { readonly kind: K; readonly is: Formed<F[K]> } }[keyof F];

/** An object with exactly one of these fields, which says what it is. */
export function oneField<F extends Fields>(fields: F): Form<Tagged<F>> {
  const known = Object.keys(fields);
  return {
    read(node) {
      const entries = entriesOf(node);
      const [key, value] = entries[0] ?? ['', undefined];
      const form = fields[key];
      if (entries.length !== 1 || form === undefined || !Object.hasOwn(fields, key)) {
        refuse(node.path, `must have exactly one field of ${known.join(', ')}`);
      }
      // As above: the tag and its form come from the same entry.
      return { kind: key, is: form.read({ value, path: `${node.path}.${key}` }) } as Tagged<F>;
    },
    schema: () => ({
      oneOf: Object.entries(fields).map(([key, form]) => ({
        type: 'object',
        properties: { [key]: form.schema() },
        required: [key],
        additionalProperties: false,
      })),
    }),
  };
}
