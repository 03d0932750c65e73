import { z } from 'zod';
import { CadenciaError } from '../../core/kernel/errors.js';

/** Query of a list that can be long. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.string().max(400).optional().describe('`next` of the page before'),
});

/** Opaque to the client, so that the order may change. */
export function cursorOf(key: string): string {
  return Buffer.from(`k1:${key}`, 'utf8').toString('base64url');
}

/** The key behind a cursor, or '' for the first page. */
export function keyOfCursor(cursor: string | undefined): string {
  if (cursor === undefined) {
    return '';
  }
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!text.startsWith('k1:')) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'query.after: not a cursor of this list; use `next` of the page before, or leave it out.',
    });
  }
  return text.slice(3);
}

/** One page of `items`, sorted by key, after the cursor. */
export function pageOf<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  page: { readonly limit: number; readonly after?: string | undefined },
): { readonly items: readonly Item[]; readonly next: string | null } {
  const afterKey = keyOfCursor(page.after);
  const sorted = items
    .filter((item) => keyOf(item) > afterKey)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const shown = sorted.slice(0, page.limit);
  const last = shown.at(-1);
  return {
    items: shown,
    next: sorted.length > shown.length && last !== undefined ? cursorOf(keyOf(last)) : null,
  };
}
