const UNSTORABLE = /\0|[\uD800-\uDFFF]/;

/** A text as PostgreSQL keeps it, which is without NUL and half surrogate pairs; a file may hold either. */
export function storable(text: string): string {
  return UNSTORABLE.test(text) ? Buffer.from(text.replaceAll('\0', ''), 'utf8').toString('utf8') : text;
}

/** Fields of a contact as JSON in their order. */
export function storableFields(fields: Readonly<Record<string, string>>): string {
  const entries = Object.entries(fields).map(([name, value]) => [storable(name), storable(value)]);
  return JSON.stringify(Object.fromEntries(entries));
}
