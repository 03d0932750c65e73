import type { QualityForm } from './quality-form.js';

/** How an item was kept to in a call; `na`: there was no occasion. */
export const MARKS = ['ok', 'nc', 'na'] as const;
export type Mark = (typeof MARKS)[number];

/** By item's id. */
export type Marks = Readonly<Record<string, Mark>>;

export interface CallScore {
  /** 0 to 100. */
  readonly score: number;
  readonly byDimension: Readonly<Record<string, number>>;
  /** Fatal items that were not kept to. */
  readonly fatal: readonly string[];
}

/** Items without a mark, and marks of no item: a score needs all of them and no other. */
export function unmarkedItems(
  form: QualityForm,
  marks: Marks,
): { readonly missing: string[]; readonly unknown: string[] } {
  const ids = form.dimensions.flatMap(({ items }) => items.map(({ id }) => id));
  return {
    missing: ids.filter((id) => marks[id] === undefined),
    unknown: Object.keys(marks).filter((id) => !ids.includes(id)),
  };
}

/**
 * The score of a call. What was not kept to takes its points from its dimension, which never falls below zero whatever
 * its items add up to; a fatal item takes its dimension, or all. Forms are worth what their dimensions add up to, so
 * the score is brought to a hundred.
 */
export function scoreCall(form: QualityForm, marks: Marks): CallScore {
  const byDimension: Record<string, number> = {};
  const fatal: string[] = [];
  let isLost = false;
  for (const dimension of form.dimensions) {
    let left = dimension.points;
    for (const item of dimension.items.filter(({ id }) => marks[id] === 'nc')) {
      if (item.kind === 'NCF') {
        fatal.push(item.id);
        left = 0;
        isLost ||= item.reach === 'whole';
      } else {
        left -= item.points;
      }
    }
    byDimension[dimension.id] = Math.max(0, left);
  }
  const worth = form.dimensions.reduce((sum, { points }) => sum + points, 0);
  const got = Object.values(byDimension).reduce((sum, points) => sum + points, 0);
  return { score: isLost ? 0 : Math.round((got / worth) * 10_000) / 100, byDimension, fatal };
}
