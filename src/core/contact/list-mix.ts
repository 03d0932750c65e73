import type { MailingId } from '../kernel/ids.js';

/** How contacts of one list come beside those of the campaign's other lists. */
export interface ListOrder {
  /** Lists of a smaller number come first; one is begun when those before it have nobody due. */
  readonly priority: number;
  /** Part of the contacts among lists of the same priority. */
  readonly share: number;
  /** Nobody of it is dialled by the campaign, callbacks included. */
  readonly paused: boolean;
}

/** Ranges of a list's order. */
export const LIST_ORDER_RANGES = {
  priority: { least: 1, most: 99, whole: true },
  share: { least: 0.01, most: 100, whole: false },
} as const;

/** A list that is not named is ordered so. */
export const LIST_ORDER: ListOrder = { priority: 5, share: 1, paused: false };

/** Orders by list; empty: the oldest due first, whatever their list. */
export type ListMix = Readonly<Record<MailingId, ListOrder>>;

/** Lists that come together, with their shares. */
export type ListTier = readonly { readonly id: MailingId; readonly share: number }[];

/** The order of a list in a mix. */
export function orderOf(mix: ListMix, id: MailingId): ListOrder {
  return Object.hasOwn(mix, id) ? (mix[id] ?? LIST_ORDER) : LIST_ORDER;
}

/** Lists that may be dialled, those of the same priority together, the first to come first. */
export function tiersOf(lists: readonly MailingId[], mix: ListMix): readonly ListTier[] {
  const tiers = new Map<number, { id: MailingId; share: number }[]>();
  for (const id of lists) {
    const { priority, share, paused } = orderOf(mix, id);
    if (!paused) {
      tiers.set(priority, [...(tiers.get(priority) ?? []), { id, share }]);
    }
  }
  return [...tiers].sort(([one], [other]) => one - other).map(([, tier]) => tier);
}

/**
 * How many of `count` contacts each list gives, by its share. What a share leaves of a contact is carried in `credit`
 * from one draw to the next, so that small draws come out right as well.
 */
export function splitByShare(
  tier: ListTier,
  count: number,
  credit: ReadonlyMap<MailingId, number>,
): { readonly takes: ReadonlyMap<MailingId, number>; readonly credit: ReadonlyMap<MailingId, number> } {
  const sum = tier.reduce((total, { share }) => total + share, 0);
  const wants = tier.map(({ id, share }) => ({ id, want: (credit.get(id) ?? 0) + (count * share) / sum }));
  const takes = new Map(wants.map(({ id, want }) => [id, Math.max(0, Math.floor(want))]));
  let left = count - [...takes.values()].reduce((total, take) => total + take, 0);
  const byRest = wants.toSorted((one, other) => rest(other, takes) - rest(one, takes));
  for (let at = 0; left > 0 && byRest.length > 0; at += 1, left -= 1) {
    const id = byRest[at % byRest.length]?.id;
    if (id !== undefined) {
      takes.set(id, (takes.get(id) ?? 0) + 1);
    }
  }
  return { takes, credit: new Map(wants.map(({ id, want }) => [id, bounded(want - (takes.get(id) ?? 0))])) };
}

function rest(
  { id, want }: { readonly id: MailingId; readonly want: number },
  takes: ReadonlyMap<MailingId, number>,
) {
  return want - (takes.get(id) ?? 0);
}

/** A share is never owed more than a contact: what a dry list did not give is not made up for later. */
const bounded = (value: number): number => Math.max(-1, Math.min(1, value));

/** Lays lists into one another so that any stretch of the result holds each in its part. */
export function interleave<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  return lists
    .flatMap((items) => items.map((item, index) => ({ item, place: (index + 0.5) / items.length })))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
